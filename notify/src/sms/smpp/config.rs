//! Where the message centre is, and how it wants to be spoken to.

use std::fmt;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

/// The port where none is named (SMPP 3.4 names none; IANA registers this one).
const PORT: u16 = 2775;
const TLS_PORT: u16 = 3550;

/// How to reach one message centre. Its `Debug` output holds no password.
#[derive(Clone)]
pub struct SmppConfig {
    /// The name under which receipts and reports know it.
    pub name: String,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether the connection is encrypted from its start; the centre's certificate is checked.
    pub tls: bool,
    /// Certificates in PEM that are trusted beside those of the system.
    pub extra_roots: Vec<u8>,
    /// Our name there, up to 15 characters.
    pub system_id: String,
    /// Up to 8 characters.
    pub password: String,
    /// What kind of system we are, up to 12 characters; most centres want none.
    pub system_type: String,
    /// The sender that telephones show: a number with a plus, a short code, or up to 11 letters;
    /// empty for the centre's own choice.
    pub source: String,
    /// Most messages that wait for an answer at a time.
    pub window: usize,
    /// How often a quiet connection is tried.
    pub enquire_link: Duration,
    /// Longest wait for an answer.
    pub response_timeout: Duration,
    /// Longest pause before a broken connection is made again.
    pub longest_pause: Duration,
    /// How receipts name messages.
    pub receipt_ids: ReceiptIds,
}

/// How receipts name messages, compared with the answers to submissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReceiptIds {
    /// By the same text.
    #[default]
    Same,
    /// In decimal figures, where the answer is in hexadecimal ones.
    DecimalOfHex,
}

/// An address of a message centre that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmppConfigError {
    /// Not `smpp://` or `smpps://` with a host.
    #[error(
        "expected smpp://SYSTEM_ID:PASSWORD@HOST:PORT, or smpps:// for an encrypted connection"
    )]
    Address,
    /// The centre could not take it.
    #[error("the system id has 1 to 15 ASCII characters, and the password up to 8")]
    Credentials,
    /// The centre could not take it.
    #[error("the system type has up to 12 ASCII characters")]
    SystemType,
    /// No telephone could show it.
    #[error("the sender is a number with a plus, up to 20 figures, or up to 11 ASCII letters")]
    Source,
    /// Nothing could ever be sent.
    #[error("the window is at least 1")]
    Window,
    /// The extra certificates are no PEM.
    #[error("the certificates to trust are not PEM")]
    Roots,
}

impl fmt::Debug for SmppConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmppConfig")
            .field("name", &self.name)
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

impl SmppConfig {
    /// The centre at an address such as `smpp://mulin:secret@smsc.example.org:2775`, with what most
    /// centres want for the rest.
    pub fn from_url(url: &Url) -> Result<Self, SmppConfigError> {
        let (tls, port) = match url.scheme() {
            "smpp" => (false, PORT),
            "smpps" => (true, TLS_PORT),
            _ => return Err(SmppConfigError::Address),
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(SmppConfigError::Address)?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let config = Self {
            name: "smpp".to_owned(),
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            extra_roots: Vec::new(),
            system_id: decoded(url.username()),
            password: decoded(url.password().unwrap_or_default()),
            system_type: String::new(),
            source: String::new(),
            window: 10,
            enquire_link: Duration::from_secs(30),
            response_timeout: Duration::from_secs(20),
            longest_pause: Duration::from_secs(30),
            receipt_ids: ReceiptIds::Same,
        };
        config.check()?;
        Ok(config)
    }

    /// Complains about what no centre could take.
    pub fn check(&self) -> Result<(), SmppConfigError> {
        let fits = |text: &str, most: usize| {
            text.len() <= most && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if self.system_id.is_empty() || !fits(&self.system_id, 15) || !fits(&self.password, 8) {
            return Err(SmppConfigError::Credentials);
        }
        if !fits(&self.system_type, 12) {
            return Err(SmppConfigError::SystemType);
        }
        if Source::read(&self.source).is_none() {
            return Err(SmppConfigError::Source);
        }
        if self.window == 0 {
            return Err(SmppConfigError::Window);
        }
        Ok(())
    }

    /// A message's name as both an answer and a receipt tell it.
    pub(super) fn id_of_answer(&self, id: &str) -> String {
        match self.receipt_ids {
            ReceiptIds::Same => id.to_owned(),
            ReceiptIds::DecimalOfHex => u128::from_str_radix(id, 16)
                .map_or_else(|_| id.to_owned(), |number| number.to_string()),
        }
    }

    /// The same, of a receipt.
    pub(super) fn id_of_receipt(&self, id: &str) -> String {
        match self.receipt_ids {
            ReceiptIds::Same => id.to_owned(),
            ReceiptIds::DecimalOfHex => id
                .parse::<u128>()
                .map_or_else(|_| id.to_owned(), |number| number.to_string()),
        }
    }
}

/// Whether telephones can show this as the sender of a message.
pub fn is_source(text: &str) -> bool {
    Source::read(text).is_some()
}

/// A sender, with its type of number and numbering plan (SMPP 3.4, sections 5.2.5 and 5.2.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) ton: u8,
    pub(super) npi: u8,
    pub(super) address: String,
}

impl Source {
    pub(super) fn read(text: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let source = |ton, npi, address: &str| {
            Some(Self {
                ton,
                npi,
                address: address.to_owned(),
            })
        };
        if text.is_empty() {
            return source(0, 0, "");
        }
        if let Some(number) = text.strip_prefix('+') {
            let fits = (4..=15).contains(&number.len()) && digits(number);
            return source(1, 1, number).filter(|_| fits);
        }
        if digits(text) {
            return source(0, 1, text).filter(|_| text.len() <= 20);
        }
        let fits = text.len() <= 11
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'.'));
        source(5, 0, text).filter(|_| fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<SmppConfig, SmppConfigError> {
        SmppConfig::from_url(&url.parse().unwrap())
    }

    #[test]
    fn addresses_are_read_and_their_faults_told() {
        let config = read("smpps://mulin:p%40ss@[::1]").unwrap();
        assert_eq!((config.host.as_str(), config.port), ("::1", 3550));
        assert_eq!((config.password.as_str(), config.tls), ("p@ss", true));
        assert!(!format!("{config:?}").contains("p@ss"));
        assert_eq!(read("smpp://a:b@h:99").unwrap().port, 99);
        for (url, error) in [
            ("http://a:b@h", SmppConfigError::Address),
            ("smpp:h", SmppConfigError::Address),
            ("smpp://h", SmppConfigError::Credentials),
            ("smpp://a:123456789@h", SmppConfigError::Credentials),
        ] {
            assert_eq!(read(url).unwrap_err(), error, "{url}");
        }
    }

    #[test]
    fn senders_tell_their_kind() {
        for (text, kind) in [
            ("", Some((0, 0))),
            ("+8610", Some((1, 1))),
            ("10690123", Some((0, 1))),
            ("Mulin", Some((5, 0))),
            ("睦邻", None),
            ("+", None),
            ("ABCDEFGHIJKL", None),
        ] {
            let source = Source::read(text);
            assert_eq!(source.map(|one| (one.ton, one.npi)), kind, "{text:?}");
        }
    }

    #[test]
    fn receipts_may_name_messages_in_other_figures() {
        let mut config = read("smpp://a:b@h").unwrap();
        assert_eq!(config.id_of_answer("0A1B"), config.id_of_receipt("0A1B"));
        config.receipt_ids = ReceiptIds::DecimalOfHex;
        assert_eq!(config.id_of_answer("0A1B"), config.id_of_receipt("0002587"));
        assert_eq!(config.id_of_answer("x-1"), "x-1");
    }
}
