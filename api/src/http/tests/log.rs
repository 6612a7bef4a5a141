//! What the log says of a request, and what it must not say.

use std::{
    io::{self, Write},
    sync::{Arc, LazyLock, Mutex},
};

use axum::{Router, body::Body, http::Request, routing::get as get_route};
use serde_json::{Value as Json, json};
use tracing::Dispatch;
use tracing::subscriber::{DefaultGuard, set_default};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, layer::SubscriberExt};

use super::support::{App, NEW, Options, post, with};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    fn all(&self) -> Vec<Json> {
        let bytes = self.0.lock().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn access(&self) -> Vec<Json> {
        self.all()
            .into_iter()
            .filter(|line| line["target"] == "mulin::access")
            .collect()
    }

    fn errors(&self) -> Vec<Json> {
        self.all()
            .into_iter()
            .filter(|line| line["level"] == "ERROR")
            .collect()
    }
}

/// Captures what this thread logs until the guard is dropped.
fn captured() -> (Lines, DefaultGuard) {
    // While there is one subscriber alone, whoever comes past a line first says for all threads whether it
    // is wanted, by what their own thread wants.
    static ANOTHER: LazyLock<Dispatch> =
        LazyLock::new(|| Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO)));
    LazyLock::force(&ANOTHER);
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::INFO)
        .with_writer(lines.clone())
        .finish();
    (lines, set_default(subscriber))
}

/// Sends the requests while this thread's log is captured.
async fn logged(app: &App, requests: Vec<Request<Body>>) -> Lines {
    let (lines, _guard) = captured();
    for request in requests {
        app.send(request).await;
    }
    lines
}

#[tokio::test]
async fn a_request_has_one_line_without_anything_personal() {
    let body = json!({
        "query": "query Greet($name: String) { hello(name: $name) }",
        "variables": { "name": "Ms Secret" },
    });
    let request = with(post(NEW, body), "authorization", "Bearer very-secret");
    let lines = logged(&App::new(), vec![with(request, "x-request-id", "r-1")]).await;
    let line = &lines.access()[0];
    assert_eq!(lines.all().len(), 1);
    assert_eq!(line["level"], "INFO");
    let fields = &line["fields"];
    assert_eq!(fields["method"], "POST");
    assert_eq!(fields["route"], "/graphql");
    assert_eq!(fields["status"], 200);
    assert_eq!(fields["operation_name"], "Greet");
    assert_eq!(fields["operation_type"], "query");
    assert!(fields["duration_ms"].as_f64().unwrap() >= 0.0);
    assert_eq!(line["span"]["request_id"], "r-1");
    assert!(
        !line.to_string().to_lowercase().contains("secret"),
        "{line}"
    );
}

#[tokio::test]
async fn the_path_of_a_route_with_secrets_is_not_logged() {
    let other = Router::new().route("/feed/{token}", get_route(|| async { "x" }));
    let app = App::with(Options {
        other,
        ..Options::default()
    });
    let requests = ["/feed/topsecret", "/nowhere/topsecret?x=topsecret"]
        .map(|path| Request::get(path).body(Body::empty()).unwrap());
    let lines = logged(&app, requests.into()).await.access();
    assert_eq!(lines[0]["fields"]["route"], "/feed/{token}");
    assert_eq!(lines[1]["fields"]["route"], "unmatched");
    assert_eq!(lines[1]["fields"]["status"], 404);
    assert!(!format!("{lines:?}").contains("topsecret"));
}

#[tokio::test]
async fn an_unforeseen_error_is_logged_once_with_the_id() {
    let query = "{ fails a: fails b: fails forbidden }";
    let lines = logged(&App::new(), vec![post(NEW, json!({ "query": query }))]).await;
    let errors = lines.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["fields"]["request_id"], "made-up");
    assert_eq!(errors[0]["fields"]["error"], "disk sda1 is gone");
    assert_eq!(errors[0]["fields"]["times"], 3);
}

#[tokio::test]
async fn a_panic_is_logged_with_the_id_in_the_endpoint_and_elsewhere() {
    let other = Router::new().route("/broken", get_route(panicking));
    let app = App::with(Options {
        other,
        ..Options::default()
    });
    let requests = vec![
        post(NEW, json!({ "query": "{ panics }" })),
        Request::get("/broken").body(Body::empty()).unwrap(),
    ];
    let lines = logged(&app, requests).await;
    assert_eq!(lines.errors().len(), 2);
    for error in lines.errors() {
        assert_eq!(error["fields"]["request_id"], "made-up");
        assert!(!error.to_string().contains("a secret value"));
    }
    let statuses: Vec<_> = lines
        .access()
        .iter()
        .map(|l| l["fields"]["status"].clone())
        .collect();
    assert_eq!(statuses, [500, 500]);
}

async fn panicking() -> &'static str {
    panic!("a secret value")
}

#[tokio::test]
async fn a_client_that_hangs_up_has_its_line_too() {
    let app = App::new();
    let (lines, _guard) = captured();
    {
        let pending = app.send(post(NEW, json!({ "query": "query Wait { forever }" })));
        let mut pending = std::pin::pin!(pending);
        assert!(futures_util::poll!(pending.as_mut()).is_pending());
    }
    assert_eq!(lines.access()[0]["fields"]["status"], 499);
    assert_eq!(lines.access()[0]["fields"]["operation_name"], "Wait");
}
