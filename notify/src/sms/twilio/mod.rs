//! Twilio's Messages API, version 2010-04-01.

mod codes;
mod receipts;
mod sign;
mod texts;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::https::{Https, asked_in_vain, not_a_request};
use super::message::Sms;
use super::provider::{Asked, Handed, Limits, Receipt, SmsProvider, fault};
use super::wording::Signatures;
use crate::transport::SendError;
pub use receipts::TwilioReceipts;
pub use texts::TwilioTexts;

/// The provider's name.
pub const NAME: &str = "twilio";

/// How to reach Twilio, and as whom.
#[derive(Clone)]
pub struct TwilioConfig {
    /// Usually `https://api.twilio.com`.
    pub endpoint: Url,
    /// Account SID (`AC…`).
    pub account_sid: String,
    /// The account's token; its callbacks are signed with it too.
    pub auth_token: String,
    /// A number of ours (E.164), a sender id, or the SID of a messaging service (`MG…`).
    pub from: String,
    /// Public address of the status callbacks; none: states are asked for.
    pub callback: Option<String>,
    /// Signatures, where messages shall have any.
    pub signatures: Signatures,
}

/// Sends by Twilio.
pub struct Twilio {
    config: TwilioConfig,
    https: Https,
}

#[derive(Deserialize)]
struct Said {
    sid: String,
    status: String,
    num_segments: Option<String>,
    error_code: Option<u32>,
}

#[derive(Deserialize)]
struct Fault {
    code: u32,
}

impl Twilio {
    /// Makes no connection yet.
    pub fn new(config: TwilioConfig, https: Https) -> Twilio {
        Twilio { config, https }
    }

    fn address(&self, rest: &str) -> String {
        let base = self.config.endpoint.as_str().trim_end_matches('/');
        format!(
            "{base}/2010-04-01/Accounts/{}/{rest}",
            self.config.account_sid
        )
    }

    fn form(&self, sms: &Sms, to: &str) -> String {
        let from = self.config.from.as_str();
        let sender = if from.starts_with("MG") && from.len() == 34 {
            "MessagingServiceSid"
        } else {
            "From"
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("To", to)
            .append_pair(sender, from)
            .append_pair("Body", &self.wording(sms));
        if let Some(callback) = &self.config.callback {
            form.append_pair("StatusCallback", &callback_of(callback, &sms.id));
        }
        form.finish()
    }

    fn authorization(&self) -> String {
        let TwilioConfig {
            account_sid,
            auth_token,
            ..
        } = &self.config;
        format!(
            "Basic {}",
            STANDARD.encode(format!("{account_sid}:{auth_token}"))
        )
    }
}

/// The address that tells of one message.
fn callback_of(base: &str, id: &str) -> String {
    format!("{}/{id}", base.trim_end_matches('/'))
}

#[async_trait]
impl SmsProvider for Twilio {
    fn name(&self) -> &str {
        NAME
    }

    fn limits(&self) -> Limits {
        // 1,600 characters at most; Twilio itself advises against more than these.
        Limits { parts: 10 }
    }

    fn wording(&self, sms: &Sms) -> String {
        self.config.signatures.sign(sms)
    }

    async fn send(&self, sms: &Sms) -> Result<Handed, SendError> {
        let to = sms.checked_number()?;
        let request = Request::post(self.address("Messages.json"))
            .header("authorization", self.authorization())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(self.form(sms, to))))
            .map_err(not_a_request)?;
        let answer = self.https.send(request).await?;
        if answer.is_success() {
            let said = answer.json::<Said>().ok_or_else(|| answer.fault())?;
            // It may know at once that it goes nowhere.
            if matches!(said.status.as_str(), "failed" | "undelivered" | "canceled") {
                return Err(codes::refusal(said.error_code.unwrap_or_default()));
            }
            let parts = said.num_segments.and_then(|parts| parts.parse().ok());
            return Ok(Handed {
                provider_ref: said.sid,
                // Of a message that waits in a messaging service it says 0.
                parts: parts.filter(|parts| *parts > 0),
            });
        }
        Err(match answer.json::<Fault>() {
            Some(said) => answer.refused(codes::refusal(said.code)),
            None => answer.fault(),
        })
    }

    fn tells_status(&self) -> bool {
        true
    }

    async fn status(&self, asked: &Asked) -> Result<Option<Receipt>, SendError> {
        // Without its name there, a message cannot be told from another to the same number.
        let Some(sid) = &asked.provider_ref else {
            return Ok(None);
        };
        if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(SendError::temporary(fault::ANSWER_UNREADABLE));
        }
        let request = Request::get(self.address(&format!("Messages/{sid}.json")))
            .header("authorization", self.authorization())
            .body(Full::new(Bytes::new()))
            .map_err(not_a_request)?;
        let answer = self.https.send(request).await.map_err(asked_in_vain)?;
        match answer.json::<Said>() {
            Some(said) if answer.is_success() && said.sid == *sid => {
                let report = codes::report(&said.status, said.error_code);
                Ok(report.map(|report| Receipt {
                    provider_ref: said.sid,
                    id: Some(asked.id.clone()),
                    report,
                }))
            }
            _ if answer.status == 404 => Ok(None),
            _ => Err(asked_in_vain(answer.fault())),
        }
    }
}
