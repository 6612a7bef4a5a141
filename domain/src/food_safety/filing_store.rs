//! The only SQL about what has to be filed.

use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::place::rules::end_of_subtree;
use crate::tx::Tx;

/// A banquet with what decides what has to be filed for it.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Meal {
    pub event_id: EventId,
    pub root_area_id: AreaId,
    pub area_path: String,
    pub state: EventState,
    pub starts_at: Instant,
    pub time_zone: String,
    /// Seats that are held: who comes, and for whom seats are kept.
    pub taken: i32,
}

const MEAL: &str = "SELECT banquet.event_id, event.root_area_id, event.area_path, event.state, \
     event.starts_at, event.time_zone, event_seats.taken FROM banquet \
     JOIN event ON event.id = banquet.event_id \
     JOIN event_seats ON event_seats.event_id = banquet.event_id";

/// Those of the events that are banquets.
pub(super) async fn meals(db: &impl ConnectionTrait, events: &[EventId]) -> Result<Vec<Meal>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(events.len(), "?");
    let text = format!("{MEAL} WHERE banquet.event_id IN ({places}) ORDER BY banquet.event_id");
    let values = events.iter().map(|id| Value::from(*id));
    let statement = dialect::sql(db, &text, values);
    Ok(Meal::find_by_statement(statement).all(db).await?)
}

/// The banquets to come in the subtree of an area.
pub(super) async fn meals_below(
    db: &impl ConnectionTrait,
    area_path: &str,
    now: Instant,
) -> Result<Vec<Meal>> {
    let text = format!(
        "{MEAL} WHERE event.area_path >= ? AND event.area_path < ? AND event.starts_at > ? \
         ORDER BY banquet.event_id"
    );
    let values: [Value; 3] = [
        area_path.into(),
        end_of_subtree(area_path).into(),
        now.into(),
    ];
    let statement = dialect::sql(db, &text, values);
    Ok(Meal::find_by_statement(statement).all(db).await?)
}

/// What has to be filed for several banquets, each by its last day.
pub async fn tasks_of(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<filing_task::Model>> {
    Ok(filing_task::Entity::find()
        .filter(filing_task::Column::EventId.is_in(events))
        .order_by_asc(filing_task::Column::EventId)
        .order_by_asc(filing_task::Column::DueOn)
        .order_by_asc(filing_task::Column::Id)
        .all(db)
        .await?)
}

/// Several of them, in no order, whoever asks.
pub async fn tasks(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = FilingTaskId>,
) -> Result<Vec<filing_task::Model>> {
    Ok(filing_task::Entity::find()
        .filter(filing_task::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

pub(super) async fn lock(tx: &Tx, id: FilingTaskId) -> Result<Option<filing_task::Model>> {
    let row = filing_task::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

pub(super) async fn insert(tx: &Tx, row: &filing_task::Model) -> Result<()> {
    filing_task::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, row: filing_task::Model) -> Result<filing_task::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}
