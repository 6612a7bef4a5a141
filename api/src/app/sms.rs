//! Text messages as configured: who carries them, and whose receipts are taken.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use mulin_domain::Core;
use mulin_notify::sms::aliyun::{Aliyun, AliyunConfig, AliyunReceipts};
use mulin_notify::sms::smpp::SmppProvider;
use mulin_notify::sms::tencent::{Tencent, TencentConfig, TencentReceipts};
use mulin_notify::sms::twilio::{Twilio, TwilioConfig, TwilioReceipts};
use mulin_notify::sms::webhook::{Webhook, WebhookConfig, WebhookReceipts, WebhookSecret};
use mulin_notify::sms::{
    Ambient, Carrier, Https, Patience, ReceiptReader, Signatures, SmsProvider, SmsTemplates,
};
use mulin_notify::{Renderer, SmsRegistry};
use secrecy::{ExposeSecret, SecretString};

use crate::config::{Config, SmsProviderName, pace};
use crate::http::sms_hooks;

/// The configured providers in order, and after them the message centre if there is one; none if there
/// are none, so that messages go to the outbox.
pub fn registry(
    config: &Config,
    core: &Core,
    centre: Option<Arc<SmppProvider>>,
) -> anyhow::Result<Option<Arc<SmsRegistry>>> {
    if config.sms.providers.is_empty() && centre.is_none() {
        return Ok(None);
    }
    let https = Https::new(Patience {
        connect: config.sms.connect_timeout(),
        answer: config.sms.answer_timeout(),
    })?;
    let ambient = ambient(core);
    let mut templates = templates(config)?;
    let mut carriers = Vec::new();
    for name in &config.sms.providers {
        let mut templates = || templates.remove(name.as_str()).unwrap_or_default();
        carriers.push(match name {
            SmsProviderName::Aliyun => Carrier {
                provider: aliyun(config, templates(), &https, &ambient)?,
                pace: pace(config.aliyun.per_second, config.aliyun.burst),
                price_micros: micros(config.aliyun.price_micros),
            },
            SmsProviderName::Tencent => Carrier {
                provider: tencent(config, templates(), &https, &ambient)?,
                pace: pace(config.tencent.per_second, config.tencent.burst),
                price_micros: micros(config.tencent.price_micros),
            },
            SmsProviderName::Twilio => Carrier {
                provider: twilio(config, &https)?,
                pace: pace(config.twilio.per_second, config.twilio.burst),
                price_micros: micros(config.twilio.price_micros),
            },
            SmsProviderName::Webhook => Carrier {
                provider: webhook(config, &https, &ambient)?,
                pace: pace(config.sms_webhook.per_second, config.sms_webhook.burst),
                price_micros: micros(config.sms_webhook.price_micros),
            },
        });
    }
    if let Some(centre) = centre {
        carriers.push(Carrier {
            provider: centre,
            // Its window bounds it.
            pace: None,
            price_micros: micros(config.smpp.price_micros),
        });
    }
    Ok(Some(Arc::new(SmsRegistry::new(carriers, ambient))))
}

/// Who reads the receipts that are brought.
pub fn receipt_readers(config: &Config, core: &Core) -> Vec<Arc<dyn ReceiptReader>> {
    let readers = config.sms.providers.iter().filter_map(|name| {
        let reader: Arc<dyn ReceiptReader> = match name {
            SmsProviderName::Aliyun => {
                Arc::new(AliyunReceipts::new(plain(&config.aliyun.callback_token)?))
            }
            SmsProviderName::Tencent => {
                Arc::new(TencentReceipts::new(plain(&config.tencent.callback_token)?))
            }
            SmsProviderName::Twilio => Arc::new(TwilioReceipts::new(
                plain(&config.twilio.auth_token)?,
                twilio_callback(config)?,
            )),
            SmsProviderName::Webhook => {
                let secret = WebhookSecret::parse(&plain(&config.sms_webhook.secret)?)?;
                Arc::new(WebhookReceipts::new(secret, ambient(core)))
            }
        };
        Some(reader)
    });
    readers.collect()
}

/// The templates of the configured providers that take some, all faults of the file at once.
fn templates(config: &Config) -> anyhow::Result<BTreeMap<String, SmsTemplates>> {
    let providers = config.sms.providers.iter();
    let names: Vec<&str> = providers
        .filter(|name| name.takes_templates())
        .map(|name| name.as_str())
        .collect();
    let (Some(path), false) = (&config.sms.templates, names.is_empty()) else {
        return Ok(BTreeMap::new());
    };
    let shown = || format!("sms.templates: {}", path.display());
    let text = std::fs::read_to_string(path).with_context(shown)?;
    let renderer = Renderer::new(config.templates.folder.as_deref())?;
    let known = |kind, locale| renderer.sample_sms_variables(kind, locale);
    SmsTemplates::read(&text, &names, &known, renderer.reminder_templates()).with_context(shown)
}

fn aliyun(
    config: &Config,
    templates: SmsTemplates,
    https: &Https,
    ambient: &Ambient,
) -> anyhow::Result<Arc<dyn SmsProvider>> {
    let of = &config.aliyun;
    let config = AliyunConfig {
        endpoint: of.endpoint.clone(),
        access_key_id: of.access_key_id.clone().context("aliyun.access_key_id")?,
        access_key_secret: plain(&of.access_key_secret).context("aliyun.access_key_secret")?,
        templates,
    };
    Ok(Arc::new(Aliyun::new(
        config,
        https.clone(),
        ambient.clone(),
    )))
}

fn tencent(
    config: &Config,
    templates: SmsTemplates,
    https: &Https,
    ambient: &Ambient,
) -> anyhow::Result<Arc<dyn SmsProvider>> {
    let of = &config.tencent;
    let config = TencentConfig {
        endpoint: of.endpoint.clone(),
        region: of.region.clone(),
        secret_id: of.secret_id.clone().context("tencent.secret_id")?,
        secret_key: plain(&of.secret_key).context("tencent.secret_key")?,
        app_id: of.app_id.clone().context("tencent.app_id")?,
        templates,
    };
    Ok(Arc::new(Tencent::new(
        config,
        https.clone(),
        ambient.clone(),
    )))
}

fn twilio(config: &Config, https: &Https) -> anyhow::Result<Arc<dyn SmsProvider>> {
    let of = &config.twilio;
    let twilio = TwilioConfig {
        endpoint: of.endpoint.clone(),
        account_sid: of.account_sid.clone().context("twilio.account_sid")?,
        auth_token: plain(&of.auth_token).context("twilio.auth_token")?,
        from: of.from.clone().context("twilio.from")?,
        callback: twilio_callback(config),
        signatures: signatures(config),
    };
    Ok(Arc::new(Twilio::new(twilio, https.clone())))
}

fn webhook(
    config: &Config,
    https: &Https,
    ambient: &Ambient,
) -> anyhow::Result<Arc<dyn SmsProvider>> {
    let of = &config.sms_webhook;
    let secret = plain(&of.secret).and_then(|secret| WebhookSecret::parse(&secret));
    let webhook = WebhookConfig {
        url: of.url.clone().context("sms_webhook.url")?,
        secret: secret.context("sms_webhook.secret")?,
        signatures: signatures(config),
    };
    Ok(Arc::new(Webhook::new(
        webhook,
        https.clone(),
        ambient.clone(),
    )))
}

/// Where Twilio brings its receipts, if people reach this server.
fn twilio_callback(config: &Config) -> Option<String> {
    let base = config.http.public_url.as_ref()?;
    Some(sms_hooks::address(base, SmsProviderName::Twilio.as_str()))
}

/// The names under which text messages leave.
pub fn signatures(config: &Config) -> Signatures {
    let sms = &config.sms;
    Signatures::new(sms.signature_zh_cn.clone(), sms.signature_en.clone())
}

fn ambient(core: &Core) -> Ambient {
    let (clock, chance) = (core.clone(), core.clone());
    Ambient::new(
        move || clock.now(),
        move || {
            let mut bytes = [0; 16];
            chance.entropy().fill(&mut bytes);
            bytes
        },
    )
}

fn plain(secret: &Option<SecretString>) -> Option<String> {
    Some(secret.as_ref()?.expose_secret().to_owned())
}

fn micros(micros: u64) -> i64 {
    i64::try_from(micros).unwrap_or(i64::MAX)
}
