//! Event streams (WHATWG HTML, section 9.2) in the distinct-connections mode of graphql-sse: the
//! answer to a `POST` is `next` events and one `complete`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use tokio::time::sleep;

use super::Transport;
use super::operation::{Answer, start};
use super::socket::full;
use crate::http::body::{check_content_type, receive};
use crate::http::complete::is_request_error;
use crate::http::negotiation::MediaType;
use crate::http::observe::{caught, log_panic};
use crate::http::params::Params;
use crate::http::reply::{panicked, refused, to_json};
use crate::http::{Refusal, RequestId, RequestInfo, code};
use crate::live::guests::Guest;
use crate::live::hub::Connected;
use crate::live::opening::NotOpened;

/// Where a client that comes back says what it knows.
const LAST_EVENT_ID: &str = "last-event-id";

/// Answers a `POST` with events.
pub async fn handle(State(transport): State<Arc<Transport>>, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    match caught(answer(transport, request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(NotOpened::Refused(refusal))) => refused(refusal, MediaType::GraphqlResponse, &id),
        Ok(Err(NotOpened::Failed(failed))) => not_opened(&failed),
        Err(_) => {
            log_panic(&id);
            panicked(MediaType::Json, &id)
        }
    }
}

/// 400 with the errors: no stream begins.
fn not_opened(failed: &async_graphql::Response) -> Response {
    let body = to_json(failed).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let content_type = MediaType::GraphqlResponse.content_type();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

async fn answer(transport: Arc<Transport>, request: Request) -> Result<Response, NotOpened> {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        let message = "Event streams are asked for by POST.";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let allow = HeaderValue::from_static("POST");
        return Err(Refusal::with_status(status, code::BAD_REQUEST, message)
            .header(header::ALLOW, allow)
            .into());
    }
    if !takes_events(&parts.headers) {
        let message = "Accept must allow text/event-stream.";
        let status = StatusCode::NOT_ACCEPTABLE;
        return Err(Refusal::with_status(status, code::BAD_REQUEST, message).into());
    }
    check_content_type(&parts.headers)?;
    let limits = transport.live.limits();
    let body = receive(&parts.headers, body, limits.body, limits.receive).await?;
    let params = Params::from_json(&body)?;
    let info = RequestInfo::read(&parts, transport.proxies)?;
    let place = transport.live.connect().ok_or_else(full)?;
    let guest = admit(&transport, &info).await?;
    let after = parts
        .headers
        .get(LAST_EVENT_ID)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let events = match start(&transport, params, info, after).await? {
        Answer::States(states) => states
            .map(|state| event(Some(state.position), &state.body))
            .chain(stream::iter([complete()]))
            .boxed(),
        Answer::Once(response) if is_request_error(&response) => {
            return Err(NotOpened::Failed(response));
        }
        Answer::Once(response) => {
            let body = to_json(&response).unwrap_or_default();
            let body = String::from_utf8_lossy(&body);
            stream::iter([event(None, &body), complete()]).boxed()
        }
    };
    let mut response = Response::new(Body::from_stream(told(transport, events, guest, place)));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // nginx would gather the events.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

async fn admit(transport: &Transport, info: &RequestInfo) -> Result<Option<Guest>, Refusal> {
    let live = &transport.live;
    let Some(bearer) = info.bearer.clone().map(Arc::new) else {
        return Ok(None);
    };
    let language = live.executor().language(&info.locales);
    let actor = live.executor().actor(Some(&bearer), language).await?;
    Ok(Some(live.guests().admit(live, &bearer, &actor)))
}

/// Whether `Accept` covers event streams; its absence covers everything.
fn takes_events(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT);
    let ranges: Vec<String> = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|range| range.trim().to_ascii_lowercase())
        .collect();
    let covers = |range: &String| {
        let mut pieces = range.split(';').map(str::trim);
        let media_type = pieces.next().unwrap_or_default();
        let refused = pieces.any(|piece| {
            let weight = piece.strip_prefix("q=");
            weight.is_some_and(|weight| weight.parse() == Ok(0.0))
        });
        ["text/event-stream", "text/*", "*/*"].contains(&media_type) && !refused
    };
    ranges.is_empty() || ranges.iter().any(covers)
}

/// The events, a comment now and then, and an end when the token counts no more or the server stops:
/// without `complete`, so that the client comes back. It is asked for the next only when the client
/// has taken the last.
fn told(
    transport: Arc<Transport>,
    events: BoxStream<'static, Bytes>,
    guest: Option<Guest>,
    place: Connected,
) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> + Send {
    let begin = (transport, events, guest, place, true);
    stream::unfold(
        begin,
        |(transport, mut events, guest, place, first)| async move {
            if first {
                // The head goes out at once.
                return Some((comment(), (transport, events, guest, place, false)));
            }
            let revoked = async {
                match &guest {
                    Some(guest) => guest.revoked().await,
                    None => std::future::pending().await,
                }
            };
            let told = tokio::select! {
                () = transport.live.closing().cancelled() => return None,
                () = revoked => return None,
                event = events.next() => event?,
                () = sleep(transport.live.pace().keep_alive) => comment(),
            };
            Some((told, (transport, events, guest, place, false)))
        },
    )
    .map(Ok)
}

fn comment() -> Bytes {
    Bytes::from_static(b":\n\n")
}

/// A response on one line, as our JSON is.
fn event(id: Option<i64>, body: &str) -> Bytes {
    match id {
        Some(id) => format!("id: {id}\nevent: next\ndata: {body}\n\n"),
        None => format!("event: next\ndata: {body}\n\n"),
    }
    .into()
}

fn complete() -> Bytes {
    Bytes::from_static(b"event: complete\ndata: \n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_must_take_events() {
        let takes = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            takes_events(&headers)
        };
        for good in ["text/event-stream", "application/json, Text/*;q=0.1", "*/*"] {
            assert!(takes(good), "{good}");
        }
        for bad in ["application/json", "text/event-stream;q=0", "text/html", ""] {
            assert!(!takes(bad), "{bad}");
        }
        assert!(takes_events(&HeaderMap::new()));
    }

    #[test]
    fn an_event_is_three_lines() {
        assert_eq!(event(Some(7), "{}"), "id: 7\nevent: next\ndata: {}\n\n");
        assert_eq!(complete(), "event: complete\ndata: \n\n");
    }
}
