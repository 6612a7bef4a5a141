//! New moons so close to midnight that the day cannot be foretold: the Earth's rotation decides.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A new moon within three minutes of midnight at 120° E.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UncertainNewMoon {
    /// The day on which the month is computed to begin.
    pub computed: NaiveDate,
    /// The day on which it begins if the new moon comes a little later.
    pub alternative: NaiveDate,
}

/// Those from 1950 to 2100, computed at 23:59:50, 23:57:13 and 23:59:18.
pub const UNCERTAIN_NEW_MOONS: [UncertainNewMoon; 3] = [
    uncertain(2057, 9, 28),
    uncertain(2089, 9, 4),
    uncertain(2097, 8, 7),
];

const fn uncertain(year: i32, month: u32, day: u32) -> UncertainNewMoon {
    let computed = NaiveDate::from_ymd_opt(year, month, day);
    let alternative = NaiveDate::from_ymd_opt(year, month, day + 1);
    match (computed, alternative) {
        (Some(computed), Some(alternative)) => UncertainNewMoon {
            computed,
            alternative,
        },
        // At compile time: the list above names days that there are.
        _ => panic!("no such date"),
    }
}

/// An administrator's correction: the month that is computed to begin on one day begins on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMoonOverride {
    /// The first day of a lunar month, as computed.
    pub computed: NaiveDate,
    /// Its first day in truth: a day earlier or a day later.
    pub begins: NaiveDate,
}

impl NewMoonOverride {
    /// A day earlier or a day later: a correction of more is a mistake.
    pub(super) fn is_of_one_day(&self) -> bool {
        let day = Days::new(1);
        self.computed.checked_add_days(day) == Some(self.begins)
            || self.computed.checked_sub_days(day) == Some(self.begins)
    }
}

impl From<UncertainNewMoon> for NewMoonOverride {
    fn from(of: UncertainNewMoon) -> Self {
        Self {
            computed: of.computed,
            begins: of.alternative,
        }
    }
}

/// A correction that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the month of {}: {fault}", .of.computed)]
pub struct OverrideError {
    /// The correction.
    pub of: NewMoonOverride,
    /// What is wrong with it.
    pub fault: OverrideFault,
}

/// What is wrong with a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverrideFault {
    /// No month is computed to begin on that day.
    #[error("no lunar month begins on that day")]
    NoMonthBegins,
    /// Not a day earlier or later.
    #[error("a month begins at most a day earlier or later than computed")]
    NotOneDay,
    /// The same month is corrected twice.
    #[error("is corrected twice")]
    Twice,
    /// A month would have fewer than 29 or more than 30 days.
    #[error("leaves a month that has not 29 or 30 days")]
    MonthLength,
}
