//! Pictures of the codes that parties show at the entrance. A code is a signature: whoever has it may
//! see it drawn, and nothing else is told by it.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use mulin_domain::Core;
use mulin_domain::check_in::code::EntryCode;
use mulin_domain::check_in::keys;

use super::cache::{client_has, entity_tag};
use crate::qr::Picture;

/// A code is drawn the same for ever.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `GET /qr/{code}.svg` and `/qr/{code}.png`.
pub fn routes(core: Core) -> Router {
    Router::new()
        .route("/qr/{file}", get(picture))
        .with_state(core)
}

async fn picture(
    State(core): State<Core>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let kinds = [Picture::Svg, Picture::Png];
    let named = kinds.into_iter().find_map(|picture| {
        let text = file.strip_suffix(picture.extension())?.strip_suffix('.')?;
        Some((picture, EntryCode::read(text)?))
    });
    let Some((picture, code)) = named else {
        return empty(StatusCode::NOT_FOUND);
    };
    match keys::is_ours(core.db().reader(), &code).await {
        Ok(true) => {}
        Ok(false) => return empty(StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::warn!(%error, "a check-in key cannot be read");
            return empty(StatusCode::SERVICE_UNAVAILABLE);
        }
    }
    let Some(body) = picture.of(&code.text()) else {
        return empty(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let tag = entity_tag(&[&body]);
    let unchanged = tag.as_ref().is_some_and(|tag| client_has(&headers, tag));
    let mut response = if unchanged {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(Body::from(body))
    };
    let headers = response.headers_mut();
    if !unchanged {
        let media_type = HeaderValue::from_static(picture.media_type());
        headers.insert(header::CONTENT_TYPE, media_type);
        let nothing_else = HeaderValue::from_static("default-src 'none'; style-src 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, nothing_else);
        let as_told = HeaderValue::from_static("nosniff");
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, as_told);
    }
    headers.insert(header::CACHE_CONTROL, CACHING);
    headers.extend(tag.map(|tag| (header::ETAG, tag)));
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
