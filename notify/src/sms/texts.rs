//! Texts that people write, as providers hand them over.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::callback::{Callback, Unreadable};
use super::sign::{hex, hmac_sha256};

/// A text that somebody wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingText {
    /// Who hands it over.
    pub provider: String,
    /// Its name there; none where the provider gives it none.
    pub reference: Option<String>,
    /// The number it came from, as the provider writes it.
    pub from: String,
    /// The number it came to.
    pub to: String,
    /// The words.
    pub text: String,
    /// When it was written, by the provider's clock; none if the provider does not tell.
    pub at: Option<DateTime<Utc>>,
}

impl fmt::Debug for IncomingText {
    // Numbers and words stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingText")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

/// Reads the texts that one provider brings.
pub trait TextReader: Send + Sync {
    /// The provider's name, as [`SmsProvider::name`](super::SmsProvider::name) says it.
    fn name(&self) -> &str;

    /// Whether the request comes from the provider: by its signature or, where there is none, by a
    /// secret in its address.
    fn is_genuine(&self, callback: &Callback<'_>) -> bool;

    /// What a genuine request holds.
    ///
    /// # Errors
    /// The body is not what the provider's document describes.
    fn texts(&self, callback: &Callback<'_>) -> Result<Vec<IncomingText>, Unreadable>;

    /// What the provider wants to hear when its request was taken: a media type and a body.
    fn thanks(&self) -> (&'static str, &'static str);
}

/// A name that a provider writes as a text or as a number.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Word {
    Text(String),
    Number(serde_json::Number),
}

impl Word {
    pub(super) fn into_text(self) -> String {
        match self {
            Word::Text(text) => text,
            Word::Number(number) => number.to_string(),
        }
    }
}

/// A name for a text whose provider gives it none: the same each time that it is brought. Number and
/// words cannot be told from it without the secret.
pub(super) fn own_name(secret: &str, particulars: &[&str]) -> String {
    let mut all = Vec::new();
    for one in particulars {
        // Their lengths keep "1","23" apart from "12","3".
        all.extend_from_slice(one.len().to_string().as_bytes());
        all.push(b':');
        all.extend_from_slice(one.as_bytes());
    }
    hex(&hmac_sha256(secret.as_bytes(), &all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_all_particulars_and_the_secret() {
        let name = own_name("secret", &["86", "13812345678", "1"]);
        assert_eq!(own_name("secret", &["86", "13812345678", "1"]), name);
        for (secret, particulars) in [
            ("other", ["86", "13812345678", "1"]),
            ("secret", ["86", "13812345678", "2"]),
            ("secret", ["861", "3812345678", "1"]),
        ] {
            assert_ne!(own_name(secret, &particulars), name);
        }
        assert_eq!(name.len(), 64);
    }
}
