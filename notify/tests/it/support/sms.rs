//! The providers of text messages, each towards a gateway of the test.

use std::fmt::Write;
use std::sync::Arc;

use mulin_notify::sms::aliyun::{Aliyun, AliyunConfig};
use mulin_notify::sms::tencent::{Tencent, TencentConfig};
use mulin_notify::sms::twilio::{Twilio, TwilioConfig};
use mulin_notify::sms::webhook::{Webhook, WebhookConfig, WebhookSecret};
use mulin_notify::sms::{Https, Signatures, SmsTemplates};
use mulin_notify::{MessageKind, Renderer, SmsProvider};
use url::Url;

use super::gateway::ambient;

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const CALLBACK: &str = "https://mulin.example/hooks/sms/twilio";

/// Templates for every kind: the code of a sign-in, and nothing for all else.
pub fn templates(provider: &str) -> SmsTemplates {
    let renderer = Renderer::new(None).unwrap();
    let mut text = format!("[{provider}.zh-CN]\nsignature = \"幸福里\"\n");
    for kind in MessageKind::ALL {
        let variables = match kind {
            MessageKind::SignInCode => "\"code\", \"m=minutes\"",
            _ => "",
        };
        writeln!(
            text,
            "{kind} = {{ code = \"T_{kind}\", variables = [{variables}] }}"
        )
        .unwrap();
    }
    writeln!(text, "[{provider}.en]\nuse = \"zh-CN\"").unwrap();
    let known = |kind, locale| renderer.sample_sms_variables(kind, locale);
    SmsTemplates::read(&text, &[provider], &known, &[])
        .unwrap()
        .remove(provider)
        .unwrap()
}

pub fn aliyun(endpoint: Url, https: Https) -> Arc<dyn SmsProvider> {
    let config = AliyunConfig {
        endpoint,
        access_key_id: "an-id".to_owned(),
        access_key_secret: "a-secret".to_owned(),
        templates: templates("aliyun"),
    };
    Arc::new(Aliyun::new(config, https, ambient()))
}

pub fn tencent(endpoint: Url, https: Https) -> Arc<dyn SmsProvider> {
    let config = TencentConfig {
        endpoint,
        region: "ap-guangzhou".to_owned(),
        secret_id: "an-id".to_owned(),
        secret_key: "a-secret".to_owned(),
        app_id: "1400006666".to_owned(),
        templates: templates("tencent"),
    };
    Arc::new(Tencent::new(config, https, ambient()))
}

pub fn twilio(endpoint: Url, https: Https) -> Arc<dyn SmsProvider> {
    let config = TwilioConfig {
        endpoint,
        account_sid: "AC1".to_owned(),
        auth_token: "12345".to_owned(),
        from: "+15005550006".to_owned(),
        callback: Some(CALLBACK.to_owned()),
        signatures: Signatures::default(),
    };
    Arc::new(Twilio::new(config, https))
}

pub fn webhook(url: Url, https: Https) -> Arc<dyn SmsProvider> {
    let config = WebhookConfig {
        url,
        secret: WebhookSecret::parse(SECRET).unwrap(),
        signatures: Signatures::new(Some("幸福里".to_owned()), None),
    };
    Arc::new(Webhook::new(config, https, ambient()))
}

/// Every provider, with an answer by which it takes a message.
pub type Made = fn(Url, Https) -> Arc<dyn SmsProvider>;
pub const ALL: [(Made, &str); 4] = [
    (
        aliyun,
        r#"{"Code":"OK","Message":"OK","BizId":"9006^0","RequestId":"R"}"#,
    ),
    (
        tencent,
        r#"{"Response":{"SendStatusSet":[{"SerialNo":"5000:1","PhoneNumber":"+8613812345671","Fee":1,"SessionContext":"","Code":"Ok","Message":"send success","IsoCode":"CN"}],"RequestId":"R"}}"#,
    ),
    (
        twilio,
        r#"{"sid":"SM1","status":"queued","num_segments":"1","error_code":null}"#,
    ),
    (webhook, r#"{"ref":"w-1"}"#),
];
