//! Values that are written as text: each says in `EXPECTED` what it accepts.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use email_address::EmailAddress;
use serde::{Deserialize, Deserializer, de};
use url::Url;

/// A value written as text.
pub(super) trait TextValue: FromStr {
    /// What is accepted, to follow "expected".
    const EXPECTED: &'static str;
}

/// Reads `T` from a string of any serde format.
pub(super) fn from_text<'de, D: Deserializer<'de>, T: TextValue>(input: D) -> Result<T, D::Error> {
    let text = String::deserialize(input)?;
    // The text stays out of the message: it may be a secret.
    text.parse().map_err(|_| de::Error::custom(T::EXPECTED))
}

macro_rules! text_values {
    ($($type:ty: $expected:literal;)*) => {$(
        impl $crate::config::values::TextValue for $type {
            const EXPECTED: &'static str = $expected;
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                $crate::config::values::from_text(input)
            }
        }
    )*};
}
pub(super) use text_values;

text_values! {
    Locale: "one of: zh-CN, en";
    LogFormat: "one of: text, json";
    TimeOfDay: "a time of day as HH:MM, from 00:00 to 23:59";
    IsoDuration: "ISO 8601 durations of weeks, days, hours, minutes or seconds, up to 366 days";
    Mailbox: "an e-mail address, with or without a name before it";
    WebOrigin: "web origins: scheme and host, a port if it is not the usual one, and no path";
}

impl TextValue for SocketAddr {
    const EXPECTED: &'static str = "an IP address and a port (localhost is 127.0.0.1)";
}

impl TextValue for Tz {
    const EXPECTED: &'static str = "an IANA time zone";
}

impl TextValue for PathBuf {
    const EXPECTED: &'static str = "a path";
}

/// A language in which Mulin writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// Simplified Chinese as used in mainland China.
    ZhCn,
    /// English.
    En,
}

impl Locale {
    /// The BCP 47 tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }
}

impl FromStr for Locale {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::ZhCn, Self::En]
            .into_iter()
            .find(|locale| locale.as_str() == text)
            .ok_or(())
    }
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

/// A wall-clock time to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay(NaiveTime);

impl TimeOfDay {
    /// The time.
    pub fn time(self) -> NaiveTime {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // chrono alone would also take "8:00" and " 08:00".
        if text.len() != 5 {
            return Err(());
        }
        NaiveTime::parse_from_str(text, "%H:%M")
            .map(Self)
            .map_err(|_| ())
    }
}

/// An ISO 8601 duration of exact length. Months and years, whose length varies, are refused; a day
/// is 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IsoDuration(TimeDelta);

impl IsoDuration {
    /// The length, more than zero and at most 366 days.
    pub fn delta(self) -> TimeDelta {
        self.0
    }
}

impl FromStr for IsoDuration {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        const LIMIT: i64 = 366 * 86_400;
        let body = text.strip_prefix('P').ok_or(())?;
        let (date, time) = match body.split_once('T') {
            Some((_, "")) => return Err(()),
            Some(parts) => parts,
            None => (body, ""),
        };
        let seconds = sum(date, &[('W', 604_800), ('D', 86_400)])?
            .checked_add(sum(time, &[('H', 3_600), ('M', 60), ('S', 1)])?)
            .ok_or(())?;
        if (1..=LIMIT).contains(&seconds) {
            Ok(Self(TimeDelta::seconds(seconds)))
        } else {
            Err(())
        }
    }
}

/// Seconds in a run of designators such as `1D` or `2H30M`, each at most once and in this order.
fn sum(mut rest: &str, designators: &[(char, i64)]) -> Result<i64, ()> {
    let mut total = 0_i64;
    for (designator, seconds) in designators {
        let Some((number, after)) = rest.split_once(*designator) else {
            continue;
        };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(());
        }
        let number: i64 = number.parse().map_err(|_| ())?;
        total = number
            .checked_mul(*seconds)
            .and_then(|part| total.checked_add(part))
            .ok_or(())?;
        rest = after;
    }
    if rest.is_empty() { Ok(total) } else { Err(()) }
}

/// An e-mail address with or without a display name, as in a `From` header (RFC 5322 §3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox(String);

impl Mailbox {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Mailbox {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // A line break would begin another header.
        if text.contains(char::is_control) {
            return Err(());
        }
        EmailAddress::from_str(text).map_err(|_| ())?;
        Ok(Self(text.to_owned()))
    }
}

/// A web origin (RFC 6454), normalised the way browsers write it in the `Origin` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// As a browser writes it: `https://example.org`, `http://localhost:5173`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebOrigin {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = http_url(text).ok_or(())?;
        if url.path() == "/" && url.username().is_empty() {
            Ok(Self(url.origin().ascii_serialization()))
        } else {
            Err(())
        }
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An http or https address without password, query and fragment.
pub(super) fn http_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}
