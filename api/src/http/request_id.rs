//! The name by which a request is found in the log.

use std::{fmt, sync::Arc};

use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue};

/// The header that carries the id, both ways.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;

/// 1 to 64 characters of `[A-Za-z0-9._-]`: safe in a header, in a log line and in a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Takes `text` as an id when it has the right form.
    pub fn parse(text: &str) -> Option<Self> {
        let sane = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        ((1..=LONGEST).contains(&text.len()) && text.bytes().all(sane)).then(|| Self(text.into()))
    }

    /// The id the client sent, if it is a sane one and the only one.
    pub(super) fn sent(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(X_REQUEST_ID).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => Self::parse(value.to_str().ok()?),
            _ => None,
        }
    }

    /// The id that [`observe`](super::observe) gave to this request; `unknown` outside of it.
    pub fn of(extensions: &Extensions) -> Self {
        extensions
            .get()
            .cloned()
            .unwrap_or_else(|| Self("unknown".into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn header_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes new ids. Randomness comes from outside, so that tests can foretell them.
#[derive(Clone)]
pub struct RequestIds(Arc<dyn Fn() -> String + Send + Sync>);

impl RequestIds {
    /// `make` must return texts that [`RequestId::parse`] takes.
    pub fn new(make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    pub(super) fn next(&self) -> RequestId {
        RequestId((self.0)().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sane_ids_are_taken() {
        for good in ["a", "0190-AB.c_d", &"x".repeat(64)] {
            assert_eq!(RequestId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", "a\nb", "é", "a/b", "{}", &"x".repeat(65)] {
            assert_eq!(RequestId::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn two_ids_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(X_REQUEST_ID, "a".parse().unwrap());
        assert!(RequestId::sent(&headers).is_some());
        headers.append(X_REQUEST_ID, "b".parse().unwrap());
        assert!(RequestId::sent(&headers).is_none());
    }
}
