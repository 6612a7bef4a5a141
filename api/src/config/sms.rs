//! How text messages leave: providers in order, each with a section of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use mulin_notify::sms::webhook::WebhookSecret;
use mulin_notify::sms::{Rate, aliyun, tencent, twilio, webhook};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::fault::Fault;
use super::load::Merged;
use super::values::text_values;
use super::{Mode, is_loopback};

text_values! {
    SmsProviderName: "any of: aliyun, tencent, twilio, webhook";
}

/// A provider that can be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SmsProviderName {
    /// Aliyun (Alibaba Cloud).
    Aliyun,
    /// Tencent Cloud.
    Tencent,
    /// Twilio.
    Twilio,
    /// A gateway of the operator's own.
    Webhook,
}

impl SmsProviderName {
    const ALL: [Self; 4] = [Self::Aliyun, Self::Tencent, Self::Twilio, Self::Webhook];

    /// As it is written in lists, stored with messages, and in the path of receipts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aliyun => aliyun::NAME,
            Self::Tencent => tencent::NAME,
            Self::Twilio => twilio::NAME,
            Self::Webhook => webhook::NAME,
        }
    }

    /// Whether the words of its messages are templates that lie there.
    pub fn takes_templates(self) -> bool {
        matches!(self, Self::Aliyun | Self::Tencent)
    }

    /// Keys without which it cannot be used.
    fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Aliyun => &[
                "aliyun.access_key_id",
                "aliyun.access_key_secret",
                "sms.templates",
            ],
            Self::Tencent => &[
                "tencent.secret_id",
                "tencent.secret_key",
                "tencent.app_id",
                "sms.templates",
            ],
            Self::Twilio => &["twilio.account_sid", "twilio.auth_token", "twilio.from"],
            Self::Webhook => &["sms_webhook.url", "sms_webhook.secret"],
        }
    }

    fn address(self) -> &'static str {
        match self {
            Self::Aliyun => "aliyun.endpoint",
            Self::Tencent => "tencent.endpoint",
            Self::Twilio => "twilio.endpoint",
            Self::Webhook => "sms_webhook.url",
        }
    }

    fn price(self) -> &'static str {
        match self {
            Self::Aliyun => "aliyun.price_micros",
            Self::Tencent => "tencent.price_micros",
            Self::Twilio => "twilio.price_micros",
            Self::Webhook => "sms_webhook.price_micros",
        }
    }
}

impl FromStr for SmsProviderName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|name| name.as_str() == text).ok_or(())
    }
}

/// What all providers of text messages have in common.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// Providers in the order in which they are asked; none: messages go to the outbox folder.
    #[serde(default)]
    pub providers: Vec<SmsProviderName>,
    /// File that maps kinds of messages to the templates at the providers.
    pub templates: Option<PathBuf>,
    /// Signature of Chinese messages whose words are ours, without brackets.
    pub signature_zh_cn: Option<String>,
    /// Signature of English messages whose words are ours, without brackets.
    pub signature_en: Option<String>,
    /// Text messages on their way to providers at a time.
    pub max_under_way: usize,
    /// Longest wait for a connection, in seconds.
    pub connect_timeout_seconds: u64,
    /// Longest wait for an answer, in seconds.
    pub answer_timeout_seconds: u64,
    /// Whether providers are asked what became of messages that no receipt came for.
    pub ask_for_receipts: bool,
    /// What text messages may cost a day, in millionths of the currency; unset: whatever they do.
    pub daily_cap_micros: Option<u64>,
    /// So much more for codes to sign in with.
    pub code_headroom_micros: u64,
}

/// Aliyun.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aliyun {
    /// Address of the API.
    pub endpoint: Url,
    /// Id of an access key.
    pub access_key_id: Option<String>,
    /// Its secret.
    pub access_key_secret: Option<SecretString>,
    /// Secret at the end of the addresses of receipts and of texts; unset: none are taken.
    pub callback_token: Option<SecretString>,
    /// Messages a second; 0: as fast as they come.
    pub per_second: u32,
    /// Messages at once, after a rest.
    pub burst: u32,
    /// Price of a part.
    pub price_micros: u64,
}

/// Tencent Cloud.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tencent {
    /// Address of the API.
    pub endpoint: Url,
    /// Region of the API.
    pub region: String,
    /// Id of an API key.
    pub secret_id: Option<String>,
    /// Its secret.
    pub secret_key: Option<SecretString>,
    /// The application's `SdkAppId`.
    pub app_id: Option<String>,
    /// Secret at the end of the addresses of receipts and of texts; unset: none are taken.
    pub callback_token: Option<SecretString>,
    /// Messages a second; 0: as fast as they come.
    pub per_second: u32,
    /// Messages at once, after a rest.
    pub burst: u32,
    /// Price of a part.
    pub price_micros: u64,
}

/// Twilio.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// Address of the API.
    pub endpoint: Url,
    /// Account SID.
    pub account_sid: Option<String>,
    /// Token of the account.
    pub auth_token: Option<SecretString>,
    /// Number, sender id or SID of a messaging service.
    pub from: Option<String>,
    /// Messages a second; 0: as fast as they come.
    pub per_second: u32,
    /// Messages at once, after a rest.
    pub burst: u32,
    /// Price of a part.
    pub price_micros: u64,
}

/// A gateway of the operator's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsWebhook {
    /// Where messages are posted.
    pub url: Option<Url>,
    /// What requests and receipts are signed with.
    pub secret: Option<SecretString>,
    /// Messages a second; 0: as fast as they come.
    pub per_second: u32,
    /// Messages at once, after a rest.
    pub burst: u32,
    /// Price of a part.
    pub price_micros: u64,
}

impl Sms {
    /// Longest wait for a connection.
    pub fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.connect_timeout_seconds)
    }

    /// Longest wait for an answer.
    pub fn answer_timeout(&self) -> Duration {
        Duration::from_secs(self.answer_timeout_seconds)
    }
}

/// How fast, if there is a bound.
pub fn pace(per_second: u32, burst: u32) -> Option<Rate> {
    (per_second > 0).then_some(Rate { per_second, burst })
}

/// Complains about providers that lack something, and addresses that everybody can read along.
pub(super) fn check(merged: &Merged, mode: Mode, faults: &mut Vec<Fault>) {
    let key = "sms.providers";
    let Some(providers) = merged.get::<Vec<SmsProviderName>>(key) else {
        return;
    };
    let once: BTreeSet<SmsProviderName> = providers.iter().copied().collect();
    if once.len() < providers.len() {
        faults.extend(merged.fault(key, "each provider once".to_owned()));
    }
    let mut wanted: Vec<&str> = once.iter().flat_map(|name| name.needs()).copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    for wanted in wanted {
        faults.extend(merged.lack(key, wanted));
    }
    for name in &once {
        let address = merged.get::<Url>(name.address());
        let in_development = |url: &Url| mode.opens_development_pages() && is_loopback(url);
        if address.is_some_and(|url| url.scheme() != "https" && !in_development(&url)) {
            let expected = "an https address; http only on this machine, with --dev and --demo";
            faults.extend(merged.fault(name.address(), expected.to_owned()));
        }
        let is_free = merged.get::<u64>(name.price()) == Some(0);
        if is_free && merged.value("sms.daily_cap_micros").is_some() {
            let expected = format!(
                "{} as well: what costs nothing is never capped",
                name.price()
            );
            faults.extend(merged.fault("sms.daily_cap_micros", expected));
        }
    }
}

/// Ids, tokens and names: what goes into headers and addresses as it is.
pub(super) fn plain_word(text: &str) -> Result<(), &'static str> {
    let is_word =
        (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_word
        .then_some(())
        .ok_or("1 to 200 visible ASCII characters without spaces")
}

/// Secrets that stand in an address.
pub(super) fn callback_token(text: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    ((24..=128).contains(&text.len()) && text.bytes().all(plain))
        .then_some(())
        .ok_or("24 to 128 letters, digits, - and _; such as `openssl rand -hex 24` makes")
}

pub(super) fn webhook_secret(text: &str) -> Result<(), &'static str> {
    WebhookSecret::parse(text)
        .map(|_| ())
        .ok_or("whsec_ and 24 to 64 bytes in base64, as Standard Webhooks describes")
}

pub(super) fn signature(text: &str) -> Result<(), &'static str> {
    let length = text.trim().chars().count();
    let is_name = (1..=20).contains(&length)
        && !text.contains(['【', '】'])
        && !text.chars().any(char::is_control);
    is_name
        .then_some(())
        .ok_or("1 to 20 characters without brackets")
}
