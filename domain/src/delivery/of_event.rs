//! The messages about an event, as those see them who run it: numbers and outcomes, no addresses.

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use super::retry::{Retried, retry};
use crate::actor::Actor;
use crate::core::Core;
use crate::dialect;
use crate::error::{Error, Result};
use crate::event::{policy, store as events};
use crate::input::{BadId, Faults, IdInput, Rule};
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};

/// Most messages that one call tries again.
pub const MOST: usize = 500;

/// How many messages about an event are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    /// About which event.
    pub event_id: EventId,
    /// What they say.
    pub kind: MessageKind,
    /// How they travel.
    pub channel: Channel,
    /// How far they are.
    pub state: DeliveryState,
    /// So many.
    pub messages: i64,
}

/// The messages about these events, counted; one statement for all. The caller has asked the policy.
pub async fn counts(db: &impl ConnectionTrait, of: &[EventId]) -> Result<Vec<Count>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT event_id, kind, channel, state, count(*) AS messages FROM delivery
         WHERE event_id IN ({}) GROUP BY event_id, kind, channel, state
         ORDER BY event_id, kind, channel, state",
        dialect::places(of.len(), "?")
    );
    let values = of.iter().copied().map(Value::from);
    Ok(Count::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?)
}

/// Which messages about an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Which {
    /// Only so far.
    pub state: Option<DeliveryState>,
    /// Only of this kind.
    pub kind: Option<MessageKind>,
}

/// A page of the messages about each of several events, those first that were planned last. The caller
/// has asked the policy.
pub async fn of_events(
    db: &impl ConnectionTrait,
    of: &[EventId],
    which: Which,
    page: &Page<DeliveryId>,
) -> Result<Vec<(EventId, Slice<delivery::Model>)>> {
    let mut list = String::from("SELECT * FROM delivery WHERE event_id = {key}");
    // Names of ours: nothing in them needs quoting.
    if let Some(state) = which.state {
        list += &format!(" AND state = '{}'", state.as_str());
    }
    if let Some(kind) = which.kind {
        list += &format!(" AND kind = '{}'", kind.as_str());
    }
    let owner = |row: &delivery::Model| row.event_id;
    pages_by_key(db, &list, of, Order::NewestFirst, page, owner).await
}

/// Which messages to try again.
#[derive(Clone, Debug)]
pub struct RetryDeliveries {
    /// All that came to nothing about this event …
    pub event_id: Option<IdInput<EventId>>,
    /// … or these.
    pub ids: Option<Vec<IdInput<DeliveryId>>>,
}

/// Tries messages again that came to nothing, for those who run their events. What stands differently
/// by now stays as it is, so that doing it twice sends nothing twice.
///
/// Errors: faults of the input, `Forbidden` for whoever sees the event and does not run it.
pub async fn retry_deliveries(
    core: &Core,
    actor: &Actor,
    input: RetryDeliveries,
) -> Result<Retried> {
    actor.person()?;
    match (input.event_id, input.ids) {
        (Some(event), None) => {
            let mut faults = Faults::default();
            let event = faults.id("eventId", "Event", event);
            faults.finish()?;
            let event = event.ok_or_else(|| Error::not_found("eventId"))?;
            must_run(core, actor, event).await?;
            retry(core, failed_of(core, event).await?).await
        }
        (None, Some(ids)) => {
            let ids = checked(ids)?;
            must_run_all(core, actor, &ids).await?;
            retry(core, ids).await
        }
        (Some(_), Some(_)) => {
            let expected = "eventId or deliveryIds, not both";
            Err(Error::input("deliveryIds", Rule::Format { expected }))
        }
        (None, None) => Err(Error::input("eventId", Rule::Required)),
    }
}

fn checked(ids: Vec<IdInput<DeliveryId>>) -> Result<Vec<DeliveryId>> {
    let mut faults = Faults::default();
    if ids.is_empty() {
        faults.add("deliveryIds", Rule::Required);
    }
    if ids.len() > MOST {
        faults.add("deliveryIds", Rule::Count { max: MOST });
    }
    let mut known = Vec::with_capacity(ids.len());
    for (place, id) in ids.into_iter().enumerate().take(MOST) {
        match id {
            Ok(id) if known.contains(&id) => {
                faults.add(&format!("deliveryIds.{place}"), Rule::Duplicate)
            }
            Ok(id) => known.push(id),
            Err(BadId::Malformed) => faults.add(&format!("deliveryIds.{place}"), Rule::MalformedId),
            Err(BadId::OtherType { is }) => {
                let wanted = "Delivery";
                faults.add(
                    &format!("deliveryIds.{place}"),
                    Rule::OtherTypeId { wanted, is },
                );
            }
        }
    }
    faults.finish()?;
    Ok(known)
}

async fn must_run(core: &Core, actor: &Actor, id: EventId) -> Result<()> {
    let event = events::event(core.db().reader(), id).await?;
    let event = event
        .filter(|event| policy::may_see(actor, event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    policy::may_manage(actor, &event)
}

/// Messages that are about no event which the actor runs are not there for them.
async fn must_run_all(core: &Core, actor: &Actor, ids: &[DeliveryId]) -> Result<()> {
    let db = core.db().reader();
    let rows = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let about = event::Entity::find()
        .filter(event::Column::Id.is_in(rows.iter().filter_map(|row| row.event_id)))
        .all(db)
        .await?;
    let runs = |id: &DeliveryId| {
        let row = rows.iter().find(|row| row.id == *id);
        let event = about
            .iter()
            .find(|one| Some(one.id) == row.and_then(|row| row.event_id));
        event.is_some_and(|event| policy::manages(actor, event.id, &event.area_path))
    };
    let mut faults = Faults::default();
    for (place, id) in ids.iter().enumerate() {
        if !runs(id) {
            faults.add(&format!("deliveryIds.{place}"), Rule::NotFound);
        }
    }
    faults.finish()
}

async fn failed_of(core: &Core, event: EventId) -> Result<Vec<DeliveryId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: DeliveryId,
    }
    let db = core.db().reader();
    let text = format!(
        "SELECT id FROM delivery WHERE event_id = ? AND state IN ('FAILED', 'BOUNCED')
            AND channel <> 'CALL' ORDER BY id LIMIT {MOST}"
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, [event.into()]))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
