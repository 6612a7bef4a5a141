//! Whether a cook's certificate counts on the day of a meal. Pure.

use chrono::NaiveDate;

/// Whether a cook has shown a certificate that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts on the day of the meal, and until this day.
    Valid(NaiveDate),
    /// It counts until this day only, before the meal.
    Expired(NaiveDate),
    /// None is known.
    NotShown,
}

/// How it stands on the day of a meal, where the certificate that counts longest does so until a day; none
/// if none was shown.
pub fn standing(valid_until: Option<NaiveDate>, meal: NaiveDate) -> Standing {
    match valid_until {
        Some(until) if until >= meal => Standing::Valid(until),
        Some(until) => Standing::Expired(until),
        None => Standing::NotShown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_last_day_still_counts() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        assert_eq!(standing(Some(day(8)), day(8)), Standing::Valid(day(8)));
        assert_eq!(standing(Some(day(7)), day(8)), Standing::Expired(day(7)));
        assert_eq!(standing(None, day(8)), Standing::NotShown);
    }
}
