//! The life of one message, with everything that decided about it.

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;

/// Longest chain of channels that is followed: there are three.
const LADDER: usize = 6;

/// A message, and what it hangs together with.
#[derive(Clone, Debug)]
pub struct Life {
    /// The message.
    pub message: delivery::Model,
    /// The fan-out that planned it.
    pub schedule: Option<delivery_schedule::Model>,
    /// The rule that the fan-out follows.
    pub rule: Option<reminder_rule::Model>,
    /// The answer that it is about, as it is now.
    pub rsvp: Option<rsvp::Model>,
    /// The event, as it is now.
    pub event: Option<event::Model>,
    /// Those before it that did not reach the person, the first first.
    pub before: Vec<delivery::Model>,
    /// Those that took its place.
    pub after: Vec<delivery::Model>,
    /// How many went with it.
    pub carries: usize,
    /// The task that it became.
    pub call: Option<call_task::Model>,
    /// The person's words on the channel, the last first.
    pub words: Vec<channel_consent::Model>,
}

/// Reads it; none if there is no such message.
pub async fn explain(db: &impl ConnectionTrait, id: DeliveryId) -> Result<Option<Life>> {
    let Some(message) = delivery::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let schedule = match message.schedule_id {
        Some(id) => delivery_schedule::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let rule = match schedule.as_ref().and_then(|schedule| schedule.rule_id) {
        Some(id) => reminder_rule::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let rsvp = match message.rsvp_id {
        Some(id) => rsvp::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let event = match message.event_id {
        Some(id) => event::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let carries = delivery::Entity::find()
        .filter(delivery::Column::CarriedBy.eq(id))
        .all(db)
        .await?
        .len();
    let call = call_task::Entity::find()
        .filter(call_task::Column::DeliveryId.eq(id))
        .one(db)
        .await?;
    let words = match message.person_id {
        Some(person) => {
            channel_consent::Entity::find()
                .filter(channel_consent::Column::PersonId.eq(person))
                .filter(channel_consent::Column::Channel.eq(message.channel))
                .order_by_desc(channel_consent::Column::Id)
                .all(db)
                .await?
        }
        None => Vec::new(),
    };
    Ok(Some(Life {
        schedule,
        rule,
        rsvp,
        event,
        before: before(db, &message).await?,
        after: after(db, id).await?,
        carries,
        call,
        words,
        message,
    }))
}

async fn before(
    db: &impl ConnectionTrait,
    message: &delivery::Model,
) -> Result<Vec<delivery::Model>> {
    let mut chain = Vec::new();
    let mut next = message.instead_of;
    while let Some(id) = next.filter(|_| chain.len() < LADDER) {
        let Some(row) = delivery::Entity::find_by_id(id).one(db).await? else {
            break;
        };
        next = row.instead_of;
        chain.insert(0, row);
    }
    Ok(chain)
}

async fn after(db: &impl ConnectionTrait, id: DeliveryId) -> Result<Vec<delivery::Model>> {
    let mut chain: Vec<delivery::Model> = Vec::new();
    let mut of = vec![id];
    while !of.is_empty() && chain.len() < LADDER {
        let rows = delivery::Entity::find()
            .filter(delivery::Column::InsteadOf.is_in(of))
            .order_by_asc(delivery::Column::Id)
            .all(db)
            .await?;
        of = rows.iter().map(|row| row.id).collect();
        chain.extend(rows);
    }
    Ok(chain)
}
