//! The only SQL about stalls, their services, stations and slots.

use std::collections::HashSet;

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// One stall, whoever asks.
pub async fn stall(db: &impl ConnectionTrait, id: StallId) -> Result<Option<stall::Model>> {
    Ok(stall::Entity::find_by_id(id).one(db).await?)
}

/// Several stalls, in no order, whoever asks.
pub async fn stalls(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = StallId>,
) -> Result<Vec<stall::Model>> {
    Ok(stall::Entity::find()
        .filter(stall::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One stall, locked for an edit.
pub(super) async fn lock_stall(tx: &Tx, id: StallId) -> Result<Option<stall::Model>> {
    let found = stall::Entity::find_by_id(id).lock_exclusive();
    Ok(found.one(tx.db()).await?)
}

/// The stalls of several events that were not taken away, in the order in which they were added.
pub async fn stalls_of(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<stall::Model>> {
    Ok(stall::Entity::find()
        .filter(stall::Column::EventId.is_in(events))
        .filter(stall::Column::RemovedAt.is_null())
        .order_by_asc(stall::Column::Id)
        .all(db)
        .await?)
}

/// One service, whoever asks.
pub async fn service(
    db: &impl ConnectionTrait,
    id: StallServiceId,
) -> Result<Option<stall_service::Model>> {
    Ok(stall_service::Entity::find_by_id(id).one(db).await?)
}

/// Several services, in no order, whoever asks.
pub async fn services(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = StallServiceId>,
) -> Result<Vec<stall_service::Model>> {
    Ok(stall_service::Entity::find()
        .filter(stall_service::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// What several stalls do, each in its order, without what was taken away.
pub async fn services_of(
    db: &impl ConnectionTrait,
    stalls: impl IntoIterator<Item = StallId>,
) -> Result<Vec<stall_service::Model>> {
    Ok(stall_service::Entity::find()
        .filter(stall_service::Column::StallId.is_in(stalls))
        .filter(stall_service::Column::RemovedAt.is_null())
        .order_by_asc(stall_service::Column::StallId)
        .order_by_asc(stall_service::Column::Ordinal)
        .order_by_asc(stall_service::Column::Id)
        .all(db)
        .await?)
}

/// One station, whoever asks.
pub async fn station(db: &impl ConnectionTrait, id: StationId) -> Result<Option<station::Model>> {
    Ok(station::Entity::find_by_id(id).one(db).await?)
}

/// Several stations, in no order, whoever asks.
pub async fn stations(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = StationId>,
) -> Result<Vec<station::Model>> {
    Ok(station::Entity::find()
        .filter(station::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One station, the transaction's alone from then on.
pub async fn lock_station(tx: &Tx, id: StationId) -> Result<Option<station::Model>> {
    let found = station::Entity::find_by_id(id).lock_exclusive();
    Ok(found.one(tx.db()).await?)
}

/// Several stations, each the transaction's alone from then on, in the order of their keys.
pub async fn lock_stations(
    tx: &Tx,
    ids: impl IntoIterator<Item = StationId>,
) -> Result<Vec<station::Model>> {
    Ok(station::Entity::find()
        .filter(station::Column::Id.is_in(ids))
        .order_by_asc(station::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// The stations of several stalls, each in its order, without those that were taken away.
pub async fn stations_of(
    db: &impl ConnectionTrait,
    stalls: impl IntoIterator<Item = StallId>,
) -> Result<Vec<station::Model>> {
    Ok(station::Entity::find()
        .filter(station::Column::StallId.is_in(stalls))
        .filter(station::Column::RemovedAt.is_null())
        .order_by_asc(station::Column::StallId)
        .order_by_asc(station::Column::Ordinal)
        .order_by_asc(station::Column::Id)
        .all(db)
        .await?)
}

/// One slot, whoever asks.
pub async fn slot(db: &impl ConnectionTrait, id: SlotId) -> Result<Option<slot::Model>> {
    Ok(slot::Entity::find_by_id(id).one(db).await?)
}

/// Several slots, in no order, whoever asks.
pub async fn slots(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = SlotId>,
) -> Result<Vec<slot::Model>> {
    Ok(slot::Entity::find()
        .filter(slot::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The slots of several services, each in the order of time. A service has at most a few hundred.
pub async fn slots_of(
    db: &impl ConnectionTrait,
    services: impl IntoIterator<Item = StallServiceId>,
) -> Result<Vec<slot::Model>> {
    Ok(slot::Entity::find()
        .filter(slot::Column::ServiceId.is_in(services))
        .order_by_asc(slot::Column::ServiceId)
        .order_by_asc(slot::Column::StartsAt)
        .all(db)
        .await?)
}

/// The slots of a service, each the transaction's alone from then on, in the order of their keys.
pub(crate) async fn lock_slots_of(tx: &Tx, service: StallServiceId) -> Result<Vec<slot::Model>> {
    Ok(slot::Entity::find()
        .filter(slot::Column::ServiceId.eq(service))
        .order_by_asc(slot::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// From which services numbers were drawn, of several.
pub(super) async fn drawn_from(
    tx: &Tx,
    services: impl IntoIterator<Item = StallServiceId>,
) -> Result<HashSet<StallServiceId>> {
    let queues = service_queue::Entity::find()
        .filter(service_queue::Column::ServiceId.is_in(services))
        .filter(service_queue::Column::LastNumber.gt(0))
        .all(tx.db())
        .await?;
    Ok(queues.into_iter().map(|queue| queue.service_id).collect())
}

/// How many tickets of several services something is still to happen with.
pub(super) async fn open_tickets(tx: &Tx, services: &[StallServiceId]) -> Result<i64> {
    if services.is_empty() {
        return Ok(0);
    }
    let places = dialect::places(services.len(), "?");
    let text = format!(
        "SELECT count(*) AS tickets FROM ticket WHERE service_id IN ({places}) \
         AND state NOT IN ('DONE', 'NO_SHOW', 'CANCELLED', 'TRANSFERRED', 'COLLECTED')"
    );
    let values = services.iter().map(|id| sea_orm::Value::from(*id));
    let row = tx.db().query_one_raw(dialect::sql(tx.db(), &text, values));
    Ok(match row.await? {
        Some(row) => row.try_get("", "tickets")?,
        None => 0,
    })
}

/// Whether somebody was called to one of several stations, or is served there.
pub(super) async fn busy(tx: &Tx, stations: &[StationId]) -> Result<i64> {
    if stations.is_empty() {
        return Ok(0);
    }
    let places = dialect::places(stations.len(), "?");
    let text = format!(
        "SELECT count(*) AS tickets FROM ticket WHERE station_id IN ({places}) \
         AND station_id IS NOT NULL"
    );
    let values = stations.iter().map(|id| sea_orm::Value::from(*id));
    let row = tx.db().query_one_raw(dialect::sql(tx.db(), &text, values));
    Ok(match row.await? {
        Some(row) => row.try_get("", "tickets")?,
        None => 0,
    })
}

/// Writes new stalls.
pub(super) async fn insert_stalls(tx: &Tx, rows: Vec<stall::Model>) -> Result<()> {
    bulk::insert::<_, stall::ActiveModel>(tx.db(), rows).await?;
    Ok(())
}

/// Writes a stall.
pub(super) async fn update_stall(tx: &Tx, mut row: stall::Model) -> Result<stall::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Writes all services of a stall, new ones and those that are there.
pub(super) async fn write_services(tx: &Tx, rows: Vec<stall_service::Model>) -> Result<()> {
    use stall_service::Column as C;
    // A letter that one gives up may be another's from now on, also where two exchange theirs: all give
    // theirs up first.
    let mut stalls: Vec<StallId> = rows.iter().map(|row| row.stall_id).collect();
    stalls.sort_unstable();
    stalls.dedup();
    stall_service::Entity::update_many()
        .col_expr(C::RemovedAt, Expr::value(tx.now()))
        .filter(C::StallId.is_in(stalls))
        .filter(C::RemovedAt.is_null())
        .exec(tx.db())
        .await?;
    let columns = [
        C::Name,
        C::Prefix,
        C::Minutes,
        C::Mode,
        C::Ordinal,
        C::RemovedAt,
    ];
    bulk::update::<_, stall_service::ActiveModel>(tx.db(), rows, &columns).await?;
    Ok(())
}

/// Writes stations, new ones and those that are there.
pub(super) async fn write_stations(tx: &Tx, rows: Vec<station::Model>) -> Result<()> {
    use station::Column as C;
    let columns = [
        C::Name,
        C::ServiceId,
        C::Ordinal,
        C::State,
        C::StaffedBy,
        C::ChangedAt,
        C::RemovedAt,
    ];
    bulk::update::<_, station::ActiveModel>(tx.db(), rows, &columns).await?;
    Ok(())
}

/// Writes slots, new ones and those that are there.
pub(super) async fn write_slots(tx: &Tx, rows: Vec<slot::Model>) -> Result<()> {
    use slot::Column as C;
    let columns = [C::StartsAt, C::EndsAt, C::Places, C::Bookable];
    bulk::update::<_, slot::ActiveModel>(tx.db(), rows, &columns).await?;
    Ok(())
}

/// Takes slots away that nobody has booked; who waits for one of them waits for any of the service.
pub(super) async fn delete_slots(tx: &Tx, ids: &[SlotId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let places = dialect::places(ids.len(), "?");
    for text in [
        "UPDATE ticket SET slot_id = NULL WHERE slot_id IS NOT NULL AND slot_id",
        "DELETE FROM slot WHERE id",
    ] {
        let text = format!("{text} IN ({places})");
        let values = ids.iter().map(|id| sea_orm::Value::from(*id));
        let statement = dialect::sql(tx.db(), &text, values);
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

/// The events of the same series after this one that were not cancelled and have no stalls, in the order of
/// their days.
pub(super) async fn later_without_stalls(tx: &Tx, event: EventId) -> Result<Vec<EventId>> {
    let text = "SELECT later.event_id FROM occurrence this \
                JOIN occurrence later ON later.series_id = this.series_id \
                AND later.original_date > this.original_date \
                JOIN event ON event.id = later.event_id AND event.state <> 'CANCELLED' \
                WHERE this.event_id = ? AND NOT EXISTS (SELECT 1 FROM stall \
                WHERE stall.event_id = later.event_id AND stall.removed_at IS NULL) \
                ORDER BY later.original_date";
    let statement = dialect::sql(tx.db(), text, [event.into()]);
    let mut events = Vec::new();
    for row in tx.db().query_all_raw(statement).await? {
        events.push(row.try_get("", "event_id")?);
    }
    Ok(events)
}

/// All slots of an event, locked, in the order of their keys.
pub(super) async fn lock_slots_of_event(tx: &Tx, event: EventId) -> Result<Vec<slot::Model>> {
    Ok(slot::Entity::find()
        .filter(slot::Column::EventId.eq(event))
        .order_by_asc(slot::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Nobody who was erased serves anywhere; a merged record's stations are its keeper's.
pub(super) async fn restaff(tx: &Tx, from: PersonId, into: Option<PersonId>) -> Result<()> {
    let text = "UPDATE station SET staffed_by = ? WHERE staffed_by = ? AND staffed_by IS NOT NULL";
    let statement = dialect::sql(tx.db(), text, [into.into(), from.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}
