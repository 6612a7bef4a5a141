//! Reminders of a person's own, beside those of the event: planned as messages when somebody answers,
//! when their event is listed or moved, and when they change what they want. Whether one still holds
//! is asked when it leaves, so that nothing has to be taken back.

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::audience::offsets;
use super::plan::{self, Draft, Plan};
use super::reachable::Reachable;
use super::store::{RECIPIENT, Recipient};
use super::write;
use crate::dialect;
use crate::error::Result;
use crate::event::store as events;
use crate::tx::Tx;

/// How long before an event these people want to be reminded, in seconds, if they said anything.
pub async fn wishes(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, Vec<i32>)>> {
    let rows = notification_preference::Entity::find()
        .filter(notification_preference::Column::PersonId.is_in(people))
        .filter(notification_preference::Column::ReminderOffsets.is_not_null())
        .all(db)
        .await?;
    let read = |row: notification_preference::Model| {
        let wished = row.reminder_offsets.as_deref().unwrap_or_default();
        Ok((row.person_id, offsets(wished)?))
    };
    rows.into_iter().map(read).collect()
}

/// Plans what these people want of their own before the event, as far as it is still to come.
pub async fn plan(tx: &Tx, event: &event::Model, recipients: &[Recipient]) -> Result<()> {
    let people = coming(tx, event, recipients).map(|one| one.person_id);
    let people: Vec<PersonId> = people.collect();
    if people.is_empty() {
        return Ok(());
    }
    let wishes: HashMap<_, _> = wishes(tx.db(), people).await?.into_iter().collect();
    let reachable = Reachable::load(tx.core(), tx.db(), wishes.keys().copied()).await?;
    let rows = messages(tx, event, recipients, &wishes, &reachable);
    if rows.is_empty() {
        return Ok(());
    }
    write::insert(tx, rows).await
}

/// The same, of people whose wishes and ways are known: nothing is read or written.
pub(super) fn messages(
    tx: &Tx,
    event: &event::Model,
    recipients: &[Recipient],
    wishes: &HashMap<PersonId, Vec<i32>>,
    reachable: &Reachable,
) -> Vec<delivery::Model> {
    let mut by_time: BTreeMap<i32, Vec<Recipient>> = BTreeMap::new();
    for recipient in coming(tx, event, recipients) {
        for before in wishes.get(&recipient.person_id).into_iter().flatten() {
            by_time.entry(*before).or_default().push(recipient.clone());
        }
    }
    let mut rows = Vec::new();
    for (before, wanted) in by_time {
        let due_at = event.starts_at - TimeDelta::seconds(i64::from(before));
        if due_at <= tx.now() {
            continue;
        }
        let plan = Plan {
            own_before: Some(before),
            ..Plan::about(event, MessageKind::EventReminder, due_at)
        };
        let drafts = plan::drafts(tx, plan, &wanted, reachable).into_iter();
        rows.extend(drafts.map(Draft::alone));
    }
    rows
}

/// Those who come, or may, to an event that is still to come.
fn coming<'a>(
    tx: &Tx,
    event: &event::Model,
    recipients: &'a [Recipient],
) -> impl Iterator<Item = &'a Recipient> + use<'a> {
    let is_ahead = event.state == EventState::Published && event.starts_at > tx.now();
    recipients.iter().filter(move |recipient| {
        is_ahead && matches!(recipient.state, Some(RsvpState::Going | RsvpState::Maybe))
    })
}

/// Brings somebody's own reminders in line with what they want now: plans what is missing. What they
/// no longer want is dropped when it would leave.
pub async fn replan(tx: &Tx, person: PersonId) -> Result<()> {
    let text = format!(
        "{RECIPIENT} FROM rsvp JOIN person ON person.id = rsvp.person_id
         JOIN event ON event.id = rsvp.event_id
         WHERE rsvp.person_id = ? AND rsvp.state IN ('GOING', 'MAYBE')
            AND event.state = 'PUBLISHED' AND event.starts_at > ?"
    );
    let values = [person.into(), tx.now().into()];
    let statement = dialect::sql(tx.db(), &text, values);
    let answers = Recipient::find_by_statement(statement).all(tx.db()).await?;
    for answer in answers {
        if let Some(event) = events::event(tx.db(), answer.event_id).await? {
            plan(tx, &event, std::slice::from_ref(&answer)).await?;
        }
    }
    Ok(())
}
