//! Quiet hours: when people are left alone, and the time of day that is left. Pure.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::clock::Instant;
use crate::core::Settings;

/// When a person wants no messages, in minutes of the day. Equal ends mean never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// From here …
    pub from: i32,
    /// … until here, the next day if it is earlier.
    pub until: i32,
}

impl Quiet {
    /// A person's own hours, or the platform's.
    pub fn of(settings: &Settings, from: Option<i32>, until: Option<i32>) -> Self {
        Self {
            from: from.unwrap_or(settings.quiet_from),
            until: until.unwrap_or(settings.quiet_until),
        }
    }
}

/// In which zone a person's hours are told: their own, or this one, that of an event or the platform's.
pub fn zone_of(own: Option<&str>, otherwise: Tz) -> Tz {
    own.and_then(|name| name.parse().ok()).unwrap_or(otherwise)
}

/// The quiet hours around an instant.
pub(crate) struct Night {
    /// The last minute before them.
    pub evening: Option<Instant>,
    /// Their end.
    pub morning: Option<Instant>,
}

/// The quiet hours that `due` falls into, if it does.
pub(crate) fn night(due: Instant, zone: Tz, quiet: Quiet) -> Option<Night> {
    let local = due.with_timezone(&zone);
    let minute = (chrono::Timelike::num_seconds_from_midnight(&local.time()) / 60).cast_signed();
    let wraps = quiet.from > quiet.until;
    let is_quiet = if wraps {
        minute >= quiet.from || minute < quiet.until
    } else {
        (quiet.from..quiet.until).contains(&minute)
    };
    if !is_quiet {
        return None;
    }
    let evening_day = if wraps && minute < quiet.until {
        local.date_naive().checked_sub_days(Days::new(1))
    } else {
        Some(local.date_naive())
    };
    let morning_day = if wraps && minute >= quiet.from {
        local.date_naive().checked_add_days(Days::new(1))
    } else {
        Some(local.date_naive())
    };
    let evening = evening_day.and_then(|day| at(zone, day, quiet.from));
    Some(Night {
        evening: evening.map(|at| at - TimeDelta::minutes(1)),
        morning: morning_day.and_then(|day| at(zone, day, quiet.until)),
    })
}

fn at(zone: Tz, day: chrono::NaiveDate, minute: i32) -> Option<Instant> {
    let seconds = u32::try_from(minute * 60).ok()?;
    let local = day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?);
    let there: DateTime<Tz> = zone.from_local_datetime(&local).earliest()?;
    Some(there.to_utc())
}

/// The end of so much waking time from `from`, `limit` at the latest, and how much of it there is.
pub(crate) fn waking_time(
    from: Instant,
    length: TimeDelta,
    limit: Instant,
    zone: Tz,
    quiet: Quiet,
) -> (Instant, TimeDelta) {
    // A clock that is put forward may skip an end of the quiet hours: on by small steps.
    const STEP: TimeDelta = TimeDelta::minutes(1);
    let (mut at, mut left) = (from, length);
    while left > TimeDelta::zero() && at < limit {
        if let Some(night) = night(at, zone, quiet) {
            at = night
                .morning
                .filter(|morning| *morning > at)
                .unwrap_or(at + STEP);
            continue;
        }
        let awake = next_evening(at, zone, quiet).map_or(left, |evening| evening - at);
        let spent = left.min(awake).min(limit - at);
        at += spent;
        left -= spent;
    }
    (at.min(limit), length - left)
}

/// When the next quiet hours begin, if there are any.
fn next_evening(from: Instant, zone: Tz, quiet: Quiet) -> Option<Instant> {
    if quiet.from == quiet.until {
        return None;
    }
    let today = from.with_timezone(&zone).date_naive();
    (0..3)
        .filter_map(|days| at(zone, today.checked_add_days(Days::new(days))?, quiet.from))
        .find(|evening| *evening > from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZONE: Tz = Tz::Asia__Shanghai;
    const NIGHT: Quiet = Quiet {
        from: 21 * 60,
        until: 8 * 60,
    };

    fn local(text: &str) -> Instant {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&local).unwrap().to_utc()
    }

    fn ends(from: &str, minutes: i64, limit: &str) -> (Instant, i64) {
        let length = TimeDelta::minutes(minutes);
        let (end, awake) = waking_time(local(from), length, local(limit), ZONE, NIGHT);
        (end, awake.num_minutes())
    }

    #[test]
    fn a_zone_of_ones_own_goes_before_that_of_the_event() {
        assert_eq!(zone_of(Some("Europe/Berlin"), ZONE), Tz::Europe__Berlin);
        assert_eq!(zone_of(None, ZONE), ZONE);
        // Of a newer version's data.
        assert_eq!(zone_of(Some("Asia/Mulin"), ZONE), ZONE);
    }

    #[test]
    fn nights_do_not_count() {
        let far = "2027-03-20 12:00";
        let by_day = ends("2027-02-20 10:00", 120, far);
        assert_eq!(by_day, (local("2027-02-20 12:00"), 120));
        let overnight = ends("2027-02-20 20:00", 120, far);
        assert_eq!(overnight, (local("2027-02-21 09:00"), 120));
        let from_the_night = ends("2027-02-20 23:30", 15, far);
        assert_eq!(from_the_night, (local("2027-02-21 08:15"), 15));
        // To the minute at which the night begins.
        let to_the_evening = ends("2027-02-20 20:00", 60, far);
        assert_eq!(to_the_evening, (local("2027-02-20 21:00"), 60));
        let limited = ends("2027-02-20 20:30", 120, "2027-02-21 08:10");
        assert_eq!(limited, (local("2027-02-21 08:10"), 40));
        let over_before = ends("2027-02-20 23:30", 120, "2027-02-21 06:00");
        assert_eq!(over_before, (local("2027-02-21 06:00"), 0));
    }

    proptest! {
        #[test]
        fn as_much_is_awake_as_is_told(
            start in 0..20_000i64, length in 0..3_000i64, limit in 0..20_000i64,
            from in 0..1440i32, until in 0..1440i32,
            zone in proptest::sample::select(vec![ZONE, Tz::Europe__Berlin, Tz::UTC]),
        ) {
            // Over both changes of the clocks of a year in Berlin.
            let base = local("2027-03-20 00:00");
            let start = base + TimeDelta::minutes(start);
            let limit = base + TimeDelta::minutes(limit);
            let (quiet, length) = (Quiet { from, until }, TimeDelta::minutes(length));
            let (end, awake) = waking_time(start, length, limit, zone, quiet);
            prop_assert!(awake <= length && end <= limit.max(start));
            prop_assert!(awake == length || end == limit || limit < start);
            // Counted one minute after the other.
            let minutes = (0..).map(|count| start + TimeDelta::minutes(count));
            let counted = minutes
                .take_while(|at| *at < end)
                .filter(|at| night(*at, zone, quiet).is_none())
                .count();
            prop_assert_eq!(i64::try_from(counted).unwrap(), awake.num_minutes());
        }
    }
}
