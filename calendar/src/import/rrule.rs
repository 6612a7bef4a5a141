//! RFC 5545's recurrence rules as ours, or what of them is not supported.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::ImportFaultKind as Kind;
use super::time::When;
use crate::rule::{Frequency, Gregorian, NthWeekday};

/// Characters of a rule at most: longer ones are written by nobody, and each part can be a fault.
const MAX_LENGTH: usize = 1_000;

/// When a rule ends, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Never,
    Count(u32),
    Until(When),
}

/// Reads a rule; or every fault of it, with the part that it is in.
pub(super) fn read(text: &str) -> Result<(Gregorian, Ends), Vec<(String, Kind)>> {
    if text.len() > MAX_LENGTH {
        return Err(vec![("RRULE".to_owned(), Kind::BadValue)]);
    }
    let mut parts = Parts::default();
    let mut rule = Gregorian::every(Frequency::Daily);
    let mut frequency = None;
    let (mut count, mut until, mut monday) = (None, None, true);
    for part in text
        .trim()
        .split(';')
        .filter(|part| !part.trim().is_empty())
    {
        let Some((name, value)) = part.split_once('=') else {
            parts.fault(part, Kind::BadValue);
            continue;
        };
        let (name, value) = (name.trim().to_ascii_uppercase(), value.trim());
        if !parts.seen.insert(name.clone()) {
            parts.fault(&name, Kind::Duplicate);
            continue;
        }
        match name.as_str() {
            "FREQ" => frequency = parts.frequency(value),
            "INTERVAL" => rule.interval = parts.number(&name, value, 1..=366).unwrap_or(1),
            "COUNT" => count = parts.number(&name, value, 1..=u32::MAX),
            "UNTIL" => until = parts.or_fault(&name, When::read(value)),
            "BYDAY" => rule.by_weekday = parts.list(&name, value, |_| true),
            "BYMONTHDAY" => {
                let is_day = |day: &i8| *day != 0 && (-31..=31).contains(day);
                rule.by_month_day = parts.list(&name, value, is_day);
            }
            "BYMONTH" => rule.by_month = parts.list(&name, value, |of| (1..=12).contains(of)),
            "WKST" => {
                let day: Option<NthWeekday> = parts.or_fault(&name, value.parse().ok());
                monday = day.is_none_or(|day| day.to_string() == "MO");
            }
            "RSCALE" if value.eq_ignore_ascii_case("GREGORIAN") => {}
            _ => parts.fault(&name, Kind::unsupported(part)),
        }
    }
    match frequency {
        Some(frequency) => rule.frequency = frequency,
        None if !parts.seen.contains("FREQ") => parts.fault("FREQ", Kind::Required),
        None => {}
    }
    // Where weeks begin matters only to every second week, and there only to several days of it.
    let weekly = rule.frequency == Frequency::Weekly && rule.interval > 1;
    if weekly && rule.by_weekday.len() > 1 && !monday {
        parts.fault("WKST", Kind::unsupported("WKST"));
    }
    let ends = match (count, until) {
        (Some(_), Some(_)) => {
            parts.fault("UNTIL", Kind::NotTogether { other: "COUNT" });
            Ends::Never
        }
        (Some(count), None) => Ends::Count(count),
        (None, Some(until)) => Ends::Until(until),
        (None, None) => Ends::Never,
    };
    if parts.faults.is_empty() {
        Ok((rule, ends))
    } else {
        Err(parts.faults)
    }
}

#[derive(Default)]
struct Parts {
    seen: HashSet<String>,
    faults: Vec<(String, Kind)>,
}

impl Parts {
    fn fault(&mut self, part: &str, kind: Kind) {
        self.faults.push((format!("RRULE {part}"), kind));
    }

    fn or_fault<T>(&mut self, part: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(part, Kind::BadValue);
        }
        value
    }

    fn frequency(&mut self, value: &str) -> Option<Frequency> {
        match value.to_ascii_uppercase().as_str() {
            "DAILY" => return Some(Frequency::Daily),
            "WEEKLY" => return Some(Frequency::Weekly),
            "MONTHLY" => return Some(Frequency::Monthly),
            "YEARLY" => return Some(Frequency::Yearly),
            "SECONDLY" | "MINUTELY" | "HOURLY" => self.fault("FREQ", Kind::TooOften),
            _ => self.fault("FREQ", Kind::BadValue),
        }
        None
    }

    fn number<T: FromStr + PartialOrd>(
        &mut self,
        part: &str,
        value: &str,
        range: RangeInclusive<T>,
    ) -> Option<T> {
        let number = value.parse().ok().filter(|of| range.contains(of));
        self.or_fault(part, number)
    }

    fn list<T: FromStr>(&mut self, part: &str, value: &str, fits: fn(&T) -> bool) -> Vec<T> {
        let items = value.split(',');
        let items = items
            .map(|item| item.trim().parse().ok().filter(fits))
            .collect();
        self.or_fault(part, items).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDate, Weekday};

    fn faults(text: &str) -> Vec<(String, Kind)> {
        read(text).unwrap_err()
    }

    #[test]
    fn the_rules_that_neighbours_use() {
        let (rule, ends) = read("FREQ=MONTHLY;BYDAY=-1SA;INTERVAL=2;COUNT=6;WKST=SU").unwrap();
        let expected = Gregorian {
            interval: 2,
            by_weekday: vec![NthWeekday::nth(-1, Weekday::Sat)],
            ..Gregorian::every(Frequency::Monthly)
        };
        assert_eq!((rule, ends), (expected, Ends::Count(6)));
        let (rule, ends) = read("freq=yearly;bymonth=5,10;bymonthday=1;until=20301001").unwrap();
        let expected = Gregorian {
            by_month: vec![5, 10],
            by_month_day: vec![1],
            ..Gregorian::every(Frequency::Yearly)
        };
        let until = When::Day(NaiveDate::from_ymd_opt(2030, 10, 1).unwrap());
        assert_eq!((rule, ends), (expected, Ends::Until(until)));
        assert_eq!(read("RSCALE=GREGORIAN;FREQ=DAILY").unwrap().1, Ends::Never);
    }

    #[test]
    fn numbers_are_never_healed() {
        for (text, part) in [
            ("FREQ=DAILY;INTERVAL=65537", "RRULE INTERVAL"),
            ("FREQ=DAILY;INTERVAL=0", "RRULE INTERVAL"),
            ("FREQ=DAILY;INTERVAL=-2", "RRULE INTERVAL"),
            ("FREQ=DAILY;COUNT=0", "RRULE COUNT"),
            ("FREQ=DAILY;COUNT=4294967297", "RRULE COUNT"),
            ("FREQ=MONTHLY;BYMONTHDAY=257", "RRULE BYMONTHDAY"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", "RRULE BYMONTHDAY"),
            ("FREQ=MONTHLY;BYMONTHDAY=-128", "RRULE BYMONTHDAY"),
            ("FREQ=YEARLY;BYMONTH=13", "RRULE BYMONTH"),
            ("FREQ=WEEKLY;BYDAY=SA,,SU", "RRULE BYDAY"),
            ("FREQ=WEEKLY;UNTIL=soon", "RRULE UNTIL"),
            ("FREQ=FORTNIGHTLY", "RRULE FREQ"),
        ] {
            assert_eq!(faults(text), [(part.to_owned(), Kind::BadValue)], "{text}");
        }
        let long = format!("FREQ=MONTHLY;BYMONTHDAY={}", ["1"; 100_000].join(","));
        assert_eq!(faults(&long), [("RRULE".to_owned(), Kind::BadValue)]);
    }

    #[test]
    fn what_would_run_for_ever_is_refused() {
        for freq in ["SECONDLY", "minutely", "HOURLY"] {
            let told = faults(&format!("FREQ={freq}"));
            assert_eq!(told, [("RRULE FREQ".to_owned(), Kind::TooOften)]);
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let told = faults("BYSETPOS=-1;BYHOUR=9;RSCALE=CHINESE;COUNT=2;UNTIL=20300101;COUNT=3;x");
        let expected = [
            ("RRULE BYSETPOS", Kind::unsupported("BYSETPOS=-1")),
            ("RRULE BYHOUR", Kind::unsupported("BYHOUR=9")),
            ("RRULE RSCALE", Kind::unsupported("RSCALE=CHINESE")),
            ("RRULE COUNT", Kind::Duplicate),
            ("RRULE x", Kind::BadValue),
            ("RRULE FREQ", Kind::Required),
            ("RRULE UNTIL", Kind::NotTogether { other: "COUNT" }),
        ];
        assert_eq!(told, expected.map(|(part, kind)| (part.to_owned(), kind)));
        let told = faults("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=SU");
        assert_eq!(told, [("RRULE WKST".to_owned(), Kind::unsupported("WKST"))]);
    }
}
