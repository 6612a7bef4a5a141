//! Takes in the body of a `POST`, and no more of it than is allowed.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use super::{
    negotiation::is_utf8,
    quality::split_parameters,
    refusal::{Refusal, code},
};

/// Checks that the body is declared to be JSON in UTF-8.
///
/// Nothing else is read, also because a web page may send the three media types of plain forms to
/// any server without asking first: that is the way of cross-site request forgery. Errors: 415.
pub fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let unsupported = |message: &str| {
        Refusal::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            code::BAD_REQUEST,
            message,
        )
    };
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let is_json = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().and_then(split_parameters).is_some_and(
            |(media_type, parameters)| {
                media_type.eq_ignore_ascii_case("application/json")
                    && parameters
                        .iter()
                        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
                        .all(|(_, charset)| is_utf8(charset))
            },
        ),
        _ => false,
    };
    if !is_json {
        return Err(unsupported(
            "Content-Type must be application/json, in UTF-8.",
        ));
    }
    let encoding = headers.get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(unsupported("The body must come without Content-Encoding."));
    }
    Ok(())
}

/// Reads the whole body.
///
/// `Content-Length` is believed when it is too large, and never when it is small: what arrives is
/// counted. Errors: 413 above `limit` bytes, 408 after `patience`, 400 when the connection breaks.
pub async fn receive(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, Refusal> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    if let Some(length) = announced.filter(|length| *length > limit as u64) {
        return Err(too_large(limit, &format!("is {length} bytes long")));
    }
    tokio::time::timeout(patience, collect(body, limit))
        .await
        .unwrap_or_else(|_| {
            Err(Refusal::with_status(
                StatusCode::REQUEST_TIMEOUT,
                code::TIMEOUT,
                format!(
                    "The body did not arrive within {} s.",
                    patience.as_secs_f64()
                ),
            ))
        })
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut stream = body.into_data_stream();
    let mut all = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| {
            Refusal::with_status(
                StatusCode::BAD_REQUEST,
                code::BAD_REQUEST,
                "The body could not be read to its end.",
            )
        })?;
        if all.len() + chunk.len() > limit {
            let seen = all.len() + chunk.len();
            return Err(too_large(limit, &format!("has {seen} bytes or more")));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

fn too_large(limit: usize, actual: &str) -> Refusal {
    Refusal::with_status(
        StatusCode::PAYLOAD_TOO_LARGE,
        code::LIMIT_EXCEEDED,
        format!("The body {actual}; at most {limit} are allowed."),
    )
    .detail("limit", "body")
    .detail("maximum", limit)
}
