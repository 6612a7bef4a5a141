//! The only SQL about which household sits at which table.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Value,
};

use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// All places of a banquet, in order of the households' keys.
pub(super) async fn of_event(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<seat_assignment::Model>> {
    Ok(seat_assignment::Entity::find()
        .filter(seat_assignment::Column::EventId.eq(event))
        .order_by_asc(seat_assignment::Column::HouseholdId)
        .all(db)
        .await?)
}

/// The places of households at several events, in no order.
pub async fn of_homes(
    db: &impl ConnectionTrait,
    homes: &[(EventId, HouseholdId)],
) -> Result<Vec<seat_assignment::Model>> {
    let mut places = Vec::new();
    for homes in homes.chunks(bulk::ROWS) {
        let keys = dialect::places(homes.len(), "(?, ?)");
        let text = format!(
            "SELECT seat_assignment.* FROM seat_assignment \
             WHERE (event_id, household_id) IN (VALUES {keys})"
        );
        let values = homes
            .iter()
            .flat_map(|(event, home)| [Value::from(*event), Value::from(*home)]);
        let statement = dialect::sql(db, &text, values);
        places.extend(
            seat_assignment::Model::find_by_statement(statement)
                .all(db)
                .await?,
        );
    }
    Ok(places)
}

/// How many households of these banquets sit elsewhere than guests are shown; none of those where all is
/// as it is shown.
pub async fn unpublished(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<(EventId, i64)>> {
    let events: Vec<Value> = events.into_iter().map(Value::from).collect();
    let text = format!(
        "SELECT event_id, COUNT(*) FROM seat_assignment WHERE event_id IN ({})             AND (table_id IS NULL OR published_table_id IS NULL OR table_id <> published_table_id)          GROUP BY event_id",
        dialect::places(events.len(), "?")
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, events)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// Who sits at these tables in the plan as it is now, in order of the households' keys. The caller has
/// asked the policy.
pub async fn at_tables(
    db: &impl ConnectionTrait,
    tables: impl IntoIterator<Item = BanquetTableId>,
) -> Result<Vec<seat_assignment::Model>> {
    Ok(seat_assignment::Entity::find()
        .filter(seat_assignment::Column::TableId.is_in(tables))
        .order_by_asc(seat_assignment::Column::HouseholdId)
        .all(db)
        .await?)
}

/// The places of the households of which these are answers.
pub(super) async fn of_rsvps(tx: &Tx, rsvps: &[RsvpId]) -> Result<Vec<seat_assignment::Model>> {
    let mut places = Vec::new();
    for rsvps in rsvps.chunks(bulk::ROWS) {
        let keys = dialect::places(rsvps.len(), "?");
        let text = format!(
            "SELECT seat_assignment.* FROM seat_assignment WHERE EXISTS (SELECT 1 FROM rsvp \
                WHERE rsvp.id IN ({keys}) AND rsvp.event_id = seat_assignment.event_id \
                    AND rsvp.household_id = seat_assignment.household_id)"
        );
        let values = rsvps.iter().map(|id| Value::from(*id));
        let statement = dialect::sql(tx.db(), &text, values);
        places.extend(
            seat_assignment::Model::find_by_statement(statement)
                .all(tx.db())
                .await?,
        );
    }
    Ok(places)
}

/// Writes places: those that lead to no table are taken away, the others are written as they are. Then
/// each of the tables counts anew what is taken of it, so that the database refuses a plan that seats
/// anybody too many.
pub(super) async fn write(
    tx: &Tx,
    event: EventId,
    places: Vec<seat_assignment::Model>,
    tables: &[BanquetTableId],
) -> Result<()> {
    let (kept, gone): (Vec<_>, Vec<_>) = places
        .into_iter()
        .partition(|place| place.table_id.is_some() || place.published_table_id.is_some());
    let gone: Vec<HouseholdId> = gone.into_iter().map(|place| place.household_id).collect();
    delete(tx, event, &gone).await?;
    let columns = [
        seat_assignment::Column::Seats,
        seat_assignment::Column::TableId,
        seat_assignment::Column::PublishedTableId,
    ];
    bulk::update(tx.db(), kept, &columns).await?;
    recount(tx, tables).await
}

/// Takes the places of households away.
async fn delete(tx: &Tx, event: EventId, households: &[HouseholdId]) -> Result<()> {
    for households in households.chunks(bulk::ROWS) {
        seat_assignment::Entity::delete_many()
            .filter(seat_assignment::Column::EventId.eq(event))
            .filter(seat_assignment::Column::HouseholdId.is_in(households.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Counts anew what is taken of these tables. Fails, and nothing is written, if anybody sits too many.
async fn recount(tx: &Tx, tables: &[BanquetTableId]) -> Result<()> {
    for tables in tables.chunks(bulk::ROWS) {
        let keys = dialect::places(tables.len(), "?");
        let text = format!(
            "UPDATE banquet_table SET taken = (SELECT CAST(COALESCE(SUM(seats), 0) AS integer) \
                FROM seat_assignment WHERE seat_assignment.table_id = banquet_table.id) \
             WHERE id IN ({keys})"
        );
        let values = tables.iter().map(|id| Value::from(*id));
        tx.db()
            .execute_raw(dialect::sql(tx.db(), &text, values))
            .await?;
    }
    Ok(())
}

/// Shows guests the plan as it is now.
pub(super) async fn publish(tx: &Tx, event: EventId) -> Result<()> {
    use sea_orm::ExprTrait;
    seat_assignment::Entity::delete_many()
        .filter(seat_assignment::Column::EventId.eq(event))
        .filter(seat_assignment::Column::TableId.is_null())
        .exec(tx.db())
        .await?;
    let elsewhere = seat_assignment::Column::PublishedTableId
        .is_null()
        .or(Expr::col(seat_assignment::Column::PublishedTableId)
            .ne(Expr::col(seat_assignment::Column::TableId)));
    seat_assignment::Entity::update_many()
        .col_expr(
            seat_assignment::Column::PublishedTableId,
            Expr::col(seat_assignment::Column::TableId),
        )
        .filter(seat_assignment::Column::EventId.eq(event))
        .filter(elsewhere)
        .exec(tx.db())
        .await?;
    Ok(())
}
