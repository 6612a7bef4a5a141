//! The answer to a request for a calendar: the calendar, word that it is as it was, or why there is none.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mulin_domain::Error;
use mulin_domain::calendar_feed::{Feed, Subject};

use super::CalendarFeeds;
use super::body::{Writing, written};
use crate::graphql::texts::{self, Language};
use crate::http::cache::{client_has, entity_tag};
use crate::link_page::words::tag;

/// Nobody else keeps it, and it is asked for anew each time.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
/// Whoever lies between may hand it on for some minutes.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=300");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// The same address is another text in another language, and to somebody else.
const VARY: HeaderValue = HeaderValue::from_static("Accept-Language, Authorization");

/// How a calendar is handed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// To whoever asks alone.
    pub private: bool,
    /// What the file is called.
    pub file: &'static str,
    /// Whether a browser keeps it rather than shows it.
    pub attached: bool,
}

/// What writes the octets: another release may write others of the same events.
const WRITER: &str = env!("CARGO_PKG_VERSION");

/// Makes the answer.
pub(super) fn answered(
    state: &CalendarFeeds,
    asked: &HeaderMap,
    language: Language,
    opened: Result<Feed, Error>,
    told: Told,
) -> Response {
    let feed = match opened {
        Ok(feed) => feed,
        Err(error) => return failed(&error, language),
    };
    let version = feed.version();
    let parts = [WRITER, &*state.host, tag(language), &version].map(str::as_bytes);
    let strong = entity_tag(&parts);
    let unchanged = strong.as_ref().is_some_and(|tag| client_has(asked, tag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        whole(state, language, feed, told)
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        if told.private { PRIVATE } else { PUBLIC },
    );
    headers.insert(header::VARY, VARY);
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    // Weak: two texts of one version may tell of it in other octets.
    let weak = strong.and_then(|tag| {
        let tag = [b"W/", tag.as_bytes()].concat();
        HeaderValue::from_bytes(&tag).ok()
    });
    headers.extend(weak.map(|tag| (header::ETAG, tag)));
    response
}

fn whole(state: &CalendarFeeds, language: Language, feed: Feed, told: Told) -> Response {
    let name = match &feed.subject {
        Subject::Event(name) | Subject::Series(name) | Subject::Area(name) => name.clone(),
        Subject::Person => texts::message("calendar-own", &[], language),
    };
    let titled = extended(&name);
    let writing = Writing::new(state.core.clone(), feed, name, state.host.clone(), language);
    let mut response = Response::new(Body::from_stream(written(writing)));
    let kind = if told.attached {
        "attachment"
    } else {
        "inline"
    };
    let file = told.file;
    let disposition = format!("{kind}; filename=\"{file}\"; filename*=UTF-8''{titled}.ics");
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    set(header::CONTENT_DISPOSITION, &disposition);
    response
}

/// A name in any letters as the value of a parameter (RFC 8187, section 3.2.1).
fn extended(name: &str) -> String {
    let mut text = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            text += &format!("%{byte:02X}");
        }
    }
    text
}

/// In plain text: it is read by people whose calendar program shows it, if at all.
fn failed(error: &Error, language: Language) -> Response {
    let (status, text) = match error {
        Error::Refused(_) | Error::Unauthenticated | Error::Forbidden => {
            (StatusCode::NOT_FOUND, "calendar-not-found")
        }
        Error::Throttled => (StatusCode::TOO_MANY_REQUESTS, "THROTTLED"),
        Error::Unavailable(cause) => {
            tracing::warn!(error = %cause, "the database is not available");
            (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE")
        }
        Error::Internal(cause) => {
            tracing::error!(error = %cause, "a calendar cannot be read");
            (StatusCode::INTERNAL_SERVER_ERROR, "calendar-failed")
        }
    };
    let text = texts::message(text, &[], language) + "\n";
    // As text/plain; charset=utf-8.
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    headers.insert(header::VARY, VARY);
    response
}
