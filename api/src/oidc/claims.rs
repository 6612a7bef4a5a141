//! What a token says, and whether it counts. Pure.

use mulin_domain::clock::Instant;
use mulin_domain::sign_in::identity::Identity;
use serde::Deserialize;
use serde_json::Value;

use super::Rejection;

/// How far the issuer's clock and ours may be apart, in seconds.
const LEEWAY: f64 = 60.0;
/// The longest subject (OpenID Connect Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;

/// The claims that matter here (RFC 7519, section 4.1; OpenID Connect Core 1.0, section 5.1). Times
/// are seconds since 1970, perhaps with a fraction.
#[derive(Clone, Deserialize)]
pub(super) struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    pub exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    email: Option<Value>,
    email_verified: Option<Value>,
    phone_number: Option<Value>,
    phone_number_verified: Option<Value>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

impl Claims {
    /// Whether the issuer means us, now.
    pub fn check(&self, issuer: &str, audience: &str, now: Instant) -> Result<(), Rejection> {
        let seconds = seconds(now);
        let has_begun = |at: Option<f64>| at.is_none_or(|at| at <= seconds + LEEWAY);
        let is_for_us = self.iss == issuer && self.aud.contains(audience);
        let has_subject = (1..=LONGEST_SUBJECT).contains(&self.sub.len());
        if !is_for_us || !has_subject || !has_begun(self.nbf) || !has_begun(self.iat) {
            return Err(Rejection::Invalid);
        }
        must_last(self.exp, now)
    }

    /// Who it is about. An address counts only if the issuer says `true` of it: not "true", not 1.
    pub fn into_identity(self) -> Identity {
        let verified = |address: Option<Value>, is_verified: Option<Value>| match address {
            Some(Value::String(text)) if is_verified == Some(Value::Bool(true)) => Some(text),
            _ => None,
        };
        Identity {
            issuer: self.iss,
            subject: self.sub,
            email: verified(self.email, self.email_verified),
            phone: verified(self.phone_number, self.phone_number_verified),
        }
    }
}

/// Whether a token that ends at `exp` still counts.
pub(super) fn must_last(exp: f64, now: Instant) -> Result<(), Rejection> {
    if exp + LEEWAY > seconds(now) {
        Ok(())
    } else {
        Err(Rejection::Expired)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "microseconds of today are exact in a double"
)]
fn seconds(at: Instant) -> f64 {
    at.timestamp_micros() as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn now() -> Instant {
        chrono::DateTime::from_timestamp(NOW, 0).unwrap()
    }

    fn claims(more: &Value) -> Option<Claims> {
        let mut all = json!({ "iss": "https://id", "sub": "7", "aud": "us", "exp": NOW + 300 });
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        serde_json::from_value(all).ok()
    }

    fn verdict(more: Value) -> Result<(), Rejection> {
        match claims(&more) {
            Some(claims) => claims.check("https://id", "us", now()),
            None => Err(Rejection::Invalid),
        }
    }

    #[test]
    fn a_token_counts_for_whom_it_is_meant_alone() {
        assert_eq!(verdict(json!({})), Ok(()));
        assert_eq!(verdict(json!({ "aud": ["them", "us"] })), Ok(()));
        for more in [
            json!({ "iss": "https://id/" }),
            json!({ "iss": ["https://id"] }),
            json!({ "aud": "them" }),
            json!({ "aud": "us " }),
            json!({ "aud": ["them"] }),
            json!({ "aud": [] }),
            json!({ "aud": null }),
            json!({ "sub": "" }),
            json!({ "sub": 7 }),
            json!({ "sub": "7".repeat(256) }),
        ] {
            assert_eq!(verdict(more.clone()), Err(Rejection::Invalid), "{more}");
        }
    }

    #[test]
    fn clocks_may_differ_by_a_minute() {
        for (more, expected) in [
            (json!({ "exp": NOW - 59 }), Ok(())),
            (json!({ "exp": NOW as f64 - 59.5 }), Ok(())),
            (json!({ "exp": NOW - 60 }), Err(Rejection::Expired)),
            (json!({ "exp": -1 }), Err(Rejection::Expired)),
            (json!({ "exp": "soon" }), Err(Rejection::Invalid)),
            (json!({ "exp": null }), Err(Rejection::Invalid)),
            (json!({ "nbf": NOW + 60 }), Ok(())),
            (json!({ "nbf": NOW + 61 }), Err(Rejection::Invalid)),
            (json!({ "iat": NOW + 60 }), Ok(())),
            (json!({ "iat": NOW + 61 }), Err(Rejection::Invalid)),
            (json!({ "iat": "now" }), Err(Rejection::Invalid)),
        ] {
            assert_eq!(verdict(more.clone()), expected, "{more}");
        }
    }

    #[test]
    fn only_verified_addresses_count() {
        let email = |verified: Value| {
            let more = json!({ "email": "lan@example.org", "email_verified": verified });
            claims(&more).unwrap().into_identity().email
        };
        assert_eq!(email(json!(true)).as_deref(), Some("lan@example.org"));
        for not in [
            json!(false),
            json!("true"),
            json!(1),
            json!(null),
            json!([true]),
        ] {
            assert_eq!(email(not.clone()), None, "{not}");
        }
        let unsaid = json!({ "email": "lan@example.org", "phone_number_verified": true });
        let identity = claims(&unsaid).unwrap().into_identity();
        assert_eq!((identity.email, identity.phone), (None, None));
        let phone = json!({ "phone_number": "+8613812345678", "phone_number_verified": true });
        let phone = claims(&phone).unwrap().into_identity().phone;
        assert_eq!(phone.as_deref(), Some("+8613812345678"));
    }
}
