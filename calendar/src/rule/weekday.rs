//! A weekday, or one by its number in a month, as RFC 5545 writes them: `SA`, `2SU`, `-1FR`.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

const NAMES: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

/// A weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NthWeekday {
    /// Which one of the month: 2 is the second, -1 the last; none for each one.
    pub nth: Option<i8>,
    /// The day.
    pub weekday: Weekday,
}

/// Not a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a weekday such as SA, 2SU or -1FR")]
pub struct BadWeekday;

impl NthWeekday {
    /// Each one.
    pub const fn each(weekday: Weekday) -> Self {
        Self { nth: None, weekday }
    }

    /// The nth one of a month.
    pub const fn nth(nth: i8, weekday: Weekday) -> Self {
        Self {
            nth: Some(nth),
            weekday,
        }
    }
}

impl fmt::Display for NthWeekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        let name = NAMES.iter().find(|(_, day)| *day == self.weekday);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl FromStr for NthWeekday {
    type Err = BadWeekday;

    fn from_str(text: &str) -> Result<Self, BadWeekday> {
        let name = text.len().checked_sub(2).ok_or(BadWeekday)?;
        let (nth, name) = text.split_at_checked(name).ok_or(BadWeekday)?;
        let found = NAMES.iter().find(|(of, _)| of.eq_ignore_ascii_case(name));
        let (_, weekday) = found.ok_or(BadWeekday)?;
        let nth = match nth {
            "" => None,
            nth => Some(nth.parse().map_err(|_| BadWeekday)?),
        };
        Ok(Self {
            nth,
            weekday: *weekday,
        })
    }
}

impl TryFrom<String> for NthWeekday {
    type Error = BadWeekday;

    fn try_from(text: String) -> Result<Self, BadWeekday> {
        text.parse()
    }
}

impl From<NthWeekday> for String {
    fn from(day: NthWeekday) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_written_and_read() {
        for (text, day) in [
            ("SA", NthWeekday::each(Weekday::Sat)),
            ("2SU", NthWeekday::nth(2, Weekday::Sun)),
            ("-1FR", NthWeekday::nth(-1, Weekday::Fri)),
        ] {
            assert_eq!(text.parse(), Ok(day));
            assert_eq!(day.to_string(), text);
        }
        assert_eq!("+2su".parse(), Ok(NthWeekday::nth(2, Weekday::Sun)));
        for bad in ["", "S", "2", "XX", "2.5SU", "300MO", "周六", "SA2", "日"] {
            assert_eq!(bad.parse::<NthWeekday>(), Err(BadWeekday), "{bad}");
        }
    }
}
