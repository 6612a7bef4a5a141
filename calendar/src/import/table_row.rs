//! One row of a table of events.

use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::ImportFaultKind as Kind;
use super::draft::{Draft, ImportFaults, Source};
use super::event::is_page;
use super::repeat;
use super::rrule::{self, Ends};
use super::span::{Span, place};
use super::time::When;
use crate::lunar::{Almanac, LunarDate};
use crate::rule::{Frequency, Gregorian, LeapMonths, Rule};
use crate::text;

/// A row with the means to read it.
pub(super) struct Row<'a> {
    pub source: &'a Source,
    /// What stands in a column, trimmed; none for blank.
    pub cell: &'a dyn Fn(&str) -> Option<&'a str>,
    pub zone: Tz,
    pub almanac: &'a Almanac,
}

/// Reads a row; none if anything is wrong with it.
pub(super) fn read(faults: &mut ImportFaults, row: &Row<'_>) -> Option<Draft> {
    let before = faults.len();
    let cell = row.cell;
    let title = cell("title").map(text::one_line);
    let title = title.filter(|title| !title.is_empty());
    if title.is_none() {
        faults.add(row.source, "title", Kind::Required);
    }
    let zone = match cell("zone") {
        None => Some(row.zone),
        Some(name) => {
            let zone = Tz::from_str(name).ok();
            if zone.is_none() {
                faults.add(row.source, "zone", Kind::unknown_zone(name));
            }
            zone
        }
    };
    let url = cell("url").map(text::one_line);
    if url.as_ref().is_some_and(|url| !is_page(url)) {
        faults.add(row.source, "url", Kind::BadValue);
    }
    // A wrong zone is no reason not to tell what else is wrong.
    let span = span(faults, row, zone.unwrap_or(row.zone));
    let rule = cell("repeat").map(|words| repeats(faults, row, span.as_ref(), words));
    let schedule = match (&span, rule) {
        (Some(span), Some(Some((rule, ends)))) => {
            let schedule = repeat::of_span(span, rule, ends);
            repeat::check(faults, row.almanac, row.source, "repeat", &schedule);
            Some(schedule)
        }
        _ => None,
    };
    if faults.len() > before {
        return None;
    }
    let span = span?;
    Some(Draft {
        source: row.source.clone(),
        title: title?,
        description: cell("description").map(text::lines),
        location: cell("location").map(text::one_line),
        url,
        zone: span.zone,
        starts_local: span.starts_local,
        ends_local: span.ends_local,
        all_day: span.all_day,
        schedule,
        occurrence: None,
    })
}

fn span(faults: &mut ImportFaults, row: &Row<'_>, zone: Tz) -> Option<Span> {
    let mut take = |column: &str, day: Option<NaiveDate>| {
        let found = match (row.cell)(column) {
            None => Err(Kind::Required),
            Some(words) => read_when(words, day).ok_or(Kind::BadTime),
        };
        let found = found.and_then(|when| Ok((when, place(when, zone)?)));
        found
            .map_err(|kind| faults.add(row.source, column, kind))
            .ok()
    };
    let start = take("start", None);
    let day = start.map(|(_, (local, _))| local.date());
    let end = take("end", day);
    let ((starts, (starts_local, starts_at)), (ends, (ends_local, ends_at))) = (start?, end?);
    let all_day = matches!(starts, When::Day(_));
    let span = match ends {
        When::Day(last) if all_day => {
            // The day is the last one, and the event ends with it.
            let next = last.checked_add_days(Days::new(1)).unwrap_or(last);
            place(When::Day(next), zone).map(|(ends_local, ends_at)| Span {
                zone,
                starts_local,
                ends_local,
                starts_at,
                ends_at,
                all_day,
            })
        }
        When::Local(_) if !all_day => Ok(Span {
            zone,
            starts_local,
            ends_local,
            starts_at,
            ends_at,
            all_day,
        }),
        When::Day(_) | When::Local(_) | When::Utc(_) => Err(Kind::BadTime),
    };
    span.and_then(Span::check)
        .map_err(|kind| faults.add(row.source, "end", kind))
        .ok()
}

/// `2027-02-20 18:30`, `2027/2/20`, `2027年2月20日 18:30`; with a day known also `18:30`.
fn read_when(words: &str, day: Option<NaiveDate>) -> Option<When> {
    let words = words.replace('：', ":").replace(['T', '\u{3000}'], " ");
    let (date, time) = match words.split_once(' ') {
        Some((date, time)) => (Some(date), Some(time.trim())),
        None if words.contains(':') => (None, Some(words.as_str())),
        None => (Some(words.as_str()), None),
    };
    let date = match date {
        Some(date) => read_date(date)?,
        None => day?,
    };
    Some(match time {
        Some(time) => When::Local(NaiveDateTime::new(date, read_time(time)?)),
        None => When::Day(date),
    })
}

fn read_date(words: &str) -> Option<NaiveDate> {
    let words = words.replace(['年', '月', '/', '.'], "-").replace('日', "");
    let mut parts = words.split('-');
    let mut number = |most: usize| {
        let part = parts.next()?;
        let fits = (1..=most).contains(&part.len());
        (fits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    date.filter(|_| parts.next().is_none())
}

fn read_time(words: &str) -> Option<NaiveTime> {
    let formats = ["%H:%M", "%H:%M:%S"];
    let mut found = formats
        .iter()
        .filter_map(|format| NaiveTime::parse_from_str(words, format).ok());
    found.next()
}

/// The rule that a word or an RFC 5545 rule means.
fn repeats(
    faults: &mut ImportFaults,
    row: &Row<'_>,
    span: Option<&Span>,
    words: &str,
) -> Option<(Rule, Ends)> {
    let frequency = match words.to_lowercase().as_str() {
        "daily" | "每天" => Frequency::Daily,
        "weekly" | "每周" => Frequency::Weekly,
        "monthly" | "每月" => Frequency::Monthly,
        "yearly" | "每年" => Frequency::Yearly,
        "lunar" | "农历" => {
            let LunarDate { month, day, .. } =
                row.almanac.lunar_date(span?.starts_local.date()).ok()?;
            let rule = Rule::LunarDay {
                month: month.number,
                day,
                leap: match month.leap {
                    true => LeapMonths::Only,
                    false => LeapMonths::Skip,
                },
            };
            return Some((rule, Ends::Never));
        }
        _ => {
            return match rrule::read(words) {
                Ok((rule, ends)) => Some((Rule::Gregorian(rule), ends)),
                Err(told) => {
                    for (part, kind) in told {
                        faults.add(row.source, &part.replacen("RRULE", "repeat", 1), kind);
                    }
                    None
                }
            };
        }
    };
    Some((Rule::Gregorian(Gregorian::every(frequency)), Ends::Never))
}
