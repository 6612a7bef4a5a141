//! Receipts that a receiver brings: signed like what it is sent.

use serde::Deserialize;

use super::super::ambient::Ambient;
use super::super::callback::{Callback, ReceiptReader, Unreadable};
use super::super::https::plain_code;
use super::super::provider::{Receipt, Report, fault};
use super::{NAME, WebhookSecret, message_of};

/// Reads the receipts of a webhook.
pub struct WebhookReceipts {
    secret: WebhookSecret,
    ambient: Ambient,
}

impl WebhookReceipts {
    /// The secret is the one that messages are signed with.
    pub fn new(secret: WebhookSecret, ambient: Ambient) -> WebhookReceipts {
        WebhookReceipts { secret, ambient }
    }
}

#[derive(Deserialize)]
struct Told {
    receipts: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    #[serde(rename = "ref", default)]
    provider_ref: String,
    id: Option<String>,
    state: State,
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum State {
    Accepted,
    Delivered,
    Failed,
}

impl ReceiptReader for WebhookReceipts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        self.secret.verifies(callback, self.ambient.now())
    }

    fn receipts(&self, callback: &Callback<'_>) -> Result<Vec<Receipt>, Unreadable> {
        let told: Told = serde_json::from_slice(callback.body).map_err(|_| Unreadable)?;
        let receipts = told.receipts.into_iter().map(|one| Receipt {
            // A name of ours tells the message as well, should that try's answer have been lost.
            id: one
                .id
                .or_else(|| message_of(&one.provider_ref).map(str::to_owned)),
            provider_ref: one.provider_ref,
            report: match one.state {
                State::Accepted => Report::Accepted,
                State::Delivered => Report::Delivered,
                State::Failed => Report::Failed {
                    code: code(one.code.as_deref().unwrap_or_default()),
                },
            },
        });
        Ok(receipts.collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("application/json", "{}")
    }
}

fn code(told: &str) -> String {
    fault::in_common(told).map_or_else(|| plain_code("WEBHOOK", told), str::to_owned)
}
