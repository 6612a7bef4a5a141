//! Signatures of Standard Webhooks (standardwebhooks.com, version 1.0): HMAC-SHA256 over id, time and
//! body, in both directions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::super::callback::Callback;
use super::super::sign::{hmac_sha256, same};

/// How far the clocks of both sides may be apart, and how old a request may be, in seconds.
const WINDOW: i64 = 5 * 60;

pub(super) const ID: &str = "webhook-id";
pub(super) const TIMESTAMP: &str = "webhook-timestamp";
pub(super) const SIGNATURE: &str = "webhook-signature";

/// A secret that both sides know: `whsec_` and 24 to 64 bytes in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// Reads a secret, with or without its prefix; none if it is no secret of that form.
    pub fn parse(text: &str) -> Option<WebhookSecret> {
        let encoded = text.strip_prefix("whsec_").unwrap_or(text);
        let bytes = STANDARD.decode(encoded).ok()?;
        (24..=64)
            .contains(&bytes.len())
            .then_some(WebhookSecret(bytes))
    }

    /// The value of the header.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signed = [format!("{id}.{timestamp}.").as_bytes(), body].concat();
        format!("v1,{}", STANDARD.encode(hmac_sha256(&self.0, &signed)))
    }

    /// Whether one of the signatures in the header is right, and the time near.
    pub(super) fn verifies(&self, callback: &Callback<'_>, now: DateTime<Utc>) -> bool {
        let header = |name| (callback.header)(name);
        let (Some(id), Some(timestamp), Some(given)) =
            (header(ID), header(TIMESTAMP), header(SIGNATURE))
        else {
            return false;
        };
        let Ok(timestamp) = timestamp.parse::<i64>() else {
            return false;
        };
        if now.timestamp().abs_diff(timestamp) > WINDOW.unsigned_abs() {
            return false;
        }
        let expected = self.sign(&id, timestamp, callback.body);
        given
            .split(' ')
            .any(|given| same(expected.as_bytes(), given.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn verifies(headers: &[(&str, &str)], body: &[u8], seconds_later: i64) -> bool {
        let header = |name: &str| {
            let header = headers.iter().find(|(header, _)| *header == name);
            header.map(|(_, value)| (*value).to_owned())
        };
        let callback = Callback {
            header: &header,
            token: "",
            body,
        };
        let now = DateTime::from_timestamp(1_614_265_330 + seconds_later, 0).unwrap();
        WebhookSecret::parse(SECRET)
            .unwrap()
            .verifies(&callback, now)
    }

    fn headers(signature: &str) -> [(&str, &str); 3] {
        [
            (ID, "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            (TIMESTAMP, "1614265330"),
            (SIGNATURE, signature),
        ]
    }

    /// The example of the specification's reference libraries.
    #[test]
    fn the_example_of_the_document_is_signed_alike() {
        let secret = WebhookSecret::parse(SECRET).unwrap();
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, BODY);
        assert_eq!(signed, SIGNED);
    }

    #[test]
    fn only_what_was_signed_a_moment_ago_is_genuine() {
        assert!(verifies(&headers(SIGNED), BODY, 0));
        assert!(verifies(&headers(&format!("v1a,AAAA {SIGNED}")), BODY, 0));
        assert!(verifies(&headers(SIGNED), BODY, 300));
        assert!(verifies(&headers(SIGNED), BODY, -300));
        assert!(!verifies(&headers(SIGNED), BODY, 301));
        assert!(!verifies(&headers(SIGNED), BODY, -301));
        assert!(!verifies(&headers(SIGNED), b"{}", 0));
        assert!(!verifies(&headers("v1,"), BODY, 0));
        assert!(!verifies(&headers(""), BODY, 0));
        assert!(!verifies(&headers(SIGNED)[..2], BODY, 0));
        let mut other_id = headers(SIGNED);
        other_id[0].1 = "msg_2";
        assert!(!verifies(&other_id, BODY, 0));
    }

    #[test]
    fn short_secrets_are_none() {
        assert!(WebhookSecret::parse("whsec_c2hvcnQ=").is_none());
        assert!(WebhookSecret::parse("not base64!").is_none());
    }
}
