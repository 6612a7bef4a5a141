//! When the Lantern Festival (元宵节) is: the 15th day of the first Chinese month (正月十五).

use chrono::NaiveDate;

/// The days from 2026 to 2035, after the Hong Kong Observatory's Gregorian-Lunar Calendar
/// Conversion Tables, which follow GB/T 33661-2017 (农历的编算和颁行). A general calendar library is
/// no substitute: those that take the new moons of 2027 and 2030, some minutes from midnight in
/// Beijing, to the other day are wrong by one.
const DAYS: [(i32, u32, u32); 10] = [
    (2026, 3, 3),
    (2027, 2, 20),
    (2028, 2, 9),
    (2029, 2, 27),
    (2030, 2, 17),
    (2031, 2, 6),
    (2032, 2, 25),
    (2033, 2, 14),
    (2034, 3, 5),
    (2035, 2, 22),
];

/// The first Lantern Festival on that day or later; none after the end of the table.
pub fn next_lantern_festival(from: NaiveDate) -> Option<NaiveDate> {
    DAYS.iter()
        .filter_map(|&(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
        .find(|day| *day >= from)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, TimeDelta};

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn the_next_festival_is_never_past() {
        assert_eq!(
            next_lantern_festival(day(2025, 1, 1)),
            Some(day(2026, 3, 3))
        );
        assert_eq!(
            next_lantern_festival(day(2026, 3, 3)),
            Some(day(2026, 3, 3))
        );
        assert_eq!(
            next_lantern_festival(day(2026, 3, 4)),
            Some(day(2027, 2, 20))
        );
        assert_eq!(
            next_lantern_festival(day(2035, 2, 22)),
            Some(day(2035, 2, 22))
        );
        assert_eq!(next_lantern_festival(day(2035, 2, 23)), None);
    }

    /// The first month begins with the new moon from 21 January to 20 February, and years are 12 or
    /// 13 moons apart.
    #[test]
    fn the_table_holds_a_possible_day_of_each_year() {
        let days: Vec<NaiveDate> = DAYS.iter().map(|&(y, m, d)| day(y, m, d)).collect();
        for (at, festival) in days.iter().enumerate() {
            assert_eq!(festival.year(), 2026 + i32::try_from(at).unwrap());
            let new_year = *festival - TimeDelta::days(14);
            assert!(new_year >= day(festival.year(), 1, 21), "{festival}");
            assert!(new_year <= day(festival.year(), 2, 20), "{festival}");
        }
        for pair in days.windows(2) {
            let apart = (pair[1] - pair[0]).num_days();
            assert!(
                (353..=356).contains(&apart) || (383..=386).contains(&apart),
                "{pair:?}"
            );
        }
    }
}
