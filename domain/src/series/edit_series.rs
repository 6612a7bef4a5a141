//! Edits all that is ahead of a series, or one occurrence and those that follow. These become a
//! series of their own: the rows move, so that answers, programme and messages stay with their events.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use mulin_calendar::lunar::Almanac;
use mulin_calendar::mapping::Span;
use mulin_calendar::rule::{Key, MAX_EXCEPTIONS, Schedule};
use mulin_entities::*;

use super::change_occurrences::{Edit, Fate, Form, Row};
use super::create_series::schedule;
use super::edit_store::{self, Place};
use super::remap::Remapped;
use super::reschedule::{self, is_ahead, key_of, read_key};
use super::split::{Cut, divide};
use super::template_patch::TemplatePatch;
use super::update_occurrence::misplaced;
use super::update_series::{Scope, SeriesUpdated, UpdateSeries};
use super::write_edit::{Plan, write};
use super::{SeriesError, of_event, policy, rules};
use crate::almanac;
use crate::error::{Error, Result};
use crate::event::seats;
use crate::input::{Faults, Rule};
use crate::tx::Tx;

/// What an edit does with what a series repeats by.
struct Change {
    /// What it repeats by after the edit, from the cut on.
    schedule: Schedule,
    /// Where occurrences go, if there is another schedule.
    remapped: Option<Remapped>,
    /// The keys of occurrences that are taken out.
    excepted: BTreeSet<Key>,
}

/// Edits the series, within a command.
pub(super) async fn edit_series(tx: &mut Tx, input: UpdateSeries) -> Result<SeriesUpdated> {
    let mut faults = Faults::default();
    misplaced(&mut faults, &input);
    let patch = TemplatePatch::check(&mut faults, &input);
    let reason = input.reason.as_deref();
    let reason = reason.map(|reason| faults.text("reason", reason, 0..=500));
    if input.schedule.is_some() && !input.except_dates.is_empty() {
        faults.add("exceptDates", Rule::NotTogether { other: "schedule" });
    }
    let event_id = faults.optional_id("eventId", "Event", input.event_id.clone());
    let series_id = faults.optional_id("seriesId", "Series", input.series_id.clone());
    let (series, anchor) = match (input.scope, event_id, series_id) {
        (Scope::All, _, Some(id)) => (of_event::lock_series(tx, id).await?, None),
        (Scope::This | Scope::ThisAndFollowing, Some(id), _) => {
            let (series, place) = of_event::lock(tx, id).await?;
            (series, Some(place))
        }
        _ => return faults.finish().and(Err(Error::not_found("seriesId"))),
    };
    policy::may_manage(tx.actor(), &series)?;
    let publishes = patch.publishes();
    let mut template = patch.over(tx, &mut faults, &series).await?;

    let almanac = almanac::in_use(tx.db()).await?;
    let old = rules::read(&series)?;
    let cut = match &anchor {
        Some(place) => {
            let key = read_key(&place.recurrence_key)?;
            Some(Cut::at(&old, key, place.original_date))
        }
        None => None,
    };
    let scope = lock_scope(tx, series.id, cut).await?;
    let (mut places, mut staying) = (scope.places, scope.staying);
    // Where nothing comes before, it is the whole series.
    let cut = cut.filter(|_| !staying.is_empty());
    if cut.is_none() {
        places.append(&mut staying);
    }
    let given = match &input.schedule {
        Some(given) => schedule(tx, &mut faults, given, old.zone).await?,
        None => None,
    };
    let excepted = except_dates(&mut faults, &input.except_dates);
    let change = Changing {
        tx,
        almanac: &almanac,
        series: &series,
        old: &old,
        cut,
        places: &places,
        staying: &staying,
    };
    let change = match (&input.schedule, given) {
        (None, _) => Some(change.without(&mut faults, &excepted)),
        (Some(_), Some(given)) => Some(change.by(&mut faults, &given)?),
        // It has faults.
        (Some(_), None) => None,
    };
    faults.finish()?;
    let change = change.ok_or_else(|| Error::internal("a schedule without faults is missing"))?;
    if series.state == SeriesState::Ended {
        return Err(SeriesError::Ended.into());
    }
    of_event::must_be_version(input.expected_version, series.version)?;
    if let Some(anchor) = &anchor {
        let place = places
            .iter()
            .find(|place| place.event_id == anchor.event_id);
        let is_past = place.is_none_or(|place| {
            let begun = place.state != EventState::Cancelled && place.starts_at <= tx.now();
            begun || place.original_starts_at <= tx.now()
        });
        if is_past {
            return Err(SeriesError::OccurrencePast.into());
        }
    }

    template.schedule = rules::write(&change.schedule)?;
    if cut.is_some() {
        template.id = tx.new_id();
    }
    let rows = rows(tx, &places, scope.seats).await?;
    let edit = Edit {
        old: Form {
            series: &series,
            schedule: &old,
        },
        new: Form {
            series: &template,
            schedule: &change.schedule,
        },
        publishes,
        reason: reason.as_deref(),
        now: tx.now(),
    };
    let mut edited = Vec::with_capacity(rows.len());
    for row in rows {
        let key = read_key(&row.place.recurrence_key)?;
        edited.push(edit.apply(row, change.fate(key)));
    }
    edited.sort_by_key(|one| (one.event.starts_at, one.event.id));
    let plan = Plan {
        previous: cut.map(|cut| divide(&old, &almanac, cut).0),
        places: change.new_places(&template, &places, cut.is_some())?,
        is_new_schedule: input.schedule.is_some(),
        accepts: input.accept_answered,
        like: anchor.map(|place| place.event_id),
        edited,
    };
    write(tx, &series, template, plan).await
}

impl Change {
    /// What becomes of the place of an occurrence that is ahead.
    fn fate(&self, key: Key) -> Fate {
        let Some(remapped) = &self.remapped else {
            let out = self.excepted.contains(&key);
            return if out { Fate::Cancelled } else { Fate::Stays };
        };
        match remapped.kept.get(&key) {
            Some(to) => Fate::Goes(*to),
            None if remapped.unmatched.contains(&key) => Fate::Cancelled,
            // Its place is past; it was put off.
            None => Fate::Stays,
        }
    }

    /// The places that are written anew: of all that are in another series now, or have another
    /// place.
    fn new_places(
        &self,
        series: &series::Model,
        places: &[Place],
        all: bool,
    ) -> Result<Vec<occurrence::Model>> {
        let mut new = Vec::new();
        for place in places {
            let old = occurrence::Model {
                event_id: place.event_id,
                series_id: place.series_id,
                recurrence_key: place.recurrence_key.clone(),
                original_date: place.original_date,
                original_starts_at: place.original_starts_at,
            };
            let mut row = old.clone();
            row.series_id = series.id;
            let to = self.remapped.as_ref();
            if let Some(to) = to.and_then(|to| to.kept.get(&read_key(&old.recurrence_key).ok()?)) {
                row.recurrence_key = to.key.to_string();
                row.original_date = to.original_date;
                row.original_starts_at = to.starts_at;
            }
            let key = read_key(&old.recurrence_key)?;
            if to.is_some_and(|to| to.unmatched.contains(&key)) {
                // The rule took the place away, and may give it again: not as one that was skipped.
                row.recurrence_key = edit_store::released(old.event_id);
            }
            if all || row != old {
                new.push(row);
            }
        }
        Ok(new)
    }
}

/// What decides what a series repeats by after an edit.
struct Changing<'a> {
    tx: &'a Tx,
    almanac: &'a Almanac,
    series: &'a series::Model,
    old: &'a Schedule,
    cut: Option<Cut>,
    places: &'a [Place],
    staying: &'a [Place],
}

impl Changing<'_> {
    /// By what it repeated, but for some days.
    fn without(&self, faults: &mut Faults, excepted: &BTreeSet<NaiveDate>) -> Change {
        let mut schedule = match self.cut {
            Some(cut) => divide(self.old, self.almanac, cut).1,
            None => self.old.clone(),
        };
        let keys = rules::keys_of(&schedule, self.almanac, excepted);
        if keys.len() < excepted.len() {
            faults.add("exceptDates", Rule::NotOfTheRule);
        }
        let excepted: BTreeSet<Key> = keys.into_values().collect();
        schedule.exceptions.extend(&excepted);
        if schedule.exceptions.len() > MAX_EXCEPTIONS {
            let max = MAX_EXCEPTIONS;
            faults.add("exceptDates", Rule::Count { max });
        }
        let earliest = schedule.extra_dates.first().copied();
        let from = earliest.map_or(schedule.first, |day| day.min(schedule.first));
        let from = from.checked_sub_days(chrono::Days::new(31)).unwrap_or(from);
        if !excepted.is_empty() && rules::is_over(&schedule, self.almanac, from) {
            faults.add("exceptDates", Rule::NeverOccurs);
        }
        Change {
            schedule,
            remapped: None,
            excepted,
        }
    }

    /// By another rule, or at another time.
    fn by(&self, faults: &mut Faults, given: &Schedule) -> Result<Change> {
        let now = self.tx.now();
        let horizon = rules::horizon(rules::today(given, now)).max(self.series.made_until);
        let span = Span::between(&self.old.rule, &given.rule);
        let reach = reschedule::reach(span, rules::today(given, now), horizon);
        let coming = |schedule: &Schedule| rules::coming(schedule, self.almanac, now, reach);
        let places = reschedule::places(self.places, given, now)?;
        let (schedule, remapped) = match self.cut {
            None => {
                let remapped = reschedule::replace(self.almanac, self.old, given, &places, coming)?;
                (given.clone(), remapped)
            }
            Some(cut) => {
                let last = reschedule::last_before(self.staying, self.old)?;
                let (old, at) = (self.old, (cut, last));
                reschedule::replace_following(self.almanac, old, given, at, &places, coming)?
            }
        };
        let today = rules::today(&schedule, now);
        if faults.is_empty() && rules::is_over(&schedule, self.almanac, today) {
            faults.add("schedule.rule", Rule::NeverOccurs);
        }
        Ok(Change {
            schedule,
            remapped: Some(remapped),
            excepted: BTreeSet::new(),
        })
    }
}

/// The days of the rule that are to be taken out.
fn except_dates(faults: &mut Faults, texts: &[String]) -> BTreeSet<NaiveDate> {
    if texts.len() > MAX_EXCEPTIONS {
        let max = MAX_EXCEPTIONS;
        faults.add("exceptDates", Rule::Count { max });
        return BTreeSet::new();
    }
    let days = texts.iter();
    days.filter_map(|text| almanac::day(faults, "exceptDates", text.trim()))
        .collect()
}

/// What an edit is about, with the locks held.
struct Scoped {
    /// The places from the cut on.
    places: Vec<Place>,
    /// Those before it.
    staying: Vec<Place>,
    /// The seats of those from the cut on that are ahead.
    seats: Vec<event_seats::Model>,
}

/// Takes the locks of all seats in question, in order of the events' keys, and only then looks at what
/// the events are like.
async fn lock_scope(tx: &Tx, series: SeriesId, cut: Option<Cut>) -> Result<Scoped> {
    let follows = |place: &Place| -> Result<bool> {
        let Some(cut) = cut else { return Ok(true) };
        Ok(cut.follows(key_of(place)?, place.original_date))
    };
    let mut ahead = Vec::new();
    for place in edit_store::places(tx.db(), series).await? {
        // Where the cut turns out to be before all, nothing stays behind.
        if is_ahead(&place, tx.now()) && follows(&place)? {
            ahead.push(place.event_id);
        }
    }
    let seats = seats::lock_all(tx.db(), ahead).await?;
    let (mut places, mut staying) = (Vec::new(), Vec::new());
    for place in edit_store::places(tx.db(), series).await? {
        let list = if follows(&place)? {
            &mut places
        } else {
            &mut staying
        };
        list.push(place);
    }
    Ok(Scoped {
        places,
        staying,
        seats,
    })
}

/// The occurrences that are ahead, as they are under the locks.
async fn rows(tx: &Tx, places: &[Place], held: Vec<event_seats::Model>) -> Result<Vec<Row>> {
    let ahead = places.iter().filter(|place| is_ahead(place, tx.now()));
    let ids: Vec<EventId> = ahead.clone().map(|place| place.event_id).collect();
    let mut events = edit_store::events(tx.db(), &ids).await?;
    let mut seats: HashMap<EventId, event_seats::Model> =
        held.into_iter().map(|held| (held.event_id, held)).collect();
    let missing = || Error::internal("an occurrence whose seats are locked is missing");
    let mut rows = Vec::with_capacity(ids.len());
    for place in ahead {
        rows.push(Row {
            event: events.remove(&place.event_id).ok_or_else(missing)?,
            seats: seats.remove(&place.event_id).ok_or_else(missing)?,
            place: occurrence::Model {
                event_id: place.event_id,
                series_id: place.series_id,
                recurrence_key: place.recurrence_key.clone(),
                original_date: place.original_date,
                original_starts_at: place.original_starts_at,
            },
        });
    }
    Ok(rows)
}
