//! What a series repeats by, as a client sends it, with every fault at once.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use mulin_calendar::fault::{Fault, FaultKind};
use mulin_calendar::lunar::Almanac;
use mulin_calendar::rule::{
    End, Frequency, Gregorian, LeapMonths, MAX_COUNT, MAX_DURATION_MINUTES, MAX_EXCEPTIONS,
    MAX_EXTRA_DATES, MAX_INTERVAL, MAX_OFFSET_DAYS, NthWeekday, Rule as Repeats, Schedule,
};
use mulin_calendar::solar::SolarTerm;
use serde::Serialize;

use super::rules;
use crate::almanac;
use crate::event;
use crate::input::{Faults, Rule};

const TIME: &str = "a time of day, for example 18:30";

/// What a series repeats by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScheduleInput {
    /// The rule.
    pub rule: RuleInput,
    /// No day of the rule before this one counts.
    pub first_date: String,
    /// The last day of the rule; none for no end.
    pub until: Option<String>,
    /// So many days of the rule; not together with `until`.
    pub count: Option<i32>,
    /// Start on the clocks of the zone, `18:30`.
    pub start_time: String,
    /// Minutes from start to end.
    pub duration_minutes: i32,
    /// IANA zone; the default that the command names if left out.
    pub time_zone: Option<String>,
    /// Days from the rule's day to the occurrence: -1 is the evening before.
    pub offset_days: Option<i32>,
    /// Days of the rule, before any offset, or extra dates, that are left out.
    pub except_dates: Vec<String>,
    /// Days that are added; no offset applies to them.
    pub extra_dates: Vec<String>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum RuleInput {
    /// By the Gregorian calendar.
    Gregorian(GregorianInput),
    /// A day of each lunar year.
    LunarDay {
        /// 1 (正月) to 12 (腊月).
        month: i32,
        /// 1 (初一) to 30 (三十).
        day: i32,
        /// What of a leap month of that number.
        leap: LeapMonths,
    },
    /// 除夕, the last day of each lunar year.
    LunarYearEnd,
    /// The day of a solar term in each year.
    SolarTerm {
        /// The term.
        term: SolarTerm,
    },
}

/// A rule by the Gregorian calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GregorianInput {
    /// How often.
    pub frequency: Frequency,
    /// Every so many, from the first; each if left out.
    pub interval: Option<i32>,
    /// On these weekdays.
    pub by_weekday: Vec<WeekdayInput>,
    /// On these days of the month; -1 is its last.
    pub by_month_day: Vec<i32>,
    /// In these months.
    pub by_month: Vec<i32>,
}

/// A weekday, or one by its number in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WeekdayInput {
    /// The day.
    pub weekday: Weekday,
    /// Which one of the month: 2 is the second, -1 the last; each if left out.
    pub nth: Option<i32>,
}

impl ScheduleInput {
    /// Takes it, or notes all its faults under `schedule`.
    pub fn check(
        &self,
        faults: &mut Faults,
        almanac: &Almanac,
        default_zone: Tz,
    ) -> Option<Schedule> {
        let mut own = Reader::default();
        let schedule = self.read(&mut own, default_zone);
        let days = |reader: &mut Reader, path, texts: &[String], max| {
            let fits = texts.len() <= max;
            if !fits {
                reader.faults.add(path, Rule::Count { max });
            }
            let texts = if fits { texts } else { &[] };
            let days = texts.iter().filter_map(|text| reader.day(path, text));
            days.collect::<BTreeSet<NaiveDate>>()
        };
        let extra = days(
            &mut own,
            "schedule.extraDates",
            &self.extra_dates,
            MAX_EXTRA_DATES,
        );
        let except = days(
            &mut own,
            "schedule.exceptDates",
            &self.except_dates,
            MAX_EXCEPTIONS,
        );
        let schedule = Schedule {
            extra_dates: extra,
            ..schedule
        };
        let is_read = own.faults.is_empty();
        if let Err(found) = schedule.check(almanac) {
            // What follows from another value than the client's is no fault of theirs.
            let told = found
                .into_iter()
                .filter(|fault| is_read || !of_the_days(fault.kind));
            told.for_each(|fault| note(&mut own.faults, &fault));
        }
        let checked = own.faults.is_empty().then_some(schedule);
        let taken = checked.and_then(|of| without(&mut own.faults, of, almanac, &except));
        for fault in own.faults.into_errors() {
            faults.add(&fault.path.join("."), fault.rule);
        }
        taken
    }

    /// As a client would have sent the schedule.
    pub fn of(schedule: &Schedule, almanac: &Almanac) -> Self {
        let days = |days: &mut dyn Iterator<Item = NaiveDate>| {
            days.map(|day| day.to_string()).collect::<Vec<_>>()
        };
        let (until, count) = match schedule.end {
            End::Never => (None, None),
            End::Until(last) => (Some(last.to_string()), None),
            End::Count(count) => (None, i32::try_from(count).ok()),
        };
        Self {
            rule: RuleInput::of(&schedule.rule),
            first_date: schedule.first.to_string(),
            until,
            count,
            start_time: schedule.start_time.format("%H:%M").to_string(),
            duration_minutes: i32::try_from(schedule.duration_minutes).unwrap_or(i32::MAX),
            time_zone: Some(schedule.zone.name().to_owned()),
            offset_days: Some(schedule.offset_days.into()),
            except_dates: days(&mut rules::except_dates(schedule, almanac).into_iter()),
            extra_dates: days(&mut schedule.extra_dates.iter().copied()),
        }
    }

    /// Everything but the days that are taken out or added; what cannot be read becomes something
    /// that is in order.
    fn read(&self, own: &mut Reader, default_zone: Tz) -> Schedule {
        let zone = self.time_zone.as_deref();
        let zone = event::rules::zone(&mut own.faults, "schedule.timeZone", zone, default_zone);
        let first = own.day("schedule.firstDate", &self.first_date);
        let until = self.until.as_deref();
        let until = until.map(|text| own.day("schedule.until", text));
        if self.until.is_some() && self.count.is_some() {
            let other = "until";
            own.faults
                .add("schedule.count", Rule::NotTogether { other });
        }
        let count = self
            .count
            .map(|count| own.number("schedule.count", count, 1, MAX_COUNT.cast_signed()));
        let end = match (until, count) {
            (Some(Some(last)), _) => End::Until(last),
            (None, Some(count)) => End::Count(count),
            (Some(None) | None, _) => End::Never,
        };
        let start_time = NaiveTime::parse_from_str(self.start_time.trim(), "%H:%M");
        if start_time.is_err() {
            let rule = Rule::Format { expected: TIME };
            own.faults.add("schedule.startTime", rule);
        }
        let longest = MAX_DURATION_MINUTES.cast_signed();
        let (minutes, offset) = (self.duration_minutes, self.offset_days.unwrap_or(0));
        let furthest = i32::from(MAX_OFFSET_DAYS);
        Schedule {
            rule: self.rule.read(own),
            first: first.unwrap_or_default(),
            end,
            start_time: start_time.unwrap_or_default(),
            zone,
            duration_minutes: own.number("schedule.durationMinutes", minutes, 1, longest),
            offset_days: own.number("schedule.offsetDays", offset, -furthest, furthest),
            exceptions: BTreeSet::new(),
            extra_dates: BTreeSet::new(),
        }
    }
}

impl RuleInput {
    fn read(&self, own: &mut Reader) -> Repeats {
        match self {
            Self::Gregorian(rule) => Repeats::Gregorian(rule.read(own)),
            Self::LunarDay { month, day, leap } => Repeats::LunarDay {
                month: own.number("schedule.rule.lunarDay.month", *month, 1, 12),
                day: own.number("schedule.rule.lunarDay.day", *day, 1, 30),
                leap: *leap,
            },
            Self::LunarYearEnd => Repeats::LunarYearEnd,
            Self::SolarTerm { term } => Repeats::SolarTerm { term: *term },
        }
    }

    fn of(rule: &Repeats) -> Self {
        match rule {
            Repeats::Gregorian(rule) => Self::Gregorian(GregorianInput {
                frequency: rule.frequency,
                interval: Some(rule.interval.into()),
                by_weekday: rule.by_weekday.iter().map(weekday).collect(),
                by_month_day: rule.by_month_day.iter().map(|day| (*day).into()).collect(),
                by_month: rule.by_month.iter().map(|month| (*month).into()).collect(),
            }),
            Repeats::LunarDay { month, day, leap } => Self::LunarDay {
                month: (*month).into(),
                day: (*day).into(),
                leap: *leap,
            },
            Repeats::LunarYearEnd => Self::LunarYearEnd,
            Repeats::SolarTerm { term } => Self::SolarTerm { term: *term },
        }
    }
}

fn weekday(day: &NthWeekday) -> WeekdayInput {
    WeekdayInput {
        weekday: day.weekday,
        nth: day.nth.map(Into::into),
    }
}

impl GregorianInput {
    fn read(&self, own: &mut Reader) -> Gregorian {
        let interval = self.interval.unwrap_or(1);
        let path = "schedule.rule.gregorian.interval";
        let interval = own.number(path, interval, 1, MAX_INTERVAL.into());
        let path = "schedule.rule.gregorian.byWeekday";
        let nth = self.by_weekday.iter().filter_map(|day| day.nth);
        let mut nth = own.numbers(path, nth, -5, 5).into_iter();
        let by_weekday = self.by_weekday.iter().map(|day| NthWeekday {
            nth: day.nth.and_then(|_| nth.next()),
            weekday: day.weekday,
        });
        let by_weekday = by_weekday.collect();
        let days = self.by_month_day.iter().copied();
        let months = self.by_month.iter().copied();
        Gregorian {
            frequency: self.frequency,
            interval,
            by_weekday,
            by_month_day: own.numbers("schedule.rule.gregorian.byMonthDay", days, -31, 31),
            by_month: own.numbers("schedule.rule.gregorian.byMonth", months, 1, 12),
        }
    }
}

/// Reads values, and notes those that are none.
#[derive(Default)]
struct Reader {
    faults: Faults,
}

impl Reader {
    fn day(&mut self, path: &str, text: &str) -> Option<NaiveDate> {
        almanac::day(&mut self.faults, path, text.trim())
    }

    /// The number, or the nearest that is allowed.
    fn number<T: TryFrom<i32> + Default>(&mut self, path: &str, of: i32, min: i32, max: i32) -> T {
        self.faults.number(path, of, min..=max);
        T::try_from(of.clamp(min, max)).unwrap_or_default()
    }

    /// The same of several: one fault, however many are none.
    fn numbers<T: TryFrom<i32> + Default>(
        &mut self,
        path: &str,
        of: impl Iterator<Item = i32> + Clone,
        min: i32,
        max: i32,
    ) -> Vec<T> {
        if let Some(wrong) = of.clone().find(|one| !(min..=max).contains(one)) {
            self.faults.number(path, wrong, min..=max);
        }
        let read = |one: i32| T::try_from(one.clamp(min, max)).unwrap_or_default();
        of.map(read).collect()
    }
}

/// Whether a fault tells of the days that come of all values together.
fn of_the_days(kind: FaultKind) -> bool {
    let kinds = [
        FaultKind::NeverOccurs,
        FaultKind::TooOften,
        FaultKind::EndBeforeStart,
    ];
    kinds.contains(&kind)
}

/// Takes days out of a schedule that is in order.
fn without(
    faults: &mut Faults,
    mut schedule: Schedule,
    almanac: &Almanac,
    except: &BTreeSet<NaiveDate>,
) -> Option<Schedule> {
    let path = "schedule.exceptDates";
    let keys = rules::keys_of(&schedule, almanac, except);
    if keys.len() < except.len() {
        faults.add(path, Rule::NotOfTheRule);
        return None;
    }
    schedule.exceptions = keys.into_values().collect();
    if schedule.check(almanac).is_err() {
        faults.add(path, Rule::NeverOccurs);
        return None;
    }
    Some(schedule)
}

fn note(faults: &mut Faults, fault: &Fault) {
    let path = match fault.field {
        "first" => "schedule.firstDate",
        "end.until" => "schedule.until",
        "end.count" => "schedule.count",
        "durationMinutes" => "schedule.durationMinutes",
        "offsetDays" => "schedule.offsetDays",
        "exceptions" => "schedule.exceptDates",
        "extraDates" => "schedule.extraDates",
        "rule.interval" => "schedule.rule.gregorian.interval",
        "rule.byWeekday" => "schedule.rule.gregorian.byWeekday",
        "rule.byMonthDay" => "schedule.rule.gregorian.byMonthDay",
        "rule.byMonth" => "schedule.rule.gregorian.byMonth",
        "rule.month" => "schedule.rule.lunarDay.month",
        "rule.day" => "schedule.rule.lunarDay.day",
        _ => "schedule.rule",
    };
    let rule = match fault.kind {
        FaultKind::Required => Rule::Required,
        FaultKind::Range { min, max } => Rule::Range { min, max },
        FaultKind::Count { max } => Rule::Count { max },
        FaultKind::Duplicate => Rule::Duplicate,
        FaultKind::NotTogether { other } => Rule::NotTogether {
            other: other.strip_prefix("rule.").unwrap_or(other),
        },
        FaultKind::OutOfRange => Rule::OutsideCalendar,
        FaultKind::EndBeforeStart => Rule::EndBeforeStart,
        FaultKind::NeverOccurs => Rule::NeverOccurs,
        FaultKind::TooOften => Rule::TooOften,
    };
    faults.add(path, rule);
}

#[cfg(test)]
#[path = "schedule_input_tests.rs"]
mod tests;
