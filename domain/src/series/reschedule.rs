//! What a series repeats by after an edit, and which of its occurrences take which new place. Pure.

use chrono::{Datelike, Days, NaiveDate};
use mulin_calendar::lunar::Almanac;
use mulin_calendar::mapping::{Slot, Span};
use mulin_calendar::rule::{Key, MAX_OFFSET_DAYS, MAX_WINDOW_DAYS, Occurrence, Schedule};
use mulin_entities::EventState;

use super::edit_store::Place;
use super::remap::{Places, Remapped, remap};
use super::split::{Cut, divide, rule_day};
use crate::clock::Instant;
use crate::error::{Error, Result};

/// The key of a place.
pub(super) fn key_of(place: &Place) -> Result<Key> {
    read_key(&place.recurrence_key)
}

/// A stored key.
pub(super) fn read_key(text: &str) -> Result<Key> {
    text.parse()
        .map_err(|_| Error::internal("an occurrence has no key of ours"))
}

/// Whether an occurrence can change: it is not cancelled and has not begun.
pub(super) fn is_ahead(place: &Place, now: Instant) -> bool {
    place.state != EventState::Cancelled && place.starts_at > now
}

/// The places in the scope of an edit, by what another schedule may do with them.
pub(super) fn places(scope: &[Place], schedule: &Schedule, now: Instant) -> Result<Places> {
    let mut places = Places::default();
    for place in scope {
        let key = key_of(place)?;
        let slot = Slot {
            key,
            original_date: place.original_date,
        };
        if place.original_starts_at <= now {
            places.past.insert(key);
        } else if is_ahead(place, now) {
            places.open.push(slot);
        } else if !schedule.exceptions.contains(&key) {
            places.settled.push(slot);
        }
    }
    Ok(places)
}

/// How far new places are looked for, when those up to the horizon get others: an occurrence at its edge
/// may go over to one beyond, as 1 May to 15 June. Nothing else is made there yet.
pub(super) fn reach(span: Span, today: NaiveDate, horizon: NaiveDate) -> NaiveDate {
    let days = match span {
        Span::Day => 1,
        Span::Week => 7,
        Span::Month => 31,
        Span::Year => 366,
        Span::LunarYear => 385,
    };
    // Either schedule may stand apart from the days of its rule.
    let offsets = 2 * u64::from(MAX_OFFSET_DAYS.unsigned_abs());
    (horizon + Days::new(days + offsets)).min(today + Days::new(MAX_WINDOW_DAYS))
}

/// Puts a new schedule in the place of an old one, for all that is ahead.
pub(super) fn replace(
    almanac: &Almanac,
    old: &Schedule,
    new: &Schedule,
    places: &Places,
    coming: impl Fn(&Schedule) -> Result<Vec<Occurrence>>,
) -> Result<Remapped> {
    let span = Span::between(&old.rule, &new.rule);
    Ok(remap(almanac, span, places, &coming(new)?))
}

/// Puts a new schedule in the place of what follows a cut of an old one. The new one begins with the
/// cut, or with the earliest place that an occurrence goes over to: Saturday may become the Friday
/// before, but nothing is added to the time before. `last_before` is the last day before the cut on
/// which the old one has an occurrence.
pub(super) fn replace_following(
    almanac: &Almanac,
    old: &Schedule,
    new: &Schedule,
    (cut, last_before): (Cut, Option<NaiveDate>),
    places: &Places,
    coming: impl Fn(&Schedule) -> Result<Vec<Occurrence>>,
) -> Result<(Schedule, Remapped)> {
    let span = Span::between(&old.rule, &new.rule);
    let begins = begin_of(span, cut.day());
    let after = last_before.and_then(|day| day.succ_opt());
    let bound = after.map_or(begins, |day| day.max(begins)).min(cut.day());
    let (_, candidate) = divide(new, almanac, Cut::before(new, bound));
    let remapped = remap(almanac, span, places, &coming(&candidate)?);
    let earliest = remapped.kept.values();
    let earliest = earliest.map(|one| rule_day(new, one.key, one.original_date));
    let first = earliest.min().map_or(cut.day(), |day| day.min(cut.day()));
    let (_, following) = divide(new, almanac, Cut::before(new, first));
    Ok((following, remapped))
}

/// The first day of the span that a day lies in.
fn begin_of(span: Span, day: NaiveDate) -> NaiveDate {
    let begin = match span {
        Span::Day => Some(day),
        Span::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
        Span::Month => day.with_day(1),
        Span::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        // No lunar year is longer.
        Span::LunarYear => day.checked_sub_days(Days::new(385)),
    };
    begin.unwrap_or(day)
}

/// The last day of a rule for which there is an occurrence before the cut.
pub(super) fn last_before(staying: &[Place], schedule: &Schedule) -> Result<Option<NaiveDate>> {
    let mut last = None;
    for place in staying {
        let day = rule_day(schedule, key_of(place)?, place.original_date);
        last = last.max(Some(day));
    }
    Ok(last)
}

#[cfg(test)]
#[path = "reschedule_tests.rs"]
mod tests;
