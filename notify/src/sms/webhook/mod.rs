//! A gateway of one's own: whoever takes a signed JSON document can carry our messages. What the other
//! side has to do is described in the operator's guide ("A gateway of your own").

mod receipts;
mod sign;
mod texts;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::ambient::Ambient;
use super::https::{Https, not_a_request, plain_code};
use super::message::Sms;
use super::provider::{Handed, Limits, SmsProvider, fault};
use super::wording::Signatures;
use crate::transport::SendError;
pub use receipts::WebhookReceipts;
pub use sign::WebhookSecret;
pub use texts::WebhookTexts;

/// The provider's name.
pub const NAME: &str = "webhook";

/// Where messages are sent, and by what they are known as ours.
#[derive(Clone)]
pub struct WebhookConfig {
    /// The receiver.
    pub url: Url,
    /// What requests and receipts are signed with.
    pub secret: WebhookSecret,
    /// Signatures, where messages shall have any.
    pub signatures: Signatures,
}

/// Sends to a webhook.
pub struct Webhook {
    config: WebhookConfig,
    https: Https,
    ambient: Ambient,
}

#[derive(Deserialize)]
struct Taken {
    #[serde(rename = "ref")]
    provider_ref: Option<String>,
    parts: Option<u32>,
    /// Gateways there are that say so inside a success.
    error: Option<Fault>,
}

#[derive(Deserialize)]
struct Refused {
    error: Fault,
}

#[derive(Deserialize)]
struct Fault {
    code: String,
    #[serde(default)]
    permanent: bool,
}

impl Webhook {
    /// Makes no connection yet.
    pub fn new(config: WebhookConfig, https: Https, ambient: Ambient) -> Webhook {
        Webhook {
            config,
            https,
            ambient,
        }
    }
}

/// What a try of a message is called where the receiver has no name of its own for it: receipts tell
/// the tries apart by it.
fn own_name(sms: &Sms) -> String {
    format!("{}.{}", sms.id, sms.generation)
}

/// The message that such a name is of.
fn message_of(name: &str) -> Option<&str> {
    let (id, generation) = name.rsplit_once('.')?;
    generation.parse::<i32>().ok().map(|_| id)
}

fn refusal(said: &Fault) -> SendError {
    let known = fault::in_common(&said.code);
    let code = known.map_or_else(|| plain_code("WEBHOOK", &said.code), str::to_owned);
    if said.permanent {
        SendError::permanent(code)
    } else {
        SendError::temporary(code)
    }
}

#[async_trait]
impl SmsProvider for Webhook {
    fn name(&self) -> &str {
        NAME
    }

    fn limits(&self) -> Limits {
        // The header of a part counts to 255.
        Limits { parts: 255 }
    }

    fn wording(&self, sms: &Sms) -> String {
        self.config.signatures.sign(sms)
    }

    async fn send(&self, sms: &Sms) -> Result<Handed, SendError> {
        let body = json!({
            "id": sms.id,
            "ref": own_name(sms),
            "to": sms.checked_number()?,
            "text": self.wording(sms),
            "kind": sms.kind.as_str(),
            "locale": sms.locale.as_str(),
            "variables": sms.variables,
        })
        .to_string();
        let timestamp = self.ambient.now().timestamp();
        let signature = (self.config.secret).sign(&sms.id, timestamp, body.as_bytes());
        let request = Request::post(self.config.url.as_str())
            .header("content-type", "application/json")
            .header(sign::ID, sms.id.as_str())
            .header(sign::TIMESTAMP, timestamp)
            .header(sign::SIGNATURE, signature)
            .body(Full::new(Bytes::from(body)))
            .map_err(not_a_request)?;
        let answer = self.https.send(request).await?;
        if answer.is_success() {
            // 204, or no document at all, will do: then the try keeps the name that we gave it.
            let taken = if answer.body.is_empty() {
                Taken {
                    provider_ref: None,
                    parts: None,
                    error: None,
                }
            } else {
                answer.json().ok_or_else(|| answer.fault())?
            };
            if let Some(said) = &taken.error {
                return Err(refusal(said));
            }
            return Ok(Handed {
                provider_ref: taken
                    .provider_ref
                    .filter(|name| !name.is_empty() && name.len() <= 200)
                    .unwrap_or_else(|| own_name(sms)),
                parts: taken.parts.filter(|parts| *parts > 0),
            });
        }
        Err(match answer.json::<Refused>() {
            // Whatever stands before the receiver may answer with such a document too, as it breaks.
            Some(said) => answer.refused(refusal(&said.error)),
            None => answer.fault(),
        })
    }
}
