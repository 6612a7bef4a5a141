//! Whom a change must be told: notices when an event moved or was cancelled, a word to those who got
//! their seats, for whom some are held or were, who were let in or were not, to those who are invited,
//! to those for whom somebody acted, to those whose registration was confirmed, to those who hold
//! tickets, and to volunteers.

use mulin_entities::{DeliveryScheduleId, DueWorkKind, EventId, MessageKind, RsvpId, event};

use super::plan::{self, Plan};
use super::{
    expand_together, invited, lapsed_calls, moved, personal, shifts, store, tickets, withdraw,
};
use crate::change::{Change, What};
use crate::clock::Instant;
use crate::due_work;
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::tx::Tx;

/// Recipients a statement: a larger event lets thousands in at once, and statements take only so
/// many parameters.
const ROWS: usize = 500;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let mut told: Vec<(MessageKind, EventId, RsvpId)> = Vec::new();
    let mut left: Vec<RsvpId> = Vec::new();
    let mut notices: Vec<DeliveryScheduleId> = Vec::new();
    let places = changes.iter().filter_map(|change| match change.what {
        What::EventMoved { event_id, .. } => Some(event_id),
        _ => None,
    });
    moved::lock(tx, &places.collect::<Vec<_>>()).await?;
    for change in changes {
        match &change.what {
            What::EventRescheduled { event_id, from, .. } => {
                let event = find(tx, *event_id).await?;
                let known = store::start_before_untold_move(tx, &event).await?;
                let previous = Some(known.unwrap_or(*from));
                notices.extend(notice(tx, &event, MessageKind::EventRescheduled, previous).await?);
                lapsed_calls::older(tx, &event).await?;
            }
            What::EventMoved { event_id, from, .. } => {
                let event = find(tx, *event_id).await?;
                notices.extend(moved::follow(tx, &event, *from).await?);
            }
            What::EventCancelled { event_id } => {
                let event = find(tx, *event_id).await?;
                notices.extend(notice(tx, &event, MessageKind::EventCancelled, None).await?);
                lapsed_calls::all(tx, &event).await?;
            }
            What::RsvpPromoted(change) => {
                told.push((MessageKind::RsvpPromoted, change.event_id, change.rsvp_id));
            }
            What::RsvpOffered(change) => {
                told.push((MessageKind::RsvpOffered, change.event_id, change.rsvp_id));
            }
            What::RsvpOfferExpired(change) => {
                told.push((
                    MessageKind::RsvpOfferExpired,
                    change.event_id,
                    change.rsvp_id,
                ));
            }
            What::RsvpApproved(change) => {
                told.push((MessageKind::RsvpApproved, change.event_id, change.rsvp_id));
            }
            What::RsvpRefused(change) => {
                told.push((MessageKind::RsvpRefused, change.event_id, change.rsvp_id));
            }
            What::EventPublished { event_id } => {
                let event = find(tx, *event_id).await?;
                invited::tell_all(tx, &event).await?;
            }
            What::RsvpAnswered(change) if lapsed_calls::left(change.to) => {
                left.push(change.rsvp_id)
            }
            What::RegistrationConfirmed { person_id } => {
                personal::tell_confirmed(tx, *person_id).await?;
            }
            What::PersonMerged { from, into } => withdraw::follow_answers(tx, *from, *into).await?,
            _ => {}
        }
    }
    list(tx, &notices).await?;
    for left in left.chunks(ROWS) {
        lapsed_calls::of(tx, left).await?;
    }
    personal::tell_who_acted(tx, changes).await?;
    invited::tell(tx, changes).await?;
    tickets::follow(tx, changes).await?;
    shifts::follow(tx, changes).await?;
    while let Some(&(kind, event_id, _)) = told.first() {
        let event = find(tx, event_id).await?;
        let rsvps: Vec<_> = told
            .extract_if(.., |(of, event, _)| (*of, *event) == (kind, event_id))
            .map(|(_, _, rsvp)| rsvp)
            .collect();
        let plan = Plan::about(&event, kind, tx.now());
        for rsvps in rsvps.chunks(ROWS) {
            let recipients = store::recipients_of(tx.db(), rsvps.iter().copied()).await?;
            plan::plan(tx, plan, &recipients).await?;
        }
    }
    // Last, and in each round: nothing is left to tell the erased, of whatever became of them.
    let erased: Vec<_> = tx.changes().iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        withdraw::supersede(tx, &erased).await?;
    }
    Ok(())
}

/// Plans what all who answered are told. A draft has nobody to tell.
async fn notice(
    tx: &Tx,
    event: &event::Model,
    kind: MessageKind,
    previous: Option<Instant>,
) -> Result<Option<DeliveryScheduleId>> {
    if event.published_at.is_none() {
        return Ok(None);
    }
    let id = store::plan_notice(tx, event, kind, previous).await?;
    Ok(Some(id))
}

/// Has the notices of one transaction listed: several together, so that whoever answered more than
/// one of the events is told once.
async fn list(tx: &Tx, notices: &[DeliveryScheduleId]) -> Result<()> {
    match notices {
        [] => Ok(()),
        [one] => due_work::plan(tx, DueWorkKind::ExpandSchedule, one.0, tx.now()).await,
        several => expand_together::plan(tx, several).await,
    }
}

async fn find(tx: &Tx, id: EventId) -> Result<event::Model> {
    events::event(tx.db(), id)
        .await?
        .ok_or_else(|| Error::internal("a changed event is missing"))
}
