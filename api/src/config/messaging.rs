//! The settings of SMPP, of texts that people write, of metrics and of templates.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use mulin_notify::sms::smpp::{SmppConfig, is_source};
use mulin_notify::sms::webhook::WebhookSecret;
use secrecy::SecretString;
use serde::Deserialize;

use super::urls::SmppUrl;
use super::values::text_values;

text_values! {
    ReceiptIds: "one of: same, decimal-of-hex";
}

/// A message centre that is spoken to over SMPP 3.4.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smpp {
    /// `smpp://` or `smpps://`, with system id and password; unset: none.
    pub url: Option<SmppUrl>,
    /// The sender that telephones show; unset: the centre's own choice.
    pub source: Option<String>,
    /// What kind of system we are; unset: none.
    pub system_type: Option<String>,
    /// Most messages that wait for an answer at a time.
    pub window: usize,
    /// How often a quiet connection is tried, in seconds.
    pub enquire_link_seconds: u64,
    /// Longest wait for an answer, in seconds.
    pub response_timeout_seconds: u64,
    /// How receipts name messages.
    pub receipt_ids: ReceiptIds,
    /// Price of a part, in millionths of the currency.
    pub price_micros: u64,
}

/// How receipts name messages, compared with the answers to submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptIds {
    /// By the same text.
    Same,
    /// In decimal figures, where the answer is in hexadecimal ones.
    DecimalOfHex,
}

impl FromStr for ReceiptIds {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "same" => Ok(Self::Same),
            "decimal-of-hex" => Ok(Self::DecimalOfHex),
            _ => Err(()),
        }
    }
}

impl Smpp {
    /// As the connection takes it; none if no centre is configured.
    pub fn connection(&self) -> anyhow::Result<Option<SmppConfig>> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        let mut config = SmppConfig::from_url(&url.expose().parse()?)?;
        config.source = self.source.clone().unwrap_or_default();
        config.system_type = self.system_type.clone().unwrap_or_default();
        config.window = self.window;
        config.enquire_link = Duration::from_secs(self.enquire_link_seconds);
        config.response_timeout = Duration::from_secs(self.response_timeout_seconds);
        config.receipt_ids = match self.receipt_ids {
            ReceiptIds::Same => mulin_notify::sms::smpp::ReceiptIds::Same,
            ReceiptIds::DecimalOfHex => mulin_notify::sms::smpp::ReceiptIds::DecimalOfHex,
        };
        config.check()?;
        Ok(Some(config))
    }
}

/// Text messages that people write.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Words that refuse text messages, whole; `provider:word` for those of one provider.
    pub opt_out_words: Vec<String>,
    /// Words that want them again.
    pub opt_in_words: Vec<String>,
    /// What texts from a webhook are signed with; unset: none are taken.
    pub webhook_secret: Option<SecretString>,
    /// What texts from Twilio are signed with; unset: none are taken.
    pub twilio_auth_token: Option<SecretString>,
}

/// Numbers about the work, for whoever watches over it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Address and port to tell them on; unset: nowhere.
    pub listen: Option<SocketAddr>,
}

/// The words of messages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Templates {
    /// Folder with templates in place of the built-in ones; unset: none.
    pub folder: Option<PathBuf>,
}

/// Whether telephones can show a sender.
pub(super) fn sender(text: &str) -> Result<(), &'static str> {
    (!text.is_empty() && is_source(text))
        .then_some(())
        .ok_or("a number with a plus, up to 20 figures, or up to 11 ASCII letters")
}

/// Whether centres take such a type.
pub(super) fn system_type(text: &str) -> Result<(), &'static str> {
    let fits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(()).ok_or("1 to 12 visible ASCII characters")
}

/// Whether it is a secret of Standard Webhooks.
pub(super) fn webhook_secret(text: &str) -> Result<(), &'static str> {
    WebhookSecret::parse(text)
        .map(|_| ())
        .ok_or("whsec_ and 24 to 64 bytes in base64, as Standard Webhooks describes")
}

/// Whether it can be a token.
pub(super) fn token(text: &str) -> Result<(), &'static str> {
    let fits = (8..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(())
        .ok_or("8 to 200 visible ASCII characters")
}

/// Whether a text of a telephone can be this word.
pub(super) fn word(text: &str) -> Result<(), &'static str> {
    let of = text.split_once(':').map_or(text, |(_, word)| word).trim();
    let fits = (1..=20).contains(&of.chars().count()) && of.chars().any(char::is_alphanumeric);
    fits.then_some(())
        .ok_or("words of up to 20 characters, or provider:word for one provider")
}

#[cfg(test)]
mod tests {
    use mulin_domain::text_words::{OPT_IN, OPT_OUT};

    use super::super::keys::{Key, Preset};

    #[test]
    fn the_words_are_those_of_the_domain() {
        for (path, words) in [
            ("texts.opt_out_words", &OPT_OUT[..]),
            ("texts.opt_in_words", &OPT_IN[..]),
        ] {
            let Some(Preset::Is(text)) = Key::find(path).map(|key| &key.default) else {
                panic!("{path} has a default")
            };
            assert_eq!(text.split(',').collect::<Vec<_>>(), words);
        }
    }
}
