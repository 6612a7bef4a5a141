//! Confirms an answer to who gave it for themselves, by the app or a personal link, and comes.
//!
//! Read from the journal, so that answering costs no more than before. It leaves a minute later and
//! tells what the answer is then: however often somebody answers within the minute, they read one
//! message, of the last. Answers by a steward or by telephone are told by ACTED_FOR_YOU, and those who
//! were promoted or approved learn of that; who waits, may come or does not come sees it at once where
//! they answered.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::plan::{self, Plan};
use super::store;
use crate::dialect;
use crate::error::Result;
use crate::event::store as events;
use crate::tx::Tx;

/// How long answers may change until they are confirmed.
const PAUSE: TimeDelta = TimeDelta::seconds(60);

/// Plans confirmations of the answers that a page of the journal tells of.
pub async fn plan(tx: &Tx, page: &[journal::Model]) -> Result<()> {
    if !tx.core().settings().confirm_answers {
        return Ok(());
    }
    let rsvps: Vec<RsvpId> = page
        .iter()
        .filter(|entry| entry.subject_kind == "rsvp" && entry.verb == "answered")
        .filter(|entry| entry.payload["to"] == "GOING" && entry.on_behalf_of.is_none())
        .map(|entry| RsvpId(entry.subject_id))
        .collect();
    let unconfirmed = unconfirmed(tx.db(), rsvps).await?;
    let recipients = store::recipients_of(tx.db(), unconfirmed).await?;
    let mut ids: Vec<EventId> = recipients.iter().map(|one| one.event_id).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let Some(event) = events::event(tx.db(), id).await? else {
            continue;
        };
        let of_event = recipients.iter().filter(|one| one.event_id == id);
        let of_event: Vec<_> = of_event.cloned().collect();
        let due_at = tx.now() + PAUSE;
        let plan = Plan::about(&event, MessageKind::RsvpConfirmed, due_at);
        plan::plan(tx, plan, &of_event).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Found {
    id: RsvpId,
}

/// Those of the answers that their people gave themselves, and that no confirmation tells of: one
/// that leaves at the time of the answer or later does.
async fn unconfirmed(db: &impl ConnectionTrait, ids: Vec<RsvpId>) -> Result<Vec<RsvpId>> {
    if ids.is_empty() {
        return Ok(ids);
    }
    let places = dialect::places(ids.len(), "?");
    let text = format!(
        "SELECT rsvp.id FROM rsvp
         WHERE rsvp.id IN ({places}) AND rsvp.state = 'GOING' AND rsvp.via IN ('APP', 'LINK')
            AND rsvp.answered_by = rsvp.person_id
            AND NOT EXISTS (SELECT 1 FROM delivery
                WHERE delivery.rsvp_id = rsvp.id AND delivery.kind = 'RSVP_CONFIRMED'
                    AND delivery.answer_rev = rsvp.answer_rev
                    AND delivery.send_at >= rsvp.answered_at)
         ORDER BY rsvp.id"
    );
    let values = ids.into_iter().map(Value::from);
    let found = Found::find_by_statement(dialect::sql(db, &text, values));
    Ok(found.all(db).await?.into_iter().map(|row| row.id).collect())
}
