//! Texts that a receiver brings: `{"texts":[{"ref","from","to","text","at"}]}`, signed like what it is sent.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::ambient::Ambient;
use super::super::callback::{Callback, Unreadable};
use super::super::texts::{IncomingText, TextReader};
use super::{NAME, WebhookSecret};

/// Reads the texts of a webhook.
pub struct WebhookTexts {
    secret: WebhookSecret,
    ambient: Ambient,
}

impl WebhookTexts {
    /// The secret is one that both sides know.
    pub fn new(secret: WebhookSecret, ambient: Ambient) -> WebhookTexts {
        WebhookTexts { secret, ambient }
    }
}

#[derive(Deserialize)]
struct Brought {
    texts: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    #[serde(rename = "ref")]
    reference: String,
    from: String,
    #[serde(default)]
    to: String,
    text: String,
    /// RFC 3339.
    at: Option<DateTime<Utc>>,
}

impl TextReader for WebhookTexts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        self.secret.verifies(callback, self.ambient.now())
    }

    fn texts(&self, callback: &Callback<'_>) -> Result<Vec<IncomingText>, Unreadable> {
        let brought: Brought = serde_json::from_slice(callback.body).map_err(|_| Unreadable)?;
        if brought.texts.iter().any(|one| one.reference.is_empty()) {
            return Err(Unreadable);
        }
        let texts = brought.texts.into_iter().map(|one| IncomingText {
            provider: NAME.to_owned(),
            reference: Some(one.reference),
            from: one.from,
            to: one.to,
            text: one.text,
            at: one.at,
        });
        Ok(texts.collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("application/json", "{}")
    }
}
