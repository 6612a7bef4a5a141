//! Confirms an answer to who gave it for themselves, by the app or a personal link, and comes.
//!
//! Read from the journal, so that answering costs no more than before. It leaves a minute later and
//! tells what the answer is then: however often somebody answers within the minute, they read one
//! message, of the last, and of answers to several events one that lists them. Answers by a steward or by telephone are told by ACTED_FOR_YOU, and those who
//! were promoted or approved learn of that; who waits, may come or does not come sees it at once where
//! they answered.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::plan::{self, Draft, Plan};
use super::reachable::Reachable;
use super::together_store::{self, Waiting};
use super::{as_one, store, write};
use crate::dialect;
use crate::error::Result;
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
    if recipients.is_empty() {
        return Ok(());
    }
    let ids = recipients.iter().map(|one| one.event_id);
    let events = together_store::events(tx.db(), ids).await?;
    let people = recipients.iter().map(|one| one.person_id);
    let reachable = Reachable::load(tx.core(), tx.db(), people).await?;
    let mut of_readers: BTreeMap<_, Vec<delivery::Model>> = BTreeMap::new();
    for recipient in &recipients {
        let Some(event) = events.get(&recipient.event_id) else {
            continue;
        };
        let plan = Plan::about(event, MessageKind::RsvpConfirmed, tx.now() + PAUSE);
        let drafts = plan::drafts(tx, plan, std::slice::from_ref(recipient), &reachable);
        for row in drafts.into_iter().map(Draft::alone) {
            let reader = (recipient.person_id, row.channel.as_str());
            of_readers.entry(reader).or_default().push(row);
        }
    }
    let waiting = of_readers.keys().map(|(person, _)| *person);
    let waiting = together_store::waiting_confirmations(tx, waiting).await?;
    let mut rows = Vec::new();
    for ((person, channel), own) in of_readers {
        let is_theirs = |one: &&Waiting| one.person_id == person && one.channel.as_str() == channel;
        let waiting = waiting.iter().find(is_theirs);
        rows.extend(joined(tx, person, own, waiting).await?);
    }
    write::insert(tx, rows).await
}

/// Lets the confirmations to one person by one channel leave as one message: with one that waits
/// already if that is not later, or else with each other.
async fn joined(
    tx: &Tx,
    person: PersonId,
    mut rows: Vec<delivery::Model>,
    waiting: Option<&Waiting>,
) -> Result<Vec<delivery::Model>> {
    let Some(first) = rows.iter().min_by_key(|row| row.send_at) else {
        return Ok(rows);
    };
    let (channel, at) = (first.channel, first.send_at);
    let waiting = waiting.filter(|one| one.send_at <= at);
    if rows.len() == 1 && waiting.is_none() {
        return Ok(rows);
    }
    let at = waiting.map_or(at, |one| one.send_at);
    let known = waiting.and_then(|one| one.bundle_key.clone());
    let key = known.unwrap_or_else(|| as_one::confirmed_key(person, channel, at));
    if let Some(alone) = waiting.filter(|one| one.bundle_key.is_none()) {
        together_store::open_list(tx, alone.id, &key).await?;
    }
    for row in &mut rows {
        // What is told earlier than planned tells of no answer that is given after that.
        (row.send_at, row.due_at) = (at, at);
    }
    let listed = rows.into_iter().map(|row| as_one::in_list(row, &key));
    Ok(listed.collect())
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
