//! The identity of an occurrence within its series.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::lunar::{LunarDate, LunarMonth};
use crate::solar::SolarTerm;

/// What makes an occurrence the one that it is: the rule's own day, never the time at which it happens.
/// Stored as text ([`fmt::Display`]), which does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Key {
    /// The day of a Gregorian rule, before any offset: `2027-02-28`.
    Date(NaiveDate),
    /// A lunar date: `lunar-2026-12-08` is 腊八 in January 2027, `lunar-2033-11L-01` of a leap month.
    Lunar(LunarDate),
    /// 除夕 of a lunar year: `lunar-2026-end`.
    LunarYearEnd(i32),
    /// A solar term of a Gregorian year: `term-2027-qingming`.
    SolarTerm(i32, SolarTerm),
    /// A day that was added: `extra-2027-02-14`.
    Extra(NaiveDate),
}

/// Not a key as one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the key of an occurrence")]
pub struct BadKey;

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Lunar(LunarDate { year, month, day }) => {
                let leap = if month.leap { "L" } else { "" };
                write!(f, "lunar-{year:04}-{:02}{leap}-{day:02}", month.number)
            }
            Self::LunarYearEnd(year) => write!(f, "lunar-{year:04}-end"),
            Self::SolarTerm(year, term) => write!(f, "term-{year:04}-{}", term.key()),
            Self::Extra(date) => write!(f, "extra-{date}"),
        }
    }
}

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let key = read(text).ok_or(BadKey)?;
        // One key has one text, so that they can be compared as text too.
        if key.to_string() == text {
            Ok(key)
        } else {
            Err(BadKey)
        }
    }
}

fn read(text: &str) -> Option<Key> {
    if let Some(date) = text.strip_prefix("extra-") {
        return Some(Key::Extra(date.parse().ok()?));
    }
    if let Some(rest) = text.strip_prefix("term-") {
        let (year, term) = rest.split_once('-')?;
        let term = SolarTerm::from_key(term)?;
        return Some(Key::SolarTerm(year.parse().ok()?, term));
    }
    let Some(rest) = text.strip_prefix("lunar-") else {
        return Some(Key::Date(text.parse().ok()?));
    };
    let (year, rest) = rest.split_once('-')?;
    let year = year.parse().ok()?;
    if rest == "end" {
        return Some(Key::LunarYearEnd(year));
    }
    let (month, day) = rest.split_once('-')?;
    let month = match month.strip_suffix('L') {
        Some(number) => LunarMonth::leap(number.parse().ok()?),
        None => LunarMonth::common(month.parse().ok()?),
    };
    let day = day.parse().ok()?;
    Some(Key::Lunar(LunarDate { year, month, day }))
}

impl TryFrom<String> for Key {
    type Error = BadKey;

    fn try_from(text: String) -> Result<Self, BadKey> {
        text.parse()
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_and_read() {
        let day = NaiveDate::from_ymd_opt(2027, 2, 14).unwrap();
        let lunar = |year, month, day| Key::Lunar(LunarDate { year, month, day });
        for (key, text) in [
            (Key::Date(day), "2027-02-14"),
            (lunar(2026, LunarMonth::common(12), 8), "lunar-2026-12-08"),
            (lunar(2033, LunarMonth::leap(11), 1), "lunar-2033-11L-01"),
            (Key::LunarYearEnd(2026), "lunar-2026-end"),
            (
                Key::SolarTerm(2027, SolarTerm::Qingming),
                "term-2027-qingming",
            ),
            (Key::Extra(day), "extra-2027-02-14"),
        ] {
            assert_eq!(key.to_string(), text);
            assert_eq!(text.parse(), Ok(key));
            assert_eq!(serde_json::to_value(key).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "2027-02-30",
            "2027-2-14",
            "lunar-2026",
            "lunar-2026-12-8",
            "lunar-2026-300-08",
            "term-2027-winter",
            "extra-",
            " 2027-02-14",
        ] {
            assert_eq!(text.parse::<Key>(), Err(BadKey), "{text}");
        }
    }
}
