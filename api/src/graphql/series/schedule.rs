//! What a series repeats by, as clients send it and as they see it.

use async_graphql::{InputObject, OneofObject, SimpleObject};
use mulin_domain::series as domain;

use super::enums::{LeapMonths, LunarYearEnd, RecurrenceFrequency, Weekday};
use crate::graphql::almanac::enums::SolarTermKey;
use crate::graphql::scalars::{Date, LocalTime, TimeZone};

/// What a series repeats by.
#[derive(InputObject)]
pub struct ScheduleInput {
    /// The days.
    pub rule: SeriesRuleInput,
    /// No day of the rule before this one counts; intervals are counted from it.
    pub first_date: Date,
    /// The last day of the rule that counts; not together with `count`.
    pub until: Option<Date>,
    /// It ends after so many, 1 to 1,000, those taken out counted in; not together with `until`.
    pub count: Option<i32>,
    /// Start on the clocks of `timeZone`. On a day on which they skip it, the end of the gap is meant; of
    /// a time that they show twice, the earlier.
    pub start_time: LocalTime,
    /// Minutes from start to end, 1 to 44,640 (31 days).
    pub duration_minutes: i32,
    /// Zone of the start; left out: the platform's, of an edit the series' own.
    pub time_zone: Option<TimeZone>,
    /// Days from the day of the rule to the event, −31 to 31: −1 is the evening before. 0 if left out.
    pub offset_days: Option<i32>,
    /// Days of the rule, before the offset, and extra dates on which nothing takes place; up to 1,000.
    #[graphql(default)]
    pub except_dates: Vec<Date>,
    /// Days on which it takes place beside those of the rule, without the offset; up to 200.
    #[graphql(default)]
    pub extra_dates: Vec<Date>,
}

/// The days of a series: by exactly one calendar.
#[derive(OneofObject)]
pub enum SeriesRuleInput {
    /// By the Gregorian calendar: each 28th, each second Saturday.
    Gregorian(GregorianRuleInput),
    /// A day of each lunar year (农历): 八月十五. A year whose month has no 30th has none.
    LunarDay(LunarDayRuleInput),
    /// The end of each lunar year.
    LunarYearEnd(LunarYearEnd),
    /// The day of each year on which this solar term (节气) begins.
    SolarTerm(SolarTermKey),
}

/// Days by the Gregorian calendar. A day that a month does not have is left out: nothing shifts.
#[derive(InputObject)]
pub struct GregorianRuleInput {
    /// How often.
    pub frequency: RecurrenceFrequency,
    /// Every so many days, weeks, months or years, 1 to 366; 1 if left out.
    pub interval: Option<i32>,
    /// On these weekdays.
    #[graphql(default)]
    pub by_weekday: Vec<NthWeekdayInput>,
    /// On these days of the month, 1 to 31, or −1 to −31 from its end.
    #[graphql(default)]
    pub by_month_day: Vec<i32>,
    /// In these months, 1 to 12.
    #[graphql(default)]
    pub by_month: Vec<i32>,
}

/// A weekday, or one of them in a month.
#[derive(InputObject)]
pub struct NthWeekdayInput {
    /// Which.
    pub weekday: Weekday,
    /// Which one of the month, 1 to 5, or −1 to −5 from its end; each one if left out.
    pub nth: Option<i32>,
}

/// A day of each lunar year.
#[derive(InputObject)]
pub struct LunarDayRuleInput {
    /// 1 (正月) to 12 (腊月).
    pub month: i32,
    /// 1 (初一) to 30 (三十).
    pub day: i32,
    /// What of a leap month of that number.
    #[graphql(default_with = "LeapMonths::Skip")]
    pub leap: LeapMonths,
}

/// What a series repeats by.
#[derive(SimpleObject, Clone)]
pub struct SeriesSchedule {
    /// The days.
    pub rule: SeriesRule,
    /// No day of the rule before this one counts.
    pub first_date: Date,
    /// The last day of the rule that counts; null if no such day was told.
    pub until: Option<Date>,
    /// It ends after so many, those taken out counted in; null if no number was told.
    pub count: Option<i32>,
    /// Start on the clocks of `timeZone`.
    pub start_time: LocalTime,
    /// Minutes from start to end.
    pub duration_minutes: i32,
    /// Zone of the start.
    pub time_zone: TimeZone,
    /// Days from the day of the rule to the event: −1 is the evening before.
    pub offset_days: i32,
    /// Days of the rule, before the offset, and extra dates on which nothing takes place.
    pub except_dates: Vec<Date>,
    /// Days on which it takes place beside those of the rule.
    pub extra_dates: Vec<Date>,
}

/// The days of a series: exactly one of the fields is not null, as in `SeriesRuleInput`.
#[derive(SimpleObject, Clone, Default)]
pub struct SeriesRule {
    /// By the Gregorian calendar; null if by another.
    pub gregorian: Option<GregorianRule>,
    /// A day of each lunar year; null if by another calendar.
    pub lunar_day: Option<LunarDayRule>,
    /// The end of each lunar year; null if by another calendar.
    pub lunar_year_end: Option<LunarYearEnd>,
    /// The day of each year on which this solar term begins; null if by another calendar.
    pub solar_term: Option<SolarTermKey>,
}

/// Days by the Gregorian calendar. A day that a month does not have is left out: nothing shifts.
#[derive(SimpleObject, Clone)]
pub struct GregorianRule {
    /// How often.
    pub frequency: RecurrenceFrequency,
    /// Every so many days, weeks, months or years.
    pub interval: i32,
    /// On these weekdays; none if they do not matter.
    pub by_weekday: Vec<NthWeekday>,
    /// On these days of the month, negative ones from its end; none if they do not matter.
    pub by_month_day: Vec<i32>,
    /// In these months; none if they do not matter.
    pub by_month: Vec<i32>,
}

/// A weekday, or one of them in a month.
#[derive(SimpleObject, Clone)]
pub struct NthWeekday {
    /// Which.
    pub weekday: Weekday,
    /// Which one of the month, negative ones from its end; null for each one.
    pub nth: Option<i32>,
}

/// A day of each lunar year.
#[derive(SimpleObject, Clone)]
pub struct LunarDayRule {
    /// 1 (正月) to 12 (腊月).
    pub month: i32,
    /// 1 (初一) to 30 (三十).
    pub day: i32,
    /// What of a leap month of that number.
    pub leap: LeapMonths,
}

fn texts(dates: Vec<Date>) -> Vec<String> {
    dates.into_iter().map(Into::into).collect()
}

fn dates(texts: Vec<String>) -> Vec<Date> {
    texts.into_iter().map(Date).collect()
}

impl From<ScheduleInput> for domain::ScheduleInput {
    fn from(input: ScheduleInput) -> Self {
        Self {
            rule: input.rule.into(),
            first_date: input.first_date.into(),
            until: input.until.map(Into::into),
            count: input.count,
            start_time: input.start_time.into(),
            duration_minutes: input.duration_minutes,
            time_zone: input.time_zone.map(Into::into),
            offset_days: input.offset_days,
            except_dates: texts(input.except_dates),
            extra_dates: texts(input.extra_dates),
        }
    }
}

impl From<SeriesRuleInput> for domain::RuleInput {
    fn from(input: SeriesRuleInput) -> Self {
        match input {
            SeriesRuleInput::Gregorian(rule) => {
                let weekday = |day: NthWeekdayInput| domain::WeekdayInput {
                    weekday: day.weekday.into(),
                    nth: day.nth,
                };
                Self::Gregorian(domain::GregorianInput {
                    frequency: rule.frequency.into(),
                    interval: rule.interval,
                    by_weekday: rule.by_weekday.into_iter().map(weekday).collect(),
                    by_month_day: rule.by_month_day,
                    by_month: rule.by_month,
                })
            }
            SeriesRuleInput::LunarDay(rule) => Self::LunarDay {
                month: rule.month,
                day: rule.day,
                leap: rule.leap.into(),
            },
            SeriesRuleInput::LunarYearEnd(LunarYearEnd::NewYearsEve) => Self::LunarYearEnd,
            SeriesRuleInput::SolarTerm(term) => Self::SolarTerm { term: term.into() },
        }
    }
}

impl SeriesSchedule {
    /// As a client would send it, with the zone that it has.
    pub(crate) fn new(schedule: domain::ScheduleInput, zone: chrono_tz::Tz) -> Self {
        Self {
            rule: schedule.rule.into(),
            first_date: Date(schedule.first_date),
            until: schedule.until.map(Date),
            count: schedule.count,
            start_time: LocalTime(schedule.start_time),
            duration_minutes: schedule.duration_minutes,
            time_zone: TimeZone(zone.name().to_owned()),
            offset_days: schedule.offset_days.unwrap_or(0),
            except_dates: dates(schedule.except_dates),
            extra_dates: dates(schedule.extra_dates),
        }
    }
}

impl From<domain::RuleInput> for SeriesRule {
    fn from(rule: domain::RuleInput) -> Self {
        let none = Self::default();
        match rule {
            domain::RuleInput::Gregorian(rule) => Self {
                gregorian: Some(rule.into()),
                ..none
            },
            domain::RuleInput::LunarDay { month, day, leap } => {
                let leap = leap.into();
                Self {
                    lunar_day: Some(LunarDayRule { month, day, leap }),
                    ..none
                }
            }
            domain::RuleInput::LunarYearEnd => Self {
                lunar_year_end: Some(LunarYearEnd::NewYearsEve),
                ..none
            },
            domain::RuleInput::SolarTerm { term } => Self {
                solar_term: Some(term.into()),
                ..none
            },
        }
    }
}

impl From<domain::GregorianInput> for GregorianRule {
    fn from(rule: domain::GregorianInput) -> Self {
        let weekday = |day: domain::WeekdayInput| NthWeekday {
            weekday: day.weekday.into(),
            nth: day.nth,
        };
        Self {
            frequency: rule.frequency.into(),
            interval: rule.interval.unwrap_or(1),
            by_weekday: rule.by_weekday.into_iter().map(weekday).collect(),
            by_month_day: rule.by_month_day,
            by_month: rule.by_month,
        }
    }
}
