//! The only SQL about banquets.

use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Value,
};

use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The banquet that the event is, if it is one.
pub async fn banquet(db: &impl ConnectionTrait, event: EventId) -> Result<Option<banquet::Model>> {
    Ok(banquet::Entity::find_by_id(event).one(db).await?)
}

/// Several banquets, in no order.
pub async fn banquets(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<banquet::Model>> {
    Ok(banquet::Entity::find()
        .filter(banquet::Column::EventId.is_in(events))
        .all(db)
        .await?)
}

/// Takes the banquet's lock; after that of the event's seats.
pub async fn lock(tx: &Tx, event: EventId) -> Result<Option<banquet::Model>> {
    Ok(banquet::Entity::find_by_id(event)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Guests of several events: adults and children of those who come. Events without any are left out.
pub async fn expected_guests(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<(EventId, i64)>> {
    let events: Vec<Value> = events.into_iter().map(Value::from).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(events.len(), "?");
    let text = format!(
        "SELECT event_id, CAST(SUM(adults + children) AS bigint) AS guests FROM rsvp \
         WHERE event_id IN ({places}) AND state = 'GOING' GROUP BY event_id"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, events)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "event_id")?, row.try_get("", "guests")?)))
        .collect()
}

pub(super) async fn insert(tx: &Tx, row: &banquet::Model) -> Result<()> {
    banquet::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

pub(super) async fn insert_all(tx: &Tx, rows: Vec<banquet::Model>) -> Result<()> {
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Writes a row that was locked.
pub async fn update(tx: &Tx, row: banquet::Model) -> Result<banquet::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// The number of the banquet's next dish, taken. The caller holds the lock.
pub(crate) async fn take_dish_no(tx: &Tx, row: &banquet::Model) -> Result<i32> {
    banquet::ActiveModel {
        event_id: sea_orm::Unchanged(row.event_id),
        next_dish_no: sea_orm::ActiveValue::Set(row.next_dish_no + 1),
        ..Default::default()
    }
    .update(tx.db())
    .await?;
    Ok(row.next_dish_no)
}
