//! Tencent Cloud SMS, API version 2021-01-11: `SendSms` and `PullSmsSendStatusByPhoneNumber`. (The other
//! way of asking, `PullSmsSendStatus`, hands out each receipt once and then forgets it: a crash would
//! lose it.)

mod codes;
mod receipts;
mod sign;
mod texts;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::TimeDelta;
use http_body_util::Full;
use hyper::Request;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::ambient::Ambient;
use super::https::{Answer, Https, asked_in_vain, not_a_request};
use super::message::Sms;
use super::provider::{Asked, Handed, Limits, Receipt, SmsProvider, fault};
use super::templates::SmsTemplates;
use super::wording::unsigned;
use crate::transport::SendError;
pub use receipts::TencentReceipts;
pub use texts::TencentTexts;

/// The provider's name.
pub const NAME: &str = "tencent";
const VERSION: &str = "2021-01-11";
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

/// How to reach Tencent Cloud, and as whom.
#[derive(Clone)]
pub struct TencentConfig {
    /// Usually `https://sms.tencentcloudapi.com`.
    pub endpoint: Url,
    /// A region that has the service, such as `ap-guangzhou`.
    pub region: String,
    /// Id of an API key.
    pub secret_id: String,
    /// Its secret.
    pub secret_key: String,
    /// `SmsSdkAppId` of the application in the SMS console.
    pub app_id: String,
    /// The approved templates and signatures.
    pub templates: SmsTemplates,
}

/// Sends by Tencent Cloud.
pub struct Tencent {
    config: TencentConfig,
    https: Https,
    ambient: Ambient,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    error: Option<Fault>,
    send_status_set: Option<Vec<Sent>>,
    pull_sms_send_status_set: Option<Vec<Status>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Fault {
    code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    code: String,
    #[serde(default)]
    serial_no: String,
    /// Parts that are charged.
    fee: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    serial_no: String,
    report_status: String,
    #[serde(default)]
    description: String,
    session_context: Option<String>,
}

impl Tencent {
    /// Makes no connection yet.
    pub fn new(config: TencentConfig, https: Https, ambient: Ambient) -> Tencent {
        Tencent {
            config,
            https,
            ambient,
        }
    }

    async fn call(&self, action: &str, parameters: &Value) -> Result<Answer, SendError> {
        let body = parameters.to_string();
        let now = self.ambient.now();
        let headers = [
            ("content-type", CONTENT_TYPE),
            ("host", self.config.endpoint.authority()),
            ("x-tc-action", action),
        ];
        let key = sign::Key {
            id: &self.config.secret_id,
            secret: &self.config.secret_key,
        };
        let signed = sign::authorization(&key, "sms", now, &headers, body.as_bytes());
        let mut request = Request::post(self.config.endpoint.as_str());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request
            .header("authorization", signed)
            .header("x-tc-version", VERSION)
            .header("x-tc-timestamp", now.timestamp())
            .header("x-tc-region", self.config.region.as_str())
            .body(Full::new(Bytes::from(body)))
            .map_err(not_a_request)?;
        self.https.send(request).await
    }
}

#[async_trait]
impl SmsProvider for Tencent {
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
        let to = sms.checked_number()?;
        let templates = &self.config.templates;
        let (Some(filled), Some(signature)) =
            (templates.fill(sms), templates.signatures.name(sms.locale))
        else {
            return Err(SendError::permanent(fault::TEMPLATE_REFUSED));
        };
        let values: Vec<String> = filled.values.into_iter().map(|(_, value)| value).collect();
        let parameters = json!({
            "PhoneNumberSet": [to],
            "SmsSdkAppId": self.config.app_id,
            "SignName": signature,
            "TemplateId": filled.code,
            "TemplateParamSet": values,
            "SessionContext": sms.id,
        });
        let answer = self.call("SendSms", &parameters).await?;
        let Some(said) = answer.json::<Said>() else {
            return Err(answer.fault());
        };
        if let Some(error) = said.response.error {
            return Err(answer.refused(codes::refusal(&error.code)));
        }
        if !answer.is_success() {
            return Err(answer.fault());
        }
        // One number, one answer.
        match said.response.send_status_set.unwrap_or_default().pop() {
            Some(sent) if sent.code != "Ok" => Err(codes::refusal(&sent.code)),
            Some(sent) if !sent.serial_no.is_empty() => Ok(Handed {
                provider_ref: sent.serial_no,
                parts: sent.fee.filter(|fee| *fee > 0),
            }),
            _ => Err(SendError::unknown(fault::ANSWER_UNREADABLE)),
        }
    }

    fn tells_status(&self) -> bool {
        true
    }

    async fn status(&self, asked: &Asked) -> Result<Option<Receipt>, SendError> {
        // A margin on both sides, for clocks that differ; it keeps seven days.
        let begin = asked.sent_at - TimeDelta::minutes(10);
        let parameters = json!({
            "BeginTime": begin.timestamp(),
            "EndTime": self.ambient.now().timestamp() + 60,
            "Offset": 0,
            "Limit": 100,
            "PhoneNumber": asked.to,
            "SmsSdkAppId": self.config.app_id,
        });
        let answer = self
            .call("PullSmsSendStatusByPhoneNumber", &parameters)
            .await;
        let answer = answer.map_err(asked_in_vain)?;
        let Some(said) = answer.json::<Said>().filter(|_| answer.is_success()) else {
            return Err(asked_in_vain(answer.fault()));
        };
        if let Some(error) = said.response.error {
            return Err(asked_in_vain(codes::refusal(&error.code)));
        }
        let list = said.response.pull_sms_send_status_set.unwrap_or_default();
        // Only those that have a receipt are in the list.
        let ours = list.into_iter().find(|status| match &asked.provider_ref {
            Some(provider_ref) => status.serial_no == *provider_ref,
            None => status.session_context.as_ref() == Some(&asked.id),
        });
        Ok(ours.map(|status| Receipt {
            report: codes::report(&status.report_status, &status.description),
            provider_ref: status.serial_no,
            id: Some(asked.id.clone()),
        }))
    }
}
