//! Providers of text messages, and what they need.

use super::*;

const ALIYUN: &str = "[aliyun]\naccess_key_id = \"id\"\naccess_key_secret = \"hush\"\n";

fn with(sms: &str, rest: &str) -> String {
    format!("[sms]\n{sms}\n{rest}")
}

#[test]
fn without_providers_nothing_is_needed() {
    let config = config("", &[]);
    assert!(config.sms.providers.is_empty());
    assert_eq!(config.sms.daily_cap_micros, None);
}

#[test]
fn what_a_provider_needs_is_told_at_once() {
    let file = with("providers = ['aliyun', 'tencent', 'twilio', 'webhook']", "");
    let lacking: Vec<String> = faults(&file, &[], Mode::Production)
        .into_iter()
        .map(|fault| {
            assert_eq!(fault.key, "sms.providers");
            fault.expected.replace(" as well", "")
        })
        .collect();
    assert_eq!(
        lacking,
        [
            "aliyun.access_key_id",
            "aliyun.access_key_secret",
            "sms.templates",
            "sms_webhook.secret",
            "sms_webhook.url",
            "tencent.app_id",
            "tencent.secret_id",
            "tencent.secret_key",
            "twilio.account_sid",
            "twilio.auth_token",
            "twilio.from",
        ]
    );
}

#[test]
fn with_it_the_provider_is_accepted_and_its_secret_hidden() {
    let file = with("providers = ['aliyun']\ntemplates = 'sms.toml'", ALIYUN);
    let loaded = load_with(&file, &[], &[], Mode::Production).ok().unwrap();
    let shown = format!("{:?}{}", loaded.config, render(&loaded));
    assert!(!shown.contains("hush"), "{shown}");
    assert_eq!(loaded.config.sms.providers.len(), 1);
}

#[test]
fn each_provider_is_asked_once() {
    let file = with(
        "providers = ['aliyun', 'aliyun']\ntemplates = 'sms.toml'",
        ALIYUN,
    );
    let fault = fault(&file, &[]);
    assert_eq!(
        (fault.key.as_str(), fault.expected.as_str()),
        ("sms.providers", "each provider once")
    );
}

#[test]
fn messages_leave_encrypted_except_on_this_machine_in_development() {
    let file = |url: &str| {
        let more = format!("{ALIYUN}endpoint = '{url}'\n");
        with("providers = ['aliyun']\ntemplates = 'sms.toml'", &more)
    };
    assert_eq!(
        fault(&file("http://dysmsapi.aliyuncs.com"), &[]).key,
        "aliyun.endpoint"
    );
    assert_eq!(
        fault(&file("http://127.0.0.1:1"), &[]).key,
        "aliyun.endpoint"
    );
    assert!(load_with(&file("http://127.0.0.1:1"), &[], &[], Mode::Dev).is_ok());
    assert!(load_with(&file("http://sms.example"), &[], &[], Mode::Dev).is_err());
}

#[test]
fn a_cap_needs_prices() {
    let file = |price: u64| {
        let more = format!("{ALIYUN}price_micros = {price}\n");
        let sms = "providers = ['aliyun']\ntemplates = 'sms.toml'\ndaily_cap_micros = 1";
        with(sms, &more)
    };
    assert_eq!(fault(&file(0), &[]).key, "sms.daily_cap_micros");
    assert!(load_with(&file(45_000), &[], &[], Mode::Production).is_ok());
}
