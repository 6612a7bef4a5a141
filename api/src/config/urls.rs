//! Addresses that carry passwords, and how to show them without.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::values::text_values;

/// Stands where a secret was.
pub(super) const HIDDEN: &str = "(hidden)";

text_values! {
    DatabaseUrl: "sqlite://PATH, postgres://USER:PASSWORD@HOST/NAME or postgresql://…";
    SmtpUrl: "smtp://HOST:PORT or smtps://HOST, with USER:PASSWORD@ before the host if needed";
    SmppUrl: "smpp:// or smpps://SYSTEM_ID:PASSWORD@HOST:PORT, of up to 15 and up to 8 characters";
}

/// The kind of database behind a [`DatabaseUrl`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseKind {
    /// One file beside the program.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the data lives. Shown without its password.
#[derive(Clone)]
pub struct DatabaseUrl {
    kind: DatabaseKind,
    url: SecretString,
}

impl DatabaseUrl {
    /// Which database it is.
    pub fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// The address with its password, for the connection alone.
    pub fn expose(&self) -> &str {
        self.url.expose_secret()
    }
}

impl FromStr for DatabaseUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let kind = match text.split_once("://") {
            // Readers and the writer have pools of their own, so memory would be two databases.
            Some(("sqlite", path)) if !path.is_empty() && !path.starts_with(":memory:") => {
                DatabaseKind::Sqlite
            }
            // No host is right for PostgreSQL: `postgres:///name?host=/var/run/postgresql`.
            Some(("postgres" | "postgresql", _)) if Url::parse(text).is_ok() => {
                DatabaseKind::Postgres
            }
            _ => return Err(()),
        };
        Ok(Self {
            kind,
            url: text.to_owned().into(),
        })
    }
}

/// The mail server that takes our messages. Shown without its password.
#[derive(Clone)]
pub struct SmtpUrl(SecretString);

impl SmtpUrl {
    /// The address with its password, for the connection alone.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for SmtpUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(text).map_err(|_| ())?;
        let host = url.host_str().unwrap_or_default();
        if matches!(url.scheme(), "smtp" | "smtps") && !host.is_empty() {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(())
        }
    }
}

/// The message centre that takes our text messages. Shown without its password.
#[derive(Clone)]
pub struct SmppUrl(SecretString);

impl SmppUrl {
    /// The address with its password, for the connection alone.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for SmppUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(text).map_err(|_| ())?;
        mulin_notify::sms::smpp::SmppConfig::from_url(&url).map_err(|_| ())?;
        Ok(Self(text.to_owned().into()))
    }
}

macro_rules! shown_masked {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&mask_url(self.expose()))
            }
        }
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}
shown_masked!(DatabaseUrl, SmtpUrl, SmppUrl);

/// The address without its password. What is no address is hidden whole: a password may stand
/// anywhere in it.
pub(super) fn mask_url(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return HIDDEN.to_owned();
    };
    if Url::parse(text).is_err() {
        return format!("{scheme}://{HIDDEN}");
    }
    let (address, query) = match rest.split_once('?') {
        // Perhaps a password with a bare `?`, perhaps one in the query: nobody can tell.
        Some((_, query)) if query.contains('@') => return format!("{scheme}://{HIDDEN}"),
        Some((address, query)) => (address, Some(query)),
        None => (rest, None),
    };
    let address = match address.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{name}:{HIDDEN}@{host}"),
            None => format!("{user}@{host}"),
        },
        None => address.to_owned(),
    };
    match query {
        Some(query) => format!("{scheme}://{address}?{}", mask_query(query)),
        None => format!("{scheme}://{address}"),
    }
}

/// `password=…` and its like also travel in the query.
fn mask_query(query: &str) -> String {
    let parts: Vec<String> = query
        .split('&')
        .map(|part| match part.split_once('=') {
            Some((name, _)) if name.to_ascii_lowercase().contains("pass") => {
                format!("{name}={HIDDEN}")
            }
            _ => part.to_owned(),
        })
        .collect();
    parts.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_passwords_wherever_they_stand() {
        for (given, shown) in [
            (
                "postgres://ann:pw@db/mulin",
                "postgres://ann:(hidden)@db/mulin",
            ),
            (
                "postgres://ann:p@w:x@db:5432/mulin",
                "postgres://ann:(hidden)@db:5432/mulin",
            ),
            (
                "postgres://ann:12/pw@db/mulin",
                "postgres://ann:(hidden)@db/mulin",
            ),
            ("postgres://ann:12?pw@db/mulin", "postgres://(hidden)"),
            (
                "postgres://db/m?user=ann&password=p@w",
                "postgres://(hidden)",
            ),
            (
                "postgres://ann:12#pw@db/mulin",
                "postgres://ann:(hidden)@db/mulin",
            ),
            ("postgres://ann:pw", "postgres://(hidden)"),
            ("smtp://ann@mail:587", "smtp://ann@mail:587"),
            (
                "postgres://db/m?user=ann&password=pw",
                "postgres://db/m?user=ann&password=(hidden)",
            ),
            ("sqlite://data/mulin.db", "sqlite://data/mulin.db"),
            ("pw", "(hidden)"),
        ] {
            assert_eq!(mask_url(given), shown, "for {given}");
        }
    }
}
