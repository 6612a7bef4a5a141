//! The public keys of our access tokens, for whoever wants to check them without asking us (RFC 7517;
//! RFC 8037, section 2).

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mulin_domain::signing_keys::{self, VerifyingKey};
use mulin_domain::{Core, Error};
use serde::Serialize;

use super::cache::{client_has, entity_tag};

/// Where the keys are.
pub const JWKS_PATH: &str = "/.well-known/jwks.json";
/// RFC 7517, section 8.5.2.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/jwk-set+json");
/// How long a client may go on without looking: a new key signs at once, so it is short.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=300");

#[derive(Serialize)]
struct KeySet {
    keys: Vec<Key>,
}

/// An Ed25519 key.
#[derive(Serialize)]
struct Key {
    kty: &'static str,
    crv: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
    alg: &'static str,
    kid: String,
    x: String,
}

impl From<VerifyingKey> for Key {
    fn from(key: VerifyingKey) -> Self {
        Self {
            kty: "OKP",
            crv: "Ed25519",
            purpose: "sig",
            alg: "EdDSA",
            kid: key.kid,
            x: URL_SAFE_NO_PAD.encode(key.public_key),
        }
    }
}

/// `GET` on [`JWKS_PATH`].
pub fn routes(core: Core) -> Router {
    Router::new().route(JWKS_PATH, get(keys)).with_state(core)
}

async fn keys(State(core): State<Core>, headers: HeaderMap) -> Response<Body> {
    let set = match signing_keys::verifying(&core).await {
        Ok(keys) => KeySet {
            keys: keys.into_iter().map(Key::from).collect(),
        },
        Err(error) => return unavailable(&error),
    };
    let Ok(body) = serde_json::to_vec(&set) else {
        return empty(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let tag = entity_tag(&[&body]);
    let unchanged = tag.as_ref().is_some_and(|tag| client_has(&headers, tag));
    let mut response = if unchanged {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        let mut response = Response::new(Body::from(body));
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, MEDIA_TYPE);
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, CACHING);
    headers.extend(tag.map(|tag| (header::ETAG, tag)));
    response
}

fn unavailable(error: &Error) -> Response<Body> {
    tracing::warn!(%error, "the public keys cannot be read");
    let mut response = empty(StatusCode::SERVICE_UNAVAILABLE);
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
