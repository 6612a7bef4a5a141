//! How to reach an SMTP server.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// From the first byte (`smtps://`, RFC 8314).
    Implicit,
    /// By STARTTLS; a server that does not offer it gets nothing (`?tls=required`).
    Required,
    /// By STARTTLS if the server offers it; what is offered must then work (`?tls=opportunistic`).
    Opportunistic,
    /// Never (`?tls=none`).
    None,
}

/// How to reach an SMTP server, and how patient to be with it. The credentials do not show in
/// `Debug`.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Name or address of the server; also the name its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: TlsMode,
    /// Root certificates (PEM) trusted beside those of the operating system; may be empty.
    pub extra_roots: Vec<u8>,
    /// User and password, if the server asks for them.
    pub credentials: Option<Credentials>,
    /// How many connections there are at most, at work or idle; at least 1.
    pub max_connections: usize,
    /// How many messages go over one connection before it is closed and another made; at least 1.
    /// Many servers allow no more, and one behind a balancer gets its share again.
    pub max_messages: u32,
    /// How long to wait for connecting, and for each answer of the server.
    pub command_timeout: Duration,
    /// How long to wait until a message is handed over and its receipt confirmed. Giving up here
    /// risks a duplicate, so it is longer (RFC 5321, section 4.5.3.2.6 suggests 10 minutes).
    pub data_timeout: Duration,
    /// How long an unused connection is kept.
    pub idle_timeout: Duration,
    /// Our own name in EHLO: a fully qualified domain, or an address literal such as `[192.0.2.1]`.
    pub hello_name: String,
}

/// A configuration of SMTP that cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// The scheme is neither `smtp` nor `smtps`.
    #[error("the scheme of an SMTP server is smtp or smtps")]
    Scheme,
    /// No host is named.
    #[error("the URL of the SMTP server names no host")]
    Host,
    /// User or password are not UTF-8, or there is only one of them.
    #[error("the user or password of the SMTP server is incomplete or not UTF-8")]
    Credentials,
    /// A part of the URL says something nobody listens to.
    #[error("the URL of the SMTP server has an unknown part: {0}")]
    UnknownPart(String),
    /// `hello_name` is empty or holds white space.
    #[error("the name for EHLO is not a name")]
    HelloName,
    /// `max_connections` or `max_messages` is 0.
    #[error("max_connections and max_messages must be at least 1")]
    NoConnections,
    /// There is no server at all.
    #[error("no SMTP server is named")]
    NoRelay,
    /// The root certificates cannot be read.
    #[error("the root certificates cannot be read")]
    Roots,
}

impl SmtpConfig {
    /// Reads `smtp://user:password@host:port?tls=required|opportunistic|none` or `smtps://…`; user
    /// and password are percent-encoded.
    ///
    /// Without `tls`, `smtp` means `required` when there are credentials (a password must not leave
    /// in the clear because somebody on the way removed the offer of STARTTLS), else `opportunistic`.
    /// Without a port: 465 for `smtps`, 587 for `required`, else 25. The other fields get defaults
    /// to be overwritten.
    ///
    /// # Errors
    /// A URL that says something else; a misspelt `tls` is not overlooked.
    pub fn from_url(url: &Url) -> Result<SmtpConfig, SmtpConfigError> {
        let host = match url.host() {
            // The URL type knows domains of http only, and leaves the others as they are written.
            Some(Host::Domain(domain)) if !domain.is_empty() => domain.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(SmtpConfigError::Host),
        };
        let credentials = credentials(url)?;
        let tls = tls_mode(url, credentials.is_some())?;
        if !matches!(url.path(), "" | "/") {
            return Err(SmtpConfigError::UnknownPart(url.path().to_owned()));
        }
        let port = url.port().unwrap_or(match tls {
            TlsMode::Implicit => 465,
            TlsMode::Required => 587,
            TlsMode::Opportunistic | TlsMode::None => 25,
        });
        Ok(SmtpConfig {
            host,
            port,
            tls,
            extra_roots: Vec::new(),
            credentials,
            max_connections: 8,
            max_messages: 100,
            command_timeout: Duration::from_secs(30),
            data_timeout: Duration::from_secs(120),
            idle_timeout: Duration::from_secs(20),
            hello_name: "localhost".to_owned(),
        })
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SmtpConfigError> {
    let decoded = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(|text| text.into_owned())
            .map_err(|_| SmtpConfigError::Credentials)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SmtpConfigError::Credentials),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

fn tls_mode(url: &Url, with_password: bool) -> Result<TlsMode, SmtpConfigError> {
    let implicit = match url.scheme() {
        "smtps" => true,
        "smtp" => false,
        _ => return Err(SmtpConfigError::Scheme),
    };
    let mut mode = match (implicit, with_password) {
        (true, _) => TlsMode::Implicit,
        (false, true) => TlsMode::Required,
        (false, false) => TlsMode::Opportunistic,
    };
    for (key, value) in url.query_pairs() {
        mode = match (implicit, &*key, &*value) {
            (false, "tls", "required") => TlsMode::Required,
            (false, "tls", "opportunistic") => TlsMode::Opportunistic,
            (false, "tls", "none") => TlsMode::None,
            _ => return Err(SmtpConfigError::UnknownPart(format!("{key}={value}"))),
        };
    }
    Ok(mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> Result<SmtpConfig, SmtpConfigError> {
        SmtpConfig::from_url(&Url::parse(url).unwrap())
    }

    #[test]
    fn the_url_decides_on_encryption_and_port() {
        for (url, tls, port) in [
            ("smtp://mail.example.org", TlsMode::Opportunistic, 25),
            ("smtp://u:p@mail.example.org", TlsMode::Required, 587),
            (
                "smtp://u:p@mail.example.org?tls=opportunistic",
                TlsMode::Opportunistic,
                25,
            ),
            ("smtp://127.0.0.1:2525/?tls=none", TlsMode::None, 2525),
            ("smtps://u:p@mail.example.org", TlsMode::Implicit, 465),
        ] {
            let config = config(url).unwrap();
            assert_eq!((config.tls, config.port), (tls, port), "{url}");
        }
        assert_eq!(config("smtp://[::1]").unwrap().host, "::1");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for url in [
            "http://mail.example.org",
            "smtp:///",
            "smtp://mail.example.org?tls=requird",
            "smtp://mail.example.org?TLS=required",
            "smtps://mail.example.org?tls=none",
            "smtp://mail.example.org/inbox",
            "smtp://user@mail.example.org",
            "smtp://u:%FF@mail.example.org",
        ] {
            assert!(config(url).is_err(), "{url}");
        }
    }

    #[test]
    fn the_password_is_decoded_and_stays_out_of_debug() {
        let config = config("smtps://us%40er:se%2Fcret@mail.example.org").unwrap();
        let expected = Credentials::new("us@er".to_owned(), "se/cret".to_owned());
        assert_eq!(config.credentials, Some(expected));
        let shown = format!("{config:?}");
        assert!(
            !shown.contains("cret") && !shown.contains("us@er"),
            "{shown}"
        );
    }
}
