//! Days, and what they are called.

use async_graphql::{Result, SimpleObject};
use mulin_calendar::festival;
use mulin_calendar::{lunar, solar};
use mulin_domain::almanac;

use super::enums::{DayKind, FestivalKey, SolarTermKey};
use crate::graphql::scalars::Date;
use crate::graphql::texts::{Language, Speech};

/// A date of the lunar calendar (农历).
#[derive(SimpleObject, Clone)]
pub struct LunarDate {
    /// The Gregorian year in which the lunar year begins: 腊八 in January 2027 is of 2026.
    pub year: i32,
    /// 1 (正月) to 12 (腊月).
    pub month: i32,
    /// 1 (初一) to 30 (三十).
    pub day: i32,
    /// Whether it is in the leap month (闰月) that follows the month of that number.
    pub is_leap_month: bool,
    /// In words of the caller's language: 农历八月十五, or "15th day of the 8th lunar month".
    pub text: String,
}

impl LunarDate {
    /// As the caller reads it.
    pub fn new(date: lunar::LunarDate, speech: Speech) -> Self {
        Self {
            year: date.year,
            month: date.month.number.into(),
            day: date.day.into(),
            is_leap_month: date.month.leap,
            text: match speech.language {
                Language::Chinese => date.zh(),
                Language::English => date.en(),
            },
        }
    }
}

/// A traditional festival. None is kept again in a leap month.
#[derive(SimpleObject, Clone)]
pub struct TraditionalFestival {
    /// Which.
    pub key: FestivalKey,
    /// Its name in the caller's language: 中秋节, or "Mid-Autumn Festival".
    pub name: String,
}

impl TraditionalFestival {
    /// As the caller reads it.
    pub fn new(festival: festival::Festival, speech: Speech) -> Self {
        let name = match speech.language {
            Language::Chinese => festival.zh(),
            Language::English => festival.en(),
        };
        Self {
            key: festival.into(),
            name: name.to_owned(),
        }
    }
}

/// One of the 24 solar terms (节气).
#[derive(SimpleObject, Clone)]
pub struct SolarTerm {
    /// Which.
    pub key: SolarTermKey,
    /// Its name in the caller's language: 冬至, or "Winter Solstice".
    pub name: String,
}

impl SolarTerm {
    /// As the caller reads it.
    pub fn new(term: solar::SolarTerm, speech: Speech) -> Self {
        let name = match speech.language {
            Language::Chinese => term.zh(),
            Language::English => term.en(),
        };
        Self {
            key: term.into(),
            name: name.to_owned(),
        }
    }
}

/// Whether a day is worked, as the yearly list of public holidays has it that the operator imported.
#[derive(SimpleObject, Clone)]
pub struct DayHint {
    /// What the day is.
    pub kind: DayKind,
    /// Of which festival it is a day off or a make-up working day; null if the list does not name it.
    pub name: Option<String>,
    /// Who says so, such as a notice's number; null if the list does not tell.
    pub source: Option<String>,
}

impl From<almanac::DayHint> for DayHint {
    fn from(hint: almanac::DayHint) -> Self {
        Self {
            kind: hint.kind.into(),
            name: hint.name,
            source: hint.source,
        }
    }
}

/// A day of the calendar.
#[derive(SimpleObject, Clone)]
pub struct CalendarDay {
    /// Which.
    pub date: Date,
    /// Its lunar date.
    pub lunar_date: LunarDate,
    /// The traditional festivals that fall on it; most days have none.
    pub festivals: Vec<TraditionalFestival>,
    /// The solar term that begins on it; null if none does.
    pub solar_term: Option<SolarTerm>,
    /// Whether it is worked.
    pub day_hint: DayHint,
}

impl CalendarDay {
    /// As the caller reads it.
    pub(crate) fn new(day: almanac::Day, speech: Speech) -> Result<Self> {
        let lunar_date = day
            .lunar_date
            .ok_or("a day of the calendar has no lunar date")?;
        let festivals = day.festivals.into_iter();
        Ok(Self {
            date: Date(day.date.to_string()),
            lunar_date: LunarDate::new(lunar_date, speech),
            festivals: festivals
                .map(|festival| TraditionalFestival::new(festival, speech))
                .collect(),
            solar_term: day.solar_term.map(|term| SolarTerm::new(term, speech)),
            day_hint: day.hint.into(),
        })
    }
}
