//! The one table of keys: default, limits and an example for each.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono_tz::Tz;
use figment::value::Value;
use tracing_subscriber::EnvFilter;

use super::master_key::decode_master_key;
use super::oidc::{IssuerUrl, KeySetUrl, TokenAlgorithm, TokenAudience};
use super::urls::{DatabaseUrl, SmtpUrl};
use super::values::{
    IsoDuration, Locale, LogFormat, Mailbox, TextValue, TimeOfDay, WebOrigin, http_url,
};

/// One thing an operator can set.
pub(super) struct Key {
    /// Section and name, or a bare name.
    pub path: &'static str,
    pub kind: Kind,
    pub default: Preset,
    pub secrecy: Secrecy,
}

/// What a value looks like. `Text` and `List` check one text and return what they expect of it.
pub(super) enum Kind {
    Flag,
    Integer { min: u64, max: u64 },
    Text(fn(&str) -> Result<(), &'static str>),
    List(fn(&str) -> Result<(), &'static str>),
}

/// The value nobody has to set, written as in the environment.
pub(super) enum Preset {
    Is(&'static str),
    Unset {
        example: &'static str,
        meaning: &'static str,
    },
}

/// How much of a value may be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    Open,
    /// An address: everything but its password.
    Address,
    /// Nothing.
    Hidden,
}

impl Key {
    const fn is(path: &'static str, kind: Kind, text: &'static str) -> Self {
        Self {
            path,
            kind,
            default: Preset::Is(text),
            secrecy: Secrecy::Open,
        }
    }

    const fn unset(
        path: &'static str,
        kind: Kind,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            path,
            kind,
            default: Preset::Unset { example, meaning },
            secrecy: Secrecy::Open,
        }
    }

    const fn kept(mut self, secrecy: Secrecy) -> Self {
        self.secrecy = secrecy;
        self
    }

    /// The key with this path.
    pub fn find(path: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// Section and name; the section of a bare name is empty.
    pub fn parts(&self) -> (&'static str, &'static str) {
        self.path.split_once('.').unwrap_or(("", self.path))
    }

    /// Its environment variable.
    pub fn variable(&self) -> String {
        format!("MULIN_{}", self.path.replace('.', "__").to_uppercase())
    }

    /// A value that would do, written as in the environment.
    pub fn example(&self) -> &'static str {
        match self.default {
            Preset::Is("") => "https://app.example.org",
            Preset::Is(text) => text,
            Preset::Unset { example, .. } => example,
        }
    }
}

impl Kind {
    /// The value that a text from the environment or a flag means. A text that does not fit stays
    /// text, so that `check` can complain about it.
    pub fn read(&self, text: &str) -> Value {
        match self {
            Self::Flag => text
                .parse::<bool>()
                .map_or_else(|_| Value::from(text), Value::from),
            Self::Integer { .. } => text
                .parse::<u64>()
                .map_or_else(|_| Value::from(text), Value::from),
            Self::Text(_) => Value::from(text),
            Self::List(_) => Value::from(
                text.split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .collect::<Vec<_>>(),
            ),
        }
    }

    /// `Err` says what is expected.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        match self {
            Self::Flag => value
                .to_bool()
                .map(|_| ())
                .ok_or_else(|| "true or false".to_owned()),
            Self::Integer { min, max } => {
                let number = value.to_num();
                let number = number.and_then(|number| {
                    number
                        .to_u128()
                        .or_else(|| u128::try_from(number.to_i128()?).ok())
                });
                match number {
                    Some(number) if (u128::from(*min)..=u128::from(*max)).contains(&number) => {
                        Ok(())
                    }
                    _ => Err(format!("a whole number from {min} to {max}")),
                }
            }
            Self::Text(check) => match value.as_str() {
                Some(text) => check(text).map_err(str::to_owned),
                None => Err(format!("{}, in quotes", expectation(*check))),
            },
            Self::List(check) => {
                let faulty = || format!("a list of {}", expectation(*check));
                let items = value.as_array().ok_or_else(faulty)?;
                let good = |item: &Value| item.as_str().is_some_and(|text| check(text).is_ok());
                if items.iter().all(good) {
                    Ok(())
                } else {
                    Err(faulty())
                }
            }
        }
    }
}

/// No check accepts an empty text, so its refusal tells what is expected.
fn expectation(check: fn(&str) -> Result<(), &'static str>) -> &'static str {
    check("").err().unwrap_or("text")
}

fn text<T: TextValue>(text: &str) -> Result<(), &'static str> {
    let parsed = if text.trim().is_empty() {
        None
    } else {
        text.parse::<T>().ok()
    };
    parsed.map(|_| ()).ok_or(T::EXPECTED)
}

fn web_address(text: &str) -> Result<(), &'static str> {
    http_url(text)
        .map(|_| ())
        .ok_or("an http or https address without password, query and fragment")
}

fn base64_key(text: &str) -> Result<(), &'static str> {
    decode_master_key(text)
        .map(|_| ())
        .ok_or("32 bytes in base64, as `mulin secret` prints them")
}

fn log_filter(text: &str) -> Result<(), &'static str> {
    let known = !text.trim().is_empty() && EnvFilter::try_new(text).is_ok();
    known.then_some(()).ok_or(
        "a level (error, warn, info, debug, trace, off) or directives such as info,mulin=debug",
    )
}

fn policy_version(text: &str) -> Result<(), &'static str> {
    let is_word =
        (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_word
        .then_some(())
        .ok_or("1 to 40 visible ASCII characters")
}

const fn up_to(max: u64) -> Kind {
    Kind::Integer { min: 1, max }
}

const DAY: u64 = 86_400;
/// In days.
const DECADE: u64 = 3_653;

/// Every key, in the order in which `mulin config` shows them.
#[rustfmt::skip]
pub(super) static KEYS: &[Key] = &[
    Key::is("data_dir", Kind::Text(text::<PathBuf>), "data"),
    Key::is("time_zone", Kind::Text(text::<Tz>), "Asia/Shanghai"),
    Key::is("locale", Kind::Text(text::<Locale>), "zh-CN"),

    Key::is("http.listen", Kind::Text(text::<SocketAddr>), "127.0.0.1:8080"),
    Key::unset("http.public_url", Kind::Text(web_address), "https://events.example.org",
        "the host of smtp.from names this server to mail systems").kept(Secrecy::Address),
    Key::is("http.allowed_origins", Kind::List(text::<WebOrigin>), "").kept(Secrecy::Address),
    Key::is("http.body_limit_bytes", Kind::Integer { min: 1_024, max: 67_108_864 }, "262144"),
    Key::is("http.request_timeout_seconds", up_to(600), "10"),
    Key::is("http.shutdown_grace_seconds", up_to(3_600), "20"),
    Key::is("http.proxies", Kind::Integer { min: 0, max: 10 }, "0"),
    Key::unset("http.trusted_documents", Kind::Text(text::<PathBuf>), "documents",
        "no document is registered"),
    Key::is("http.trusted_only", Kind::Flag, "false"),

    Key::is("graphql.max_tokens", up_to(1_000_000), "2000"),
    Key::is("graphql.max_depth", up_to(100), "15"),
    Key::is("graphql.max_aliases", up_to(10_000), "30"),
    Key::is("graphql.max_directives", up_to(10_000), "50"),
    Key::is("graphql.max_complexity", up_to(10_000_000), "5000"),
    Key::unset("graphql.introspection", Kind::Flag, "false", "only with --dev and --demo"),

    Key::is("live.max_connections", up_to(10_000_000), "20000"),

    // Its default follows `data_dir`; see `sources::defaults`.
    Key::is("database.url", Kind::Text(text::<DatabaseUrl>), "sqlite://data/mulin.db")
        .kept(Secrecy::Address),
    Key::unset("database.max_connections", up_to(10_000), "6",
        "one a core on SQLite, 6 on PostgreSQL"),
    Key::is("database.statement_timeout_seconds", up_to(3_600), "8"),
    Key::is("database.acquire_timeout_seconds", up_to(600), "5"),

    Key::unset("secrets.master_key", Kind::Text(base64_key), "…what `mulin secret` prints…",
        "secrets.master_key_file, or data_dir/secret.key on SQLite").kept(Secrecy::Hidden),
    Key::unset("secrets.master_key_file", Kind::Text(text::<PathBuf>), "/etc/mulin/master.key",
        "secrets.master_key, or data_dir/secret.key on SQLite"),
    Key::unset("secrets.previous_master_keys", Kind::List(base64_key),
        "…what `mulin secret` printed before…", "nothing is sealed by another key")
        .kept(Secrecy::Hidden),
    Key::unset("secrets.previous_master_key_files", Kind::List(text::<PathBuf>),
        "/etc/mulin/previous.key", "nothing is sealed by another key"),

    Key::unset("oidc.issuer", Kind::Text(text::<IssuerUrl>), "https://id.example.org",
        "tokens of no other issuer are accepted"),
    Key::unset("oidc.audience", Kind::Text(text::<TokenAudience>), "mulin",
        "tokens of no other issuer are accepted"),
    Key::unset("oidc.jwks_url", Kind::Text(text::<KeySetUrl>), "https://id.example.org/jwks.json",
        "where the issuer's /.well-known/openid-configuration says"),
    Key::is("oidc.algorithms", Kind::List(text::<TokenAlgorithm>), "RS256,ES256,EdDSA"),

    Key::unset("smtp.url", Kind::Text(text::<SmtpUrl>),
        "smtp://USER:PASSWORD@mail.example.org:587?tls=required",
        "e-mail goes to data_dir/outbox").kept(Secrecy::Address),
    Key::is("smtp.from", Kind::Text(text::<Mailbox>), "睦邻 <noreply@localhost>"),
    Key::is("smtp.max_connections", up_to(1_000), "8"),
    Key::is("smtp.command_timeout_seconds", up_to(600), "30"),

    Key::is("worker.enabled", Kind::Flag, "true"),
    Key::is("worker.poll_milliseconds", Kind::Integer { min: 10, max: 60_000 }, "1000"),
    Key::is("worker.lease_seconds", Kind::Integer { min: 5, max: 3_600 }, "60"),
    Key::is("worker.batch", up_to(10_000), "200"),

    Key::is("reminders.default_offsets", Kind::List(text::<IsoDuration>), "P1D,PT2H"),
    Key::is("reminders.quiet_from", Kind::Text(text::<TimeOfDay>), "21:00"),
    Key::is("reminders.quiet_until", Kind::Text(text::<TimeOfDay>), "08:00"),
    Key::is("reminders.expand_ahead_hours", up_to(31 * DAY / 3_600), "24"),

    Key::is("retention.sessions_days", up_to(DECADE), "90"),
    Key::is("retention.personal_links_days", up_to(DECADE), "30"),
    Key::is("retention.deliveries_days", up_to(DECADE), "180"),
    Key::is("retention.sensitive_reads_days", up_to(DECADE), "1095"),
    Key::is("retention.lapsed_consents_days", up_to(DECADE), "30"),
    Key::is("retention.journal_days", up_to(DECADE), "1826"),

    Key::is("privacy.policy_version", Kind::Text(policy_version), "2026-1"),

    Key::is("sign_in.between_codes_seconds", up_to(DAY), "60"),
    Key::is("sign_in.codes_per_address_a_day", up_to(1_000), "5"),
    Key::is("sign_in.codes_per_network_an_hour", up_to(1_000_000), "10"),
    Key::is("sign_in.codes_per_prefix_an_hour", up_to(1_000_000), "100"),
    Key::is("sign_in.daily_cap", up_to(100_000_000), "20000"),
    Key::is("sign_in.wrong_codes_per_network_an_hour", up_to(1_000_000), "30"),

    Key::is("log.filter", Kind::Text(log_filter), "info"),
    Key::unset("log.format", Kind::Text(text::<LogFormat>), "json",
        "text on a terminal, json otherwise"),
];
