//! Reminders of a person's own, beside those of the event: planned as messages when somebody answers,
//! when their event is listed or moved, and when they change what they want. Whether one still holds
//! is asked when it leaves, so that nothing has to be taken back.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::audience::offsets;
use super::plan::{self, Plan};
use super::store::{RECIPIENT, Recipient};
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
    let comes = |recipient: &&Recipient| {
        matches!(recipient.state, Some(RsvpState::Going | RsvpState::Maybe))
    };
    if event.state != EventState::Published || event.starts_at <= tx.now() {
        return Ok(());
    }
    let coming: Vec<&Recipient> = recipients.iter().filter(comes).collect();
    if coming.is_empty() {
        return Ok(());
    }
    let wishes = wishes(tx.db(), coming.iter().map(|one| one.person_id)).await?;
    let mut by_time: BTreeMap<i32, Vec<Recipient>> = BTreeMap::new();
    for (person, offsets) in wishes {
        let own = coming.iter().filter(|one| one.person_id == person);
        for recipient in own {
            for before in &offsets {
                let wanted = by_time.entry(*before).or_default();
                wanted.push((*recipient).clone());
            }
        }
    }
    for (before, wanted) in by_time {
        let due_at = event.starts_at - TimeDelta::seconds(i64::from(before));
        if due_at <= tx.now() {
            continue;
        }
        let plan = Plan {
            own_before: Some(before),
            ..Plan::about(event, MessageKind::EventReminder, due_at)
        };
        plan::plan(tx, plan, &wanted).await?;
    }
    Ok(())
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
