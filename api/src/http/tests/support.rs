//! A schema, an executor and a client for the tests of this folder.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI32, Ordering},
};

use async_graphql::{
    EmptySubscription, Enum, Error, ErrorExtensions, InputObject, InputValueError, Object, Request,
    Response as Executed, Scalar, ScalarType, Schema, SimpleObject, Value,
};
use axum::{
    Router,
    body::Body,
    http::{self, HeaderMap, StatusCode, header},
};
use http_body_util::BodyExt;
use secrecy::ExposeSecret;
use serde_json::{Value as Json, json};
use tower::ServiceExt;

use crate::http::{
    AllowedOrigins, Endpoint, Execute, Http, Limits, Readiness, Refusal, RequestIds, RequestInfo,
    prepare::Preparation, router, trusted::Documents,
};

pub struct Query;

/// Even numbers only.
pub struct Even(i32);

#[Scalar]
impl ScalarType for Even {
    fn parse(value: Value) -> Result<Self, InputValueError<Self>> {
        match &value {
            Value::Number(number) => match number.as_i64() {
                Some(even) if even % 2 == 0 => Ok(Self(even as i32)),
                _ => Err(InputValueError::custom("odd")),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Low,
    High,
}

#[derive(InputObject)]
pub struct Wish {
    level: Level,
    note: Option<String>,
}

#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Node {
    id: i32,
}

#[async_graphql::ComplexObject]
impl Node {
    async fn next(&self) -> Node {
        Node { id: self.id + 1 }
    }
}

#[Object]
impl Query {
    async fn hello(&self, name: Option<String>) -> String {
        format!("Hello, {}!", name.as_deref().unwrap_or("world"))
    }

    async fn double(&self, n: Option<i32>) -> Option<i32> {
        n.map(|n| n * 2)
    }

    async fn even(&self, n: Even) -> i32 {
        n.0
    }

    async fn wish(&self, wish: Wish) -> String {
        format!("{}{}", wish.level as i32, wish.note.unwrap_or_default())
    }

    async fn node(&self) -> Node {
        Node { id: 0 }
    }

    #[graphql(complexity = "count * child_complexity")]
    async fn nodes(&self, count: usize) -> Vec<Node> {
        (0..count as i32).map(|id| Node { id }).collect()
    }

    // `Result<Option<_>>` would be null for the whole parent: only an `Option` outside stops it.
    async fn fails(&self) -> Option<Result<i32, Error>> {
        Some(Err(std::io::Error::other("disk sda1 is gone").into()))
    }

    async fn fails_hard(&self) -> Result<i32, Error> {
        Err(Error::new("Failed to reach 10.1.2.3"))
    }

    async fn fails_like_a_value(&self) -> Result<i32, Error> {
        Err(std::io::Error::other("Failed to parse \"row\": column secret").into())
    }

    async fn forbidden(&self) -> Option<Result<i32, Error>> {
        Some(Err(
            Error::new("Not yours.").extend_with(|_, e| e.set("code", "FORBIDDEN"))
        ))
    }

    async fn forever(&self) -> i32 {
        std::future::pending().await
    }

    async fn panics(&self) -> i32 {
        explode()
    }

    #[graphql(cache_control(max_age = 60))]
    async fn news(&self) -> &str {
        "none"
    }

    #[graphql(cache_control(max_age = 30, private))]
    async fn mine(&self) -> &str {
        "all"
    }
}

fn explode() -> i32 {
    panic!("a secret value")
}

pub struct Mutation(Arc<AtomicI32>);

#[Object]
impl Mutation {
    async fn bump(&self, by: Option<i32>) -> i32 {
        let by = by.unwrap_or(1);
        self.0.fetch_add(by, Ordering::SeqCst) + by
    }
}

/// What the executor was told of a request.
#[derive(Debug, Clone)]
pub struct Seen {
    pub token: Option<String>,
    pub locales: Vec<String>,
    pub wants_cost: bool,
    pub request_id: String,
}

pub struct Executor {
    schema: Schema<Query, Mutation, EmptySubscription>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Execute for Executor {
    async fn execute(&self, request: Request, info: RequestInfo) -> Result<Executed, Refusal> {
        let token = info
            .bearer
            .as_ref()
            .map(|token| token.expose_secret().to_owned());
        self.seen.lock().unwrap().push(Seen {
            token: token.clone(),
            locales: info.locales,
            wants_cost: info.wants_cost,
            request_id: info.request_id.to_string(),
        });
        match token.as_deref() {
            Some("expired") => Err(Refusal::unauthenticated("The token has expired.")),
            Some("greedy") => {
                let wait = std::time::Duration::from_millis(1500);
                Err(Refusal::throttled("Too many requests.", wait))
            }
            _ => Ok(self.schema.execute(request).await),
        }
    }
}

/// The router, and what can be seen from behind it.
pub struct App {
    pub router: Router,
    pub seen: Arc<Mutex<Vec<Seen>>>,
    pub bumps: Arc<AtomicI32>,
}

#[derive(Default)]
pub struct Options {
    pub limits: Limits,
    pub documents: Documents,
    pub readiness: Readiness,
    pub origins: AllowedOrigins,
    pub explorer: bool,
    pub other: Router,
}

impl App {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        let seen = Arc::default();
        let bumps: Arc<AtomicI32> = Arc::default();
        let schema = Schema::build(Query, Mutation(Arc::clone(&bumps)), EmptySubscription)
            .limit_complexity(options.limits.complexity)
            .finish();
        let preparation = Preparation {
            limits: options.limits,
            documents: options.documents,
        };
        let router = router(Http {
            endpoint: Endpoint {
                executor: Executor {
                    schema,
                    seen: Arc::clone(&seen),
                },
                preparation: Arc::new(preparation),
                proxies: 0,
            },
            readiness: options.readiness,
            request_ids: RequestIds::new(|| "made-up".to_owned()),
            origins: options.origins,
            explorer: options.explorer,
            other: options.other,
        });
        Self {
            router,
            seen,
            bumps,
        }
    }

    pub async fn send(&self, request: http::Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            bytes: bytes.to_vec(),
        }
    }

    /// A POST of `query`, with the newer media type.
    pub async fn ask(&self, query: &str) -> Reply {
        self.send(post(NEW, json!({ "query": query }))).await
    }
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The message of the first error.
    pub fn message(&self) -> String {
        self.json()["errors"][0]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

pub const NEW: &str = "application/graphql-response+json";
pub const OLD: &str = "application/json";

/// A POST of a JSON body; no `Accept` when `accept` is empty.
pub fn post(accept: &str, body: Json) -> http::Request<Body> {
    raw_post(accept, Some("application/json"), body.to_string())
}

pub fn raw_post(
    accept: &str,
    content_type: Option<&str>,
    body: impl Into<Body>,
) -> http::Request<Body> {
    let mut request = http::Request::post("/graphql");
    if !accept.is_empty() {
        request = request.header(header::ACCEPT, accept);
    }
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    request.body(body.into()).unwrap()
}

/// A GET with the given parameters.
pub fn get(accept: &str, parameters: &[(&str, &str)]) -> http::Request<Body> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let mut request = http::Request::get(format!("/graphql?{query}"));
    if !accept.is_empty() {
        request = request.header(header::ACCEPT, accept);
    }
    request.body(Body::empty()).unwrap()
}

/// Adds a header to a request.
pub fn with(mut request: http::Request<Body>, name: &str, value: &str) -> http::Request<Body> {
    let name: header::HeaderName = name.parse().unwrap();
    request.headers_mut().append(name, value.parse().unwrap());
    request
}
