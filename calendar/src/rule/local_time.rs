//! A time on a zone's clocks as an instant.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// How a time on the clocks was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalTime {
    /// The clocks show it once.
    Once(DateTime<Utc>),
    /// They show it twice, when they are put back: the first of the two is meant.
    Twice(DateTime<Utc>),
    /// They never show it, as when they are put forward: the first instant after the gap is meant.
    Skipped(DateTime<Utc>),
}

impl LocalTime {
    /// The instant meant.
    pub const fn instant(self) -> DateTime<Utc> {
        match self {
            Self::Once(at) | Self::Twice(at) | Self::Skipped(at) => at,
        }
    }
}

/// The instant of a time on a zone's clocks.
pub fn resolve(local: NaiveDateTime, zone: Tz) -> LocalTime {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => LocalTime::Once(at.to_utc()),
        LocalResult::Ambiguous(first, second) => LocalTime::Twice(first.min(second).to_utc()),
        LocalResult::None => LocalTime::Skipped(after_gap(local, zone)),
    }
}

/// The first instant whose local time is later. No zone is more than 26 hours from UTC even while it
/// changes sides of the date line, and within two days of a gap clocks run forward.
fn after_gap(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let reach = TimeDelta::hours(26);
    let (mut before, mut after) = (local.and_utc() - reach, local.and_utc() + reach);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
        if zone.from_utc_datetime(&middle.naive_utc()).naive_local() > local {
            after = middle;
        } else {
            before = middle;
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn local(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        day.and_hms_opt(hour, minute, 0).unwrap()
    }

    fn utc(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        local(year, month, day, hour, minute).and_utc()
    }

    #[test]
    fn clocks_put_forward_begin_after_the_gap() {
        // 02:00 becomes 03:00.
        for minute in [0, 1, 30, 59] {
            let meant = resolve(local(2027, 3, 28, 2, minute), Tz::Europe__Berlin);
            assert_eq!(meant, LocalTime::Skipped(utc(2027, 3, 28, 1, 0)));
        }
        let after = resolve(local(2027, 3, 28, 3, 0), Tz::Europe__Berlin);
        assert_eq!(after, LocalTime::Once(utc(2027, 3, 28, 1, 0)));
        // Half an hour: 02:00 becomes 02:30.
        let meant = resolve(local(2027, 10, 3, 2, 10), Tz::Australia__Lord_Howe);
        assert_eq!(meant, LocalTime::Skipped(utc(2027, 10, 2, 15, 30)));
        // Midnight: 00:00 became 01:00.
        let meant = resolve(local(2018, 11, 4, 0, 0), Tz::America__Sao_Paulo);
        assert_eq!(meant, LocalTime::Skipped(utc(2018, 11, 4, 3, 0)));
    }

    #[test]
    fn clocks_put_back_show_the_first_of_two() {
        let meant = resolve(local(2027, 10, 31, 2, 30), Tz::Europe__Berlin);
        assert_eq!(meant, LocalTime::Twice(utc(2027, 10, 31, 0, 30)));
        assert_eq!(meant.instant(), utc(2027, 10, 31, 0, 30));
    }

    #[test]
    fn zones_that_changed_their_rules() {
        for (at, zone, instant) in [
            // Summer time in China, 1986 to 1991.
            (
                local(1988, 7, 1, 18, 0),
                Tz::Asia__Shanghai,
                utc(1988, 7, 1, 9, 0),
            ),
            (
                local(1992, 7, 1, 18, 0),
                Tz::Asia__Shanghai,
                utc(1992, 7, 1, 10, 0),
            ),
            // Two hours behind the capital, all year.
            (
                local(2027, 7, 1, 18, 0),
                Tz::Asia__Urumqi,
                utc(2027, 7, 1, 12, 0),
            ),
            // No summer time since 2019.
            (
                local(2018, 12, 1, 18, 0),
                Tz::America__Sao_Paulo,
                utc(2018, 12, 1, 20, 0),
            ),
            (
                local(2027, 12, 1, 18, 0),
                Tz::America__Sao_Paulo,
                utc(2027, 12, 1, 21, 0),
            ),
            // Half an hour moved in 2015 and back in 2018.
            (
                local(2017, 1, 1, 9, 0),
                Tz::Asia__Pyongyang,
                utc(2017, 1, 1, 0, 30),
            ),
            (
                local(2019, 1, 1, 9, 0),
                Tz::Asia__Pyongyang,
                utc(2019, 1, 1, 0, 0),
            ),
        ] {
            assert_eq!(resolve(at, zone), LocalTime::Once(instant), "{at} {zone}");
        }
    }

    #[test]
    fn a_day_that_a_zone_left_out_begins_with_the_next() {
        // Samoa went from 29 to 31 December 2011.
        let next = LocalTime::Skipped(utc(2011, 12, 30, 10, 0));
        assert_eq!(resolve(local(2011, 12, 30, 0, 0), Tz::Pacific__Apia), next);
        assert_eq!(resolve(local(2011, 12, 30, 18, 0), Tz::Pacific__Apia), next);
        assert_eq!(
            resolve(local(2011, 12, 30, 23, 59), Tz::Pacific__Apia),
            next
        );
    }
}
