//! What single texts must look like. A check returns what it expects of a text that does not fit.

use mulin_notify::ReturnPath;
use tracing_subscriber::EnvFilter;

use crate::config::master_key::decode_master_key;
use crate::config::values::{TextValue, http_url};

pub(super) fn text<T: TextValue>(text: &str) -> Result<(), &'static str> {
    let parsed = if text.trim().is_empty() {
        None
    } else {
        text.parse::<T>().ok()
    };
    parsed.map(|_| ()).ok_or(T::EXPECTED)
}

pub(super) fn web_address(text: &str) -> Result<(), &'static str> {
    http_url(text)
        .map(|_| ())
        .ok_or("an http or https address without password, query and fragment")
}

pub(super) fn base64_key(text: &str) -> Result<(), &'static str> {
    decode_master_key(text)
        .map(|_| ())
        .ok_or("32 bytes in base64, as `mulin secret` prints them")
}

pub(super) fn log_filter(text: &str) -> Result<(), &'static str> {
    let known = !text.trim().is_empty() && EnvFilter::try_new(text).is_ok();
    known.then_some(()).ok_or(
        "a level (error, warn, info, debug, trace, off) or directives such as info,mulin=debug",
    )
}

pub(super) fn return_path(text: &str) -> Result<(), &'static str> {
    text.parse::<ReturnPath>()
        .map(|_| ())
        .map_err(|_| "an e-mail address in ASCII, with at most 20 characters before the @ and no +")
}

pub(super) fn domain_name(text: &str) -> Result<(), &'static str> {
    is_dns_name(text)
        .then_some(())
        .filter(|()| text.contains('.'))
        .ok_or("a domain name in ASCII, such as example.org")
}

pub(super) fn dkim_selector(text: &str) -> Result<(), &'static str> {
    is_dns_name(text)
        .then_some(())
        .ok_or("letters, digits and -, as in a domain name")
}

fn is_dns_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 200 && text.split('.').all(label)
}

pub(super) fn policy_version(text: &str) -> Result<(), &'static str> {
    let is_word =
        (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_word
        .then_some(())
        .ok_or("1 to 40 visible ASCII characters")
}
