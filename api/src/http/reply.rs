//! The HTTP response to a GraphQL request.

use std::collections::BTreeMap;

use async_graphql::{Response as Executed, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use super::{
    cache::{caching, client_has},
    complete::{is_request_error, stamp},
    negotiation::MediaType,
    refusal::{Refusal, code},
    request_id::RequestId,
};

/// The response's body (GraphQL specification, section 7.1): errors first, and `data` left out when
/// nothing was executed.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a BTreeMap<String, Value>>,
}

/// Serialises a completed response; for any transport. Fails only on values that JSON does not
/// have, such as keys that are no strings.
pub fn to_json(executed: &Executed) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Document {
        errors: &executed.errors,
        data: (!is_request_error(executed)).then_some(&executed.data),
        extensions: (!executed.extensions.is_empty()).then_some(&executed.extensions),
    })
}

/// The reply to an operation that was executed, or that the schema refused to execute.
///
/// `anonymous_get` holds the request's headers if the reply may be cached at all: nobody is signed
/// in, so that it is the same for everybody who asks in the same language.
pub(super) fn executed(
    mut executed: Executed,
    media_type: MediaType,
    anonymous_get: Option<&HeaderMap>,
) -> Response<Body> {
    let refused = is_request_error(&executed) && media_type == MediaType::GraphqlResponse;
    let status = if refused {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let body = match to_json(&executed) {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "a response cannot be written as JSON");
            return written(
                StatusCode::INTERNAL_SERVER_ERROR,
                media_type,
                INTERNAL.into(),
            );
        }
    };
    let cached = anonymous_get
        .filter(|_| executed.errors.is_empty())
        .and_then(|request| {
            caching(executed.cache_control, &body, media_type).map(|caching| (request, caching))
        });
    let mut response = match cached {
        Some((request, caching)) => {
            let mut response = if client_has(request, &caching.tag) {
                let mut unchanged = written(StatusCode::NOT_MODIFIED, media_type, Vec::new());
                unchanged.headers_mut().remove(header::CONTENT_TYPE);
                unchanged
            } else {
                written(status, media_type, body)
            };
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, caching.control);
            headers.insert(header::ETAG, caching.tag);
            response
        }
        None => written(status, media_type, body),
    };
    response
        .headers_mut()
        .extend(std::mem::take(&mut executed.http_headers));
    response
}

/// The reply to a request that was turned away.
pub fn refused(refusal: Refusal, media_type: MediaType, request_id: &RequestId) -> Response<Body> {
    let status = refusal.status(media_type);
    let (headers, mut errors) = refusal.into_parts();
    for error in &mut errors {
        stamp(error, request_id);
    }
    let document = Document {
        errors: &errors,
        data: None,
        extensions: None,
    };
    let body = serde_json::to_vec(&document).unwrap_or_else(|_| INTERNAL.into());
    let mut response = written(status, media_type, body);
    response.headers_mut().extend(headers);
    response
}

/// What remains to be said when a handler has panicked. The log has the rest.
pub fn panicked(media_type: MediaType, request_id: &RequestId) -> Response<Body> {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    refused(
        Refusal::with_status(status, code::INTERNAL, "Internal error"),
        media_type,
        request_id,
    )
}

const INTERNAL: &str =
    r#"{"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL"}}]}"#;

fn written(status: StatusCode, media_type: MediaType, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type.content_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Authorization"),
    );
    response
}
