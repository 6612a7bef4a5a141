//! The SQL about parts in events.

use mulin_entities::{EventId, EventRole, EventRoleId, PersonId, event_role, rsvp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// One part, whoever asks: only for commands, which then ask their policy.
pub async fn role(db: &impl ConnectionTrait, id: EventRoleId) -> Result<Option<event_role::Model>> {
    Ok(event_role::Entity::find_by_id(id).one(db).await?)
}

/// Several parts, in no order, whoever asks: the caller asks the policy.
pub async fn roles(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = EventRoleId>,
) -> Result<Vec<event_role::Model>> {
    Ok(event_role::Entity::find()
        .filter(event_role::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The part that a person has in an event now. The caller holds the lock of the event's seats.
pub async fn held(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
    role: EventRole,
) -> Result<Option<event_role::Model>> {
    Ok(event_role::Entity::find()
        .filter(event_role::Column::EventId.eq(event))
        .filter(event_role::Column::PersonId.eq(person))
        .filter(event_role::Column::Role.eq(role))
        .filter(event_role::Column::EndedAt.is_null())
        .one(db)
        .await?)
}

/// How many parts are given in an event.
pub async fn count(db: &impl ConnectionTrait, event: EventId) -> Result<u64> {
    Ok(event_role::Entity::find()
        .filter(event_role::Column::EventId.eq(event))
        .filter(event_role::Column::EndedAt.is_null())
        .count(db)
        .await?)
}

/// The parts in several events that count, each event's in the order in which they were given.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<event_role::Model>> {
    Ok(event_role::Entity::find()
        .filter(event_role::Column::EventId.is_in(events))
        .filter(event_role::Column::EndedAt.is_null())
        .order_by_asc(event_role::Column::Id)
        .all(db)
        .await?)
}

/// Whether the person has ever answered the event. Answers belong to a higher noun; that there is one
/// is all that is read here.
pub async fn has_answered(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
) -> Result<bool> {
    Ok(rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::PersonId.eq(person))
        .count(db)
        .await?
        > 0)
}

/// Ends all parts that these people have, and answers which those were.
pub async fn end_all(tx: &Tx, people: &[PersonId]) -> Result<Vec<event_role::Model>> {
    let held = event_role::Entity::find()
        .filter(event_role::Column::PersonId.is_in(people.iter().copied()))
        .filter(event_role::Column::EndedAt.is_null())
        .order_by_asc(event_role::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    event_role::Entity::update_many()
        .col_expr(event_role::Column::EndedAt, Expr::value(tx.now()))
        .filter(event_role::Column::Id.is_in(held.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    Ok(held)
}

/// The events in which these people have a part, or an answer while they are not over, by their keys.
pub async fn events_of(tx: &Tx, people: &[PersonId]) -> Result<Vec<EventId>> {
    let places = vec!["?"; people.len()].join(", ");
    let text = format!(
        "SELECT event_id FROM event_role WHERE person_id IN ({places}) AND ended_at IS NULL
         UNION
         SELECT rsvp.event_id FROM rsvp JOIN event ON event.id = rsvp.event_id
         WHERE rsvp.person_id IN ({places}) AND event.ends_at > ?
         ORDER BY event_id"
    );
    let ids = || people.iter().map(|id| Value::from(*id));
    let values = ids().chain(ids()).chain([tx.now().into()]);
    let rows = tx
        .db()
        .query_all_raw(dialect::sql(tx.db(), &text, values))
        .await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}
