//! Who brings texts that people wrote, as configured.

use std::sync::Arc;

use mulin_domain::Core;
use mulin_notify::sms::aliyun::AliyunTexts;
use mulin_notify::sms::tencent::TencentTexts;
use mulin_notify::sms::twilio::{self, TwilioTexts};
use mulin_notify::sms::webhook::{WebhookSecret, WebhookTexts};
use mulin_notify::sms::{Ambient, TextReader};
use secrecy::ExposeSecret;

use crate::config::Config;
use crate::http::text_hooks;

/// The readers of those whose secret is known, also where nothing is sent by them any more: a refusal
/// may still come.
pub fn readers(config: &Config, core: &Core) -> Vec<Arc<dyn TextReader>> {
    let mut readers: Vec<Arc<dyn TextReader>> = Vec::new();
    let secret = config.texts.webhook_secret.as_ref();
    if let Some(secret) = secret.and_then(|text| WebhookSecret::parse(text.expose_secret())) {
        readers.push(Arc::new(WebhookTexts::new(secret, ambient(core))));
    }
    if let Some(token) = &config.aliyun.callback_token {
        readers.push(Arc::new(AliyunTexts::new(token.expose_secret())));
    }
    if let Some(token) = &config.tencent.callback_token {
        readers.push(Arc::new(TencentTexts::new(token.expose_secret())));
    }
    // Their signature is about the address, too.
    let base = config.http.public_url.as_ref();
    if let (Some(token), Some(base)) = (&config.texts.twilio_auth_token, base) {
        let address = text_hooks::address(base, twilio::NAME);
        readers.push(Arc::new(TwilioTexts::new(token.expose_secret(), address)));
    }
    readers
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
