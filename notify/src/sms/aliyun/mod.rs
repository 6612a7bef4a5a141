//! Aliyun (Alibaba Cloud) SMS, API version 2017-05-25: `SendSms` and `QuerySendDetails`.

mod codes;
mod receipts;
mod sign;
mod texts;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{FixedOffset, SecondsFormat};
use http_body_util::Full;
use hyper::Request;
use serde::Deserialize;
use url::Url;

use super::ambient::Ambient;
use super::https::{Answer, Https, asked_in_vain, not_a_request};
use super::message::Sms;
use super::provider::{Asked, Handed, Limits, Receipt, Report, SmsProvider, fault};
use super::templates::SmsTemplates;
use super::wording::unsigned;
use crate::transport::SendError;
pub use receipts::AliyunReceipts;
pub use texts::AliyunTexts;

/// The provider's name.
pub const NAME: &str = "aliyun";
const VERSION: &str = "2017-05-25";

/// How to reach Aliyun, and as whom.
#[derive(Clone)]
pub struct AliyunConfig {
    /// Usually `https://dysmsapi.aliyuncs.com`.
    pub endpoint: Url,
    /// Id of an access key.
    pub access_key_id: String,
    /// Its secret.
    pub access_key_secret: String,
    /// The approved templates and signatures.
    pub templates: SmsTemplates,
}

/// Sends by Aliyun.
pub struct Aliyun {
    config: AliyunConfig,
    https: Https,
    ambient: Ambient,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    code: String,
    biz_id: Option<String>,
    #[serde(rename = "SmsSendDetailDTOs")]
    details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    #[serde(rename = "SmsSendDetailDTO", default)]
    list: Vec<Detail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    /// 1: no receipt yet; 2: failed; 3: arrived.
    send_status: i64,
    #[serde(default)]
    err_code: String,
    out_id: Option<String>,
}

impl Aliyun {
    /// Makes no connection yet.
    pub fn new(config: AliyunConfig, https: Https, ambient: Ambient) -> Aliyun {
        Aliyun {
            config,
            https,
            ambient,
        }
    }

    async fn call(&self, action: &str, parameters: &[(&str, &str)]) -> Result<Answer, SendError> {
        let query = sign::query(parameters);
        let authority = self.config.endpoint.authority();
        let date = (self.ambient.now()).to_rfc3339_opts(SecondsFormat::Secs, true);
        let (nonce, nothing) = (self.ambient.nonce(), super::sign::sha256_hex(b""));
        let headers = [
            ("host", authority),
            ("x-acs-action", action),
            ("x-acs-content-sha256", nothing.as_str()),
            ("x-acs-date", date.as_str()),
            ("x-acs-signature-nonce", nonce.as_str()),
            ("x-acs-version", VERSION),
        ];
        let key = sign::Key {
            id: &self.config.access_key_id,
            secret: &self.config.access_key_secret,
        };
        let signed = sign::authorization(&key, &query, &headers, b"");
        let base = self.config.endpoint.as_str().trim_end_matches('/');
        let mut request = Request::post(format!("{base}/?{query}"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request
            .header("authorization", signed)
            .header("accept", "application/json")
            .body(Full::new(Bytes::new()))
            .map_err(not_a_request)?;
        self.https.send(request).await
    }
}

/// A number as Aliyun wants it: within China without its country, elsewhere without the plus.
fn number(e164: &str) -> &str {
    let digits = e164.trim_start_matches('+');
    digits.strip_prefix("86").unwrap_or(digits)
}

#[async_trait]
impl SmsProvider for Aliyun {
    fn name(&self) -> &str {
        NAME
    }

    fn limits(&self) -> Limits {
        // 500 characters at most.
        Limits { parts: 8 }
    }

    fn wording(&self, sms: &Sms) -> String {
        let name = self.config.templates.signatures.name(sms.locale);
        format!("【{}】{}", name.unwrap_or_default(), unsigned(&sms.text))
    }

    async fn send(&self, sms: &Sms) -> Result<Handed, SendError> {
        let to = number(sms.checked_number()?);
        let templates = &self.config.templates;
        let (Some(filled), Some(signature)) =
            (templates.fill(sms), templates.signatures.name(sms.locale))
        else {
            return Err(SendError::permanent(fault::TEMPLATE_REFUSED));
        };
        let values: serde_json::Map<String, serde_json::Value> = filled
            .values
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        let values = serde_json::Value::Object(values).to_string();
        let answer = self
            .call(
                "SendSms",
                &[
                    ("PhoneNumbers", to),
                    ("SignName", signature),
                    ("TemplateCode", &filled.code),
                    ("TemplateParam", &values),
                    ("OutId", &sms.id),
                ],
            )
            .await?;
        match answer.json::<Said>() {
            Some(said) if said.code == "OK" && answer.is_success() => match said.biz_id {
                Some(provider_ref) => Ok(Handed {
                    provider_ref,
                    parts: None,
                }),
                None => Err(SendError::unknown(fault::ANSWER_UNREADABLE)),
            },
            // Whoever answers for the service may have such documents of its own.
            Some(said) => Err(answer.refused(codes::refusal(&said.code))),
            None => Err(answer.fault()),
        }
    }

    fn tells_status(&self) -> bool {
        true
    }

    async fn status(&self, asked: &Asked) -> Result<Option<Receipt>, SendError> {
        // Its days are those of Beijing.
        let zone =
            FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc));
        let day = asked
            .sent_at
            .with_timezone(&zone)
            .format("%Y%m%d")
            .to_string();
        let mut parameters = vec![
            ("PhoneNumber", number(&asked.to)),
            ("SendDate", day.as_str()),
            ("PageSize", "50"),
            ("CurrentPage", "1"),
        ];
        parameters.extend(
            asked
                .provider_ref
                .as_deref()
                .map(|biz_id| ("BizId", biz_id)),
        );
        let answer = self.call("QuerySendDetails", &parameters).await;
        let answer = answer.map_err(asked_in_vain)?;
        let Some(said) = answer.json::<Said>().filter(|_| answer.is_success()) else {
            return Err(asked_in_vain(answer.fault()));
        };
        if said.code != "OK" {
            return Err(asked_in_vain(codes::refusal(&said.code)));
        }
        let details = said.details.map(|details| details.list).unwrap_or_default();
        // Several messages may have gone to the number on that day.
        let ours = details
            .into_iter()
            .find(|detail| detail.out_id.as_deref() == Some(asked.id.as_str()));
        Ok(ours.map(|detail| Receipt {
            provider_ref: asked.provider_ref.clone().unwrap_or_default(),
            id: detail.out_id,
            report: match detail.send_status {
                3 => codes::report(true, &detail.err_code),
                2 => codes::report(false, &detail.err_code),
                _ => Report::Accepted,
            },
        }))
    }
}
