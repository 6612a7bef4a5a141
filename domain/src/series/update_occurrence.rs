//! Edits one occurrence of a series: from then on it has something otherwise than its series.

use mulin_entities::EventId;

use super::update_series::{Scope, SeriesUpdated, UpdateSeries};
use super::{SeriesError, of_event, store};
use crate::error::{Error, Refusal, Result};
use crate::event::{self, UpdateEvent, rules, seats};
use crate::input::{Faults, Rule};
use crate::tx::Tx;

/// Notes the fields that are not for the scope of the edit.
pub(super) fn misplaced(faults: &mut Faults, input: &UpdateSeries) {
    let of_one = [
        ("startsAt", input.starts_at.is_some()),
        ("endsAt", input.ends_at.is_some()),
        ("timeZone", input.time_zone.is_some()),
        ("rsvpOpensAt", !input.rsvp_opens_at.keeps()),
        ("rsvpClosesAt", !input.rsvp_closes_at.keeps()),
    ];
    let of_many = [
        ("opensBeforeMinutes", !input.opens_before_minutes.keeps()),
        ("closesBeforeMinutes", !input.closes_before_minutes.keeps()),
        ("publish", !input.publish.keeps()),
        ("schedule", input.schedule.is_some()),
        ("exceptDates", !input.except_dates.is_empty()),
    ];
    let is_one = input.scope == Scope::This;
    let wrong = if is_one { of_many } else { of_one };
    for (path, _) in wrong.into_iter().filter(|(_, given)| *given) {
        faults.add(path, Rule::NotTogether { other: "scope" });
    }
    let (wanted, unwanted) = match input.scope {
        Scope::This | Scope::ThisAndFollowing => {
            let ids = (input.event_id.is_some(), input.series_id.is_some());
            (("eventId", ids.0), ("seriesId", ids.1))
        }
        Scope::All => {
            let ids = (input.series_id.is_some(), input.event_id.is_some());
            (("seriesId", ids.0), ("eventId", ids.1))
        }
    };
    if !wanted.1 {
        faults.add(wanted.0, Rule::Required);
    }
    if unwanted.1 {
        faults.add(unwanted.0, Rule::NotTogether { other: "scope" });
    }
}

/// Edits the one occurrence, as `update_event` and `reschedule_event` do.
pub(super) async fn update(tx: &mut Tx, input: UpdateSeries) -> Result<SeriesUpdated> {
    let mut faults = Faults::default();
    misplaced(&mut faults, &input);
    let event_id = faults.optional_id("eventId", "Event", input.event_id.clone());
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let (series, _) = of_event::lock(tx, event_id).await?;
    seats::lock(tx.db(), event_id).await?;
    let event = event::visible_event(tx, event_id).await?;
    event::policy::may_manage(tx.actor(), &event)?;
    let span = time(tx, &mut faults, &input, &event);
    let edits = !is_untouched(&input);
    if !faults.is_empty() {
        // Together with what is wrong with the other fields; all that it writes is undone.
        let mut refused: Vec<Refusal> = faults.into_errors().into_iter().map(Into::into).collect();
        if let Err(error) = event::edit(tx, edit_of(event_id, input)).await {
            match error {
                Error::Refused(more) => refused.extend(more),
                other => return Err(other),
            }
        }
        return Err(Error::Refused(refused));
    }
    if event.state != mulin_entities::EventState::Cancelled && event.starts_at <= tx.now() {
        return Err(SeriesError::OccurrencePast.into());
    }
    rules::must_be_ahead(&event, tx.now())?;
    of_event::must_be_version(input.expected_version, event.version)?;
    let mut told = SeriesUpdated::of(series, None);
    let mut moves = false;
    if let Some(span) = span {
        let version = event.version;
        let accepted = input.accept_answered;
        let moved = event::reschedule(tx, event, &span).await?;
        moves = moved.version != version;
        if moves && !accepted {
            let parties = store::parties(tx.db(), [event_id]).await?;
            let parties = parties.get(&event_id).copied().unwrap_or(0);
            if parties > 0 {
                let (moved, cancelled) = (1, 0);
                return Err(SeriesError::OccurrencesAnswered {
                    moved,
                    cancelled,
                    parties,
                }
                .into());
            }
        }
    }
    if edits || span.is_none() {
        event::edit(tx, edit_of(event_id, input)).await?;
    }
    let list = if moves {
        &mut told.moved
    } else {
        &mut told.kept
    };
    list.push(event_id);
    Ok(told)
}

/// The new time, if one is given.
fn time(
    tx: &Tx,
    faults: &mut Faults,
    input: &UpdateSeries,
    event: &mulin_entities::event::Model,
) -> Option<rules::Span> {
    let (starts, ends) = (input.starts_at.as_deref(), input.ends_at.as_deref());
    let own_zone = event.time_zone.parse();
    let own_zone = own_zone.unwrap_or(tx.core().settings().time_zone);
    let zone = rules::zone(faults, "timeZone", input.time_zone.as_deref(), own_zone);
    match (starts, ends) {
        (Some(starts), Some(ends)) => rules::span(faults, starts, ends, zone, tx.now()),
        (Some(_), None) => {
            faults.add("endsAt", Rule::Together { other: "startsAt" });
            None
        }
        (None, Some(_)) => {
            faults.add("startsAt", Rule::Together { other: "endsAt" });
            None
        }
        (None, None) => {
            if input.time_zone.is_some() {
                faults.add("timeZone", Rule::Together { other: "startsAt" });
            }
            None
        }
    }
}

/// Whether nothing but the time is edited.
fn is_untouched(input: &UpdateSeries) -> bool {
    let terms = &input.terms;
    input.festival_id.keeps()
        && input.kind.keeps()
        && input.visibility.keeps()
        && input.title.keeps()
        && input.description.keeps()
        && input.venue_id.keeps()
        && input.capacity.keeps()
        && input.max_party.keeps()
        && input.rsvp_opens_at.keeps()
        && input.rsvp_closes_at.keeps()
        && terms.needs_approval.keeps()
        && terms.waitlist_order.keeps()
        && terms.offer_window.keeps()
        && terms.household_limit.keeps()
}

/// The same as an edit of the event. The version was looked at before.
fn edit_of(event_id: EventId, input: UpdateSeries) -> UpdateEvent {
    UpdateEvent {
        event_id: Ok(event_id),
        expected_version: None,
        festival_id: input.festival_id,
        kind: input.kind,
        visibility: input.visibility,
        title: input.title,
        description: input.description,
        venue_id: input.venue_id,
        capacity: input.capacity,
        max_party: input.max_party,
        rsvp_opens_at: input.rsvp_opens_at,
        rsvp_closes_at: input.rsvp_closes_at,
        terms: input.terms,
    }
}
