//! When an event of a file begins and ends.

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::component::Component;
use super::content::Property;
use super::draft::ImportFaults;
use super::time::{Lasting, When};
use super::zone::Zones;
use super::{ImportFaultKind as Kind, MAX_DAYS};
use crate::range;
use crate::rule::{LocalTime, resolve};

/// A start and an end that follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub zone: Tz,
    pub starts_local: NaiveDateTime,
    pub ends_local: NaiveDateTime,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub all_day: bool,
}

/// A date or time with the zone on whose clocks it is.
pub(super) type Moment = (When, Tz);

/// How the times of a file are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks<'a> {
    pub zones: &'a Zones,
    /// Of times that name none.
    pub default: Tz,
}

impl Clocks<'_> {
    /// The date or time of a property. What is in UTC stays in it: a rule counts days there.
    pub(super) fn moment(&self, property: &Property, value: &str) -> Result<Moment, Kind> {
        let when = When::read(value).ok_or(Kind::BadTime)?;
        let kind = property.parameter("VALUE").map(str::to_ascii_uppercase);
        let is_day = matches!(when, When::Day(_));
        match kind.as_deref() {
            None => {}
            Some("DATE") if is_day => {}
            Some("DATE-TIME") if !is_day => {}
            Some(_) => return Err(Kind::BadTime),
        }
        let zone = match (when, property.parameter("TZID")) {
            (When::Utc(_), _) => Tz::UTC,
            (_, None) => self.default,
            (_, Some(name)) => {
                let zone = self.zones.find(name);
                zone.ok_or_else(|| Kind::unknown_zone(name))?
            }
        };
        Ok((when, zone))
    }

    /// The span of an event.
    pub(super) fn span(&self, faults: &mut ImportFaults, event: &Component) -> Option<Span> {
        let start = event.one(faults, "DTSTART");
        let end = event.one(faults, "DTEND");
        let lasting = event.one(faults, "DURATION");
        let moment = |faults: &mut ImportFaults, of: &Property| {
            let moment = self.moment(of, &of.value);
            moment
                .map_err(|kind| faults.add(&event.at(of), &of.name, kind))
                .ok()
        };
        let end_moment = end.map(|end| (end, moment(faults, end)));
        let Some(start) = start else {
            faults.add(&event.source, "DTSTART", Kind::Required);
            return None;
        };
        let (starts, mut zone) = moment(faults, start)?;
        // An event that does not repeat is told on the clocks that its readers know.
        if matches!(starts, When::Utc(_)) && event.all("RRULE").next().is_none() {
            zone = self.default;
        }
        let (starts_local, starts_at) = place(starts, zone)
            .map_err(|kind| faults.add(&event.at(start), "DTSTART", kind))
            .ok()?;
        let all_day = matches!(starts, When::Day(_));
        let (property, ends) = match (end_moment, lasting) {
            (Some(_), Some(lasting)) => {
                let kind = Kind::NotTogether { other: "DTEND" };
                faults.add(&event.at(lasting), "DURATION", kind);
                return None;
            }
            (Some((end, moment)), None) => (end, end_of(moment?, all_day, zone)),
            (None, Some(lasting)) => {
                let ends = after(starts_local, starts_at, all_day, zone, &lasting.value);
                (lasting, ends)
            }
            (None, None) if all_day => (start, Ok(whole_day(starts_local, zone))),
            (None, None) => {
                faults.add(&event.source, "DTEND", Kind::Required);
                return None;
            }
        };
        let span = ends.and_then(|(ends_local, ends_at)| {
            let span = Span {
                zone,
                starts_local,
                ends_local,
                starts_at,
                ends_at,
                all_day,
            };
            span.check()
        });
        span.map_err(|kind| faults.add(&event.at(property), &property.name, kind))
            .ok()
    }
}

impl Span {
    /// The span, if it ends after it begins, and not too long after.
    pub(super) fn check(self) -> Result<Self, Kind> {
        if self.ends_at <= self.starts_at || self.ends_local <= self.starts_local {
            Err(Kind::EndBeforeStart)
        } else if self.ends_at - self.starts_at > TimeDelta::days(MAX_DAYS) {
            Err(Kind::TooLong)
        } else {
            Ok(self)
        }
    }
}

/// On a zone's clocks, and as an instant. A whole day begins when the zone has it begin.
pub(super) fn place(when: When, zone: Tz) -> Result<(NaiveDateTime, DateTime<Utc>), Kind> {
    let (local, at) = match when {
        When::Day(day) => {
            let midnight = day.and_time(chrono::NaiveTime::MIN);
            (midnight, resolve(midnight, zone).instant())
        }
        When::Local(local) => match resolve(local, zone) {
            LocalTime::Once(at) | LocalTime::Twice(at) => (local, at),
            LocalTime::Skipped(_) => return Err(Kind::TimeInGap),
        },
        When::Utc(at) => {
            let at = at.and_utc();
            (local_of(at, zone), at)
        }
    };
    if range::contains(local.date()) {
        Ok((local, at))
    } else {
        Err(Kind::OutOfRange)
    }
}

/// What a zone's clocks show.
pub(super) fn local_of(at: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    zone.from_utc_datetime(&at.naive_utc()).naive_local()
}

fn end_of(
    (ends, its_zone): Moment,
    all_day: bool,
    zone: Tz,
) -> Result<(NaiveDateTime, DateTime<Utc>), Kind> {
    if matches!(ends, When::Day(_)) != all_day {
        return Err(Kind::BadTime);
    }
    if all_day {
        return place(ends, zone);
    }
    let (_, ends_at) = place(ends, its_zone)?;
    Ok((local_of(ends_at, zone), ends_at))
}

/// Days as the calendar has them, and time as it passes (RFC 5545, section 3.3.6).
fn after(
    starts_local: NaiveDateTime,
    starts_at: DateTime<Utc>,
    all_day: bool,
    zone: Tz,
    lasting: &str,
) -> Result<(NaiveDateTime, DateTime<Utc>), Kind> {
    let Lasting { days, time } = Lasting::read(lasting).ok_or(Kind::BadValue)?;
    let days_on = starts_local.checked_add_days(Days::new(days.into()));
    let days_on = days_on
        .filter(|local| range::contains(local.date()))
        .ok_or(Kind::TooLong)?;
    if all_day {
        return match time.is_zero() {
            true => Ok((days_on, resolve(days_on, zone).instant())),
            false => Err(Kind::BadValue),
        };
    }
    let days_on = match days {
        0 => starts_at,
        _ => resolve(days_on, zone).instant(),
    };
    let ends_at = days_on.checked_add_signed(time).ok_or(Kind::TooLong)?;
    Ok((local_of(ends_at, zone), ends_at))
}

fn whole_day(starts_local: NaiveDateTime, zone: Tz) -> (NaiveDateTime, DateTime<Utc>) {
    let next = starts_local + Days::new(1);
    (next, resolve(next, zone).instant())
}
