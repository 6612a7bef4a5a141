//! The only SQL about plans and their tables.

use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::bulk;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::tx::Tx;

/// The plan of a banquet; none before its tables were set.
pub async fn plan(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Option<seating_plan::Model>> {
    Ok(seating_plan::Entity::find_by_id(event).one(db).await?)
}

/// The plans of several banquets, in no order, whoever asks.
pub async fn plans(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<seating_plan::Model>> {
    Ok(seating_plan::Entity::find()
        .filter(seating_plan::Column::EventId.is_in(events))
        .all(db)
        .await?)
}

/// Several tables, in no order, whoever asks: the caller asks the policy.
pub async fn tables(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = BanquetTableId>,
) -> Result<Vec<banquet_table::Model>> {
    Ok(banquet_table::Entity::find()
        .filter(banquet_table::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The tables of these banquets, each banquet's in order.
pub async fn tables_of(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<banquet_table::Model>> {
    Ok(banquet_table::Entity::find()
        .filter(banquet_table::Column::EventId.is_in(events))
        .order_by_asc(banquet_table::Column::EventId)
        .order_by_asc(banquet_table::Column::Position)
        .all(db)
        .await?)
}

/// A page of a banquet's tables in order. The caller has asked the policy.
pub async fn tables_page(
    db: &impl ConnectionTrait,
    event: EventId,
    page: &Page<i32>,
) -> Result<Slice<banquet_table::Model>> {
    let mut select = banquet_table::Entity::find()
        .filter(banquet_table::Column::EventId.eq(event))
        .limit(page.limit + 1);
    if let Some(after) = page.after {
        select = select.filter(banquet_table::Column::Position.gt(after));
    }
    if let Some(before) = page.before {
        select = select.filter(banquet_table::Column::Position.lt(before));
    }
    let ordered = if page.backwards {
        select.order_by_desc(banquet_table::Column::Position)
    } else {
        select.order_by_asc(banquet_table::Column::Position)
    };
    Ok(Slice::new(ordered.all(db).await?, page))
}

/// A plan, locked after the event's seats.
pub(super) async fn lock(tx: &Tx, event: EventId) -> Result<Option<seating_plan::Model>> {
    Ok(seating_plan::Entity::find_by_id(event)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// The plans of several banquets, locked in order of their keys.
pub(super) async fn lock_all(
    tx: &Tx,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<seating_plan::Model>> {
    Ok(seating_plan::Entity::find()
        .filter(seating_plan::Column::EventId.is_in(events))
        .order_by_asc(seating_plan::Column::EventId)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// The plan of a banquet that had none: no table, nobody seated.
pub(super) fn new(tx: &Tx, event_id: EventId, root_area_id: AreaId) -> seating_plan::Model {
    seating_plan::Model {
        event_id,
        root_area_id,
        seed: None,
        arranged_at: None,
        arranged_by: None,
        published_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// Writes new plans.
pub(super) async fn insert_plans(tx: &Tx, plans: Vec<seating_plan::Model>) -> Result<()> {
    bulk::insert(tx.db(), plans).await?;
    Ok(())
}

/// Writes an edited plan as its next version.
pub(super) async fn update(tx: &Tx, mut plan: seating_plan::Model) -> Result<seating_plan::Model> {
    plan.version += 1;
    plan.updated_at = tx.now();
    let row = plan.clone().into_active_model().reset_all();
    seating_plan::Entity::update(row).exec(tx.db()).await?;
    Ok(plan)
}

/// Writes new tables.
pub(super) async fn insert_tables(tx: &Tx, rows: Vec<banquet_table::Model>) -> Result<()> {
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Writes edited tables; how many seats are taken stays. Of several that change their name each first
/// gives up the old one, so that two may exchange theirs.
pub(super) async fn update_tables(
    tx: &Tx,
    before: &[banquet_table::Model],
    after: Vec<banquet_table::Model>,
) -> Result<()> {
    let renamed = after.iter().filter_map(|row| {
        let old = before.iter().find(|old| old.id == row.id)?;
        (old.name != row.name).then(|| banquet_table::Model {
            name: row.id.0.to_string(),
            ..old.clone()
        })
    });
    let renamed: Vec<_> = renamed.collect();
    bulk::update(tx.db(), renamed, &[banquet_table::Column::Name]).await?;
    let columns: Vec<banquet_table::Column> = banquet_table::Column::iter()
        .filter(|column| {
            use banquet_table::Column::{EventId, Id, RootAreaId, Taken};
            !matches!(column, Id | RootAreaId | EventId | Taken)
        })
        .collect();
    bulk::update(tx.db(), after, &columns).await?;
    Ok(())
}

/// Takes tables away at which nobody is seated or was shown to sit; pins to them go with them.
pub(super) async fn delete_tables(tx: &Tx, ids: &[BanquetTableId]) -> Result<()> {
    for ids in ids.chunks(bulk::ROWS) {
        banquet_table::Entity::delete_many()
            .filter(banquet_table::Column::Id.is_in(ids.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Lets somebody else look after the tables of these people, or nobody.
pub(super) async fn give_tables(tx: &Tx, from: &[PersonId], into: Option<PersonId>) -> Result<()> {
    use sea_orm::sea_query::Expr;
    banquet_table::Entity::update_many()
        .col_expr(banquet_table::Column::HostId, Expr::value(into))
        .filter(banquet_table::Column::HostId.is_in(from.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
