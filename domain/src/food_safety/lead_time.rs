//! The last day on which something can be filed. Pure.

use chrono::{Datelike, NaiveDate, Weekday};
use mulin_entities::LeadKind;

use crate::almanac::DayKind;

/// The last day, and whether the list of working days was known for the whole of the time counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDay {
    /// The day.
    pub day: NaiveDate,
    /// Whether that is sure: where a year's list is not known, Monday to Friday count as worked.
    pub known: bool,
}

/// So many days before the meal. Of working days, the days between are counted back from the day before
/// the meal: with a lead of one the last day is the last day worked before it.
pub fn due_day(
    meal: NaiveDate,
    lead_days: i32,
    kind: LeadKind,
    hint: impl Fn(NaiveDate) -> DayKind,
) -> DueDay {
    let lead = i64::from(lead_days.max(0));
    if kind == LeadKind::Calendar {
        return DueDay {
            day: meal - chrono::TimeDelta::days(lead),
            known: true,
        };
    }
    let (mut day, mut known, mut left) = (meal, true, lead);
    while left > 0 {
        day -= chrono::TimeDelta::days(1);
        let is_weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let worked = match hint(day) {
            DayKind::Holiday => false,
            DayKind::MakeUpWorkingDay => true,
            DayKind::Ordinary => is_weekday,
            DayKind::Unknown => {
                known = false;
                is_weekday
            }
        };
        if worked {
            left -= 1;
        }
    }
    DueDay { day, known }
}

/// How far back working days are looked for: no year has fewer than two a week, but for its holidays.
pub fn reach(lead_days: i32) -> i64 {
    i64::from(lead_days.max(0)) * 2 + 30
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    /// 国庆 2026 as a list might have it: off from the 1st to the 7th, worked on Saturday the 10th.
    fn october(date: NaiveDate) -> DayKind {
        if date >= day(10, 1) && date <= day(10, 7) {
            DayKind::Holiday
        } else if date == day(10, 10) {
            DayKind::MakeUpWorkingDay
        } else {
            DayKind::Ordinary
        }
    }

    #[test]
    fn calendar_days_are_all_days() {
        let due = due_day(day(10, 12), 10, LeadKind::Calendar, october);
        assert_eq!((due.day, due.known), (day(10, 2), true));
    }

    #[test]
    fn working_days_leave_holidays_out_and_take_make_up_days_in() {
        // Monday the 12th: Sat 10 (worked), Fri 9, Thu 8, then Wed 30 September.
        let due = due_day(day(10, 12), 4, LeadKind::Working, october);
        assert_eq!((due.day, due.known), (day(9, 30), true));
        assert_eq!(
            due_day(day(10, 12), 0, LeadKind::Working, october).day,
            day(10, 12)
        );
    }

    #[test]
    fn where_no_list_is_known_weekdays_count_and_that_is_told() {
        let due = due_day(day(10, 12), 1, LeadKind::Working, |_| DayKind::Unknown);
        assert_eq!((due.day, due.known), (day(10, 9), false));
    }
}
