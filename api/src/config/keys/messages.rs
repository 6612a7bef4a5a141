//! How messages leave and come in: the sections from `smtp` to `dkim`.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::checks::{dkim_selector, domain_name, return_path, text, web_address};
use super::{Key, Kind, Secrecy};
use crate::config::messaging::{self, ReceiptIds};
use crate::config::sms::{self, SmsProviderName};
use crate::config::urls::{SmppUrl, SmtpUrl};
use crate::config::values::Mailbox;

const NOT_USED: &str = "the provider cannot be used";
const NO_RECEIPTS: &str = "no receipts and no texts are taken; the provider is asked";

#[rustfmt::skip]
pub(super) static KEYS: &[Key] = &[
    Key::unset("smtp.url", Kind::Text(text::<SmtpUrl>),
        "smtp://USER:PASSWORD@mail.example.org:587?tls=required",
        "e-mail goes to data_dir/outbox").kept(Secrecy::Address),
    Key::unset("smtp.urls", Kind::List(text::<SmtpUrl>),
        "smtps://USER:PASSWORD@one.example.org,smtps://USER:PASSWORD@two.example.org",
        "there is only smtp.url").kept(Secrecy::Address),
    Key::is("smtp.from", Kind::Text(text::<Mailbox>), "睦邻 <noreply@localhost>"),
    Key::unset("smtp.return_path", Kind::Text(return_path), "bounce@bounces.example.org",
        "what cannot be delivered comes back to smtp.from, and nobody reads it"),
    Key::is("smtp.max_connections", Kind::up_to(1_000), "8"),
    Key::is("smtp.command_timeout_seconds", Kind::up_to(600), "30"),

    Key::unset("smpp.url", Kind::Text(text::<SmppUrl>),
        "smpp://SYSTEM_ID:PASSWORD@smsc.example.org:2775",
        "no text messages go to a message centre").kept(Secrecy::Address),
    Key::unset("smpp.source", Kind::Text(messaging::sender), "10690123",
        "the centre's own choice"),
    Key::unset("smpp.system_type", Kind::Text(messaging::system_type), "VMA", "none"),
    Key::is("smpp.window", Kind::up_to(1_000), "10"),
    Key::is("smpp.enquire_link_seconds", Kind::up_to(3_600), "30"),
    Key::is("smpp.response_timeout_seconds", Kind::up_to(50), "20"),
    Key::is("smpp.receipt_ids", Kind::Text(text::<ReceiptIds>), "same"),
    Key::is("smpp.price_micros", Kind::Integer { min: 0, max: 1_000_000_000 }, "0"),

    Key::is("texts.opt_out_words", Kind::List(messaging::word),
        "TD,T,N,R,退订,退,拒收,不要再发,STOP,STOPALL,UNSUBSCRIBE,CANCEL,END,QUIT"),
    Key::is("texts.opt_in_words", Kind::List(messaging::word), "START,UNSTOP,恢复,订阅"),
    Key::unset("texts.webhook_secret", Kind::Text(messaging::webhook_secret),
        "…whsec_ and what `openssl rand -base64 32` prints…", "no webhook brings texts")
        .kept(Secrecy::Hidden),
    Key::unset("texts.twilio_auth_token", Kind::Text(messaging::token),
        "…the account's token…", "Twilio brings no texts").kept(Secrecy::Hidden),

    Key::unset("templates.folder", Kind::Text(text::<PathBuf>), "/etc/mulin/templates",
        "all templates are the built-in ones"),

    Key::unset("metrics.listen", Kind::Text(text::<SocketAddr>), "127.0.0.1:9090",
        "metrics are told nowhere"),

    Key::unset("sms.providers", Kind::List(text::<SmsProviderName>), "aliyun,tencent",
        "text messages go to data_dir/outbox"),
    Key::unset("sms.templates", Kind::Text(text::<PathBuf>), "/etc/mulin/sms-templates.toml",
        "no provider that takes templates can be used"),
    Key::unset("sms.signature_zh_cn", Kind::Text(sms::signature), "睦邻",
        "the words begin as they are, with 【睦邻】"),
    Key::unset("sms.signature_en", Kind::Text(sms::signature), "Mulin", "no signature"),
    Key::is("sms.max_under_way", Kind::up_to(1_000), "8"),
    Key::is("sms.connect_timeout_seconds", Kind::up_to(60), "5"),
    Key::is("sms.answer_timeout_seconds", Kind::up_to(120), "15"),
    Key::is("sms.ask_for_receipts", Kind::Flag, "true"),
    Key::unset("sms.daily_cap_micros", Kind::up_to(1_000_000_000_000), "200000000",
        "text messages may cost whatever they do"),
    Key::is("sms.code_headroom_micros", Kind::Integer { min: 0, max: 1_000_000_000_000 },
        "20000000"),

    Key::is("aliyun.endpoint", Kind::Text(web_address), "https://dysmsapi.aliyuncs.com"),
    Key::unset("aliyun.access_key_id", Kind::Text(sms::plain_word), "LTAI5tExampleKeyId", NOT_USED),
    Key::unset("aliyun.access_key_secret", Kind::Text(sms::plain_word), "…its secret…", NOT_USED)
        .kept(Secrecy::Hidden),
    Key::unset("aliyun.callback_token", Kind::Text(sms::callback_token),
        "…what `openssl rand -hex 24` prints…", NO_RECEIPTS).kept(Secrecy::Hidden),
    Key::is("aliyun.per_second", Kind::Integer { min: 0, max: 100_000 }, "100"),
    Key::is("aliyun.burst", Kind::up_to(100_000), "100"),
    Key::is("aliyun.price_micros", Kind::Integer { min: 0, max: 1_000_000_000 }, "0"),

    Key::is("tencent.endpoint", Kind::Text(web_address), "https://sms.tencentcloudapi.com"),
    Key::is("tencent.region", Kind::Text(sms::plain_word), "ap-guangzhou"),
    Key::unset("tencent.secret_id", Kind::Text(sms::plain_word), "AKIDExampleSecretId", NOT_USED),
    Key::unset("tencent.secret_key", Kind::Text(sms::plain_word), "…its secret…", NOT_USED)
        .kept(Secrecy::Hidden),
    Key::unset("tencent.app_id", Kind::Text(sms::plain_word), "1400006666", NOT_USED),
    Key::unset("tencent.callback_token", Kind::Text(sms::callback_token),
        "…what `openssl rand -hex 24` prints…", NO_RECEIPTS).kept(Secrecy::Hidden),
    Key::is("tencent.per_second", Kind::Integer { min: 0, max: 100_000 }, "100"),
    Key::is("tencent.burst", Kind::up_to(100_000), "100"),
    Key::is("tencent.price_micros", Kind::Integer { min: 0, max: 1_000_000_000 }, "0"),

    Key::is("twilio.endpoint", Kind::Text(web_address), "https://api.twilio.com"),
    Key::unset("twilio.account_sid", Kind::Text(sms::plain_word),
        "ACexampleexampleexampleexampleexam", NOT_USED),
    Key::unset("twilio.auth_token", Kind::Text(sms::plain_word), "…the account's token…", NOT_USED)
        .kept(Secrecy::Hidden),
    Key::unset("twilio.from", Kind::Text(sms::plain_word), "+15005550006", NOT_USED),
    Key::is("twilio.per_second", Kind::Integer { min: 0, max: 100_000 }, "10"),
    Key::is("twilio.burst", Kind::up_to(100_000), "10"),
    Key::is("twilio.price_micros", Kind::Integer { min: 0, max: 1_000_000_000 }, "0"),

    Key::unset("sms_webhook.url", Kind::Text(web_address), "https://sms.example.org/mulin", NOT_USED)
        .kept(Secrecy::Address),
    Key::unset("sms_webhook.secret", Kind::Text(sms::webhook_secret),
        "…whsec_ and what `openssl rand -base64 32` prints…", NOT_USED).kept(Secrecy::Hidden),
    Key::is("sms_webhook.per_second", Kind::Integer { min: 0, max: 100_000 }, "0"),
    Key::is("sms_webhook.burst", Kind::up_to(100_000), "100"),
    Key::is("sms_webhook.price_micros", Kind::Integer { min: 0, max: 1_000_000_000 }, "0"),

    Key::unset("dkim.domain", Kind::Text(domain_name), "example.org", "the domain of smtp.from"),
    Key::unset("dkim.selector", Kind::Text(dkim_selector), "mulin1", "nothing is signed with RSA"),
    Key::unset("dkim.key_file", Kind::Text(text::<PathBuf>), "/etc/mulin/dkim.pem",
        "nothing is signed with RSA"),
    Key::unset("dkim.ed25519_selector", Kind::Text(dkim_selector), "mulin2",
        "nothing is signed with Ed25519"),
    Key::unset("dkim.ed25519_key_file", Kind::Text(text::<PathBuf>), "/etc/mulin/dkim2.pem",
        "nothing is signed with Ed25519"),
];
