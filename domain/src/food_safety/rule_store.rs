//! The only SQL about what the authorities of an area ask: policies of meals for many, and what may not
//! be served.

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QuerySelect, Value,
};

use crate::dialect;
use crate::error::Result;
use crate::place::rules::paths_to;
use crate::tx::Tx;

/// Several policies, in no order.
pub async fn policies(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = DiningPolicyId>,
) -> Result<Vec<dining_policy::Model>> {
    Ok(dining_policy::Entity::find()
        .filter(dining_policy::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// Several entries of what may not be served, in no order.
pub async fn bans(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = BannedIngredientId>,
) -> Result<Vec<banned_ingredient::Model>> {
    Ok(banned_ingredient::Entity::find()
        .filter(banned_ingredient::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The policies of each area and of all above it, the nearest area's first.
pub async fn policies_of(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
) -> Result<Vec<(AreaId, dining_policy::Model)>> {
    of_areas(db, "dining_policy", areas).await
}

/// What may not be served in each area: its own entries and those of all above it, the nearest first.
pub async fn bans_of(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
) -> Result<Vec<(AreaId, banned_ingredient::Model)>> {
    of_areas(db, "banned_ingredient", areas).await
}

/// The rows of a table of rules that hold in each of several areas, by one statement that goes up step
/// by step.
async fn of_areas<M: FromQueryResult>(
    db: &impl ConnectionTrait,
    table: &str,
    areas: &[AreaId],
) -> Result<Vec<(AreaId, M)>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(areas.len(), "?");
    let text = format!(
        "WITH RECURSIVE up (below_id, id, parent_id, path) AS ( \
             SELECT id, id, parent_id, path FROM area WHERE id IN ({places}) \
             UNION ALL \
             SELECT up.below_id, area.id, area.parent_id, area.path \
             FROM up JOIN area ON area.id = up.parent_id) \
         SELECT {table}.*, up.below_id FROM up JOIN {table} ON {table}.area_id = up.id \
         ORDER BY up.below_id, length(up.path) DESC, {table}.valid_from DESC, {table}.id"
    );
    let values = areas.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "below_id")?, M::from_query_result(row, "")?)))
        .collect()
}

/// The policies that hold on a day in the area with this path: those of the nearest area that has any.
pub async fn policies_at(
    db: &impl ConnectionTrait,
    area_path: &str,
    day: NaiveDate,
) -> Result<Vec<dining_policy::Model>> {
    let paths = paths_to(area_path);
    let places = dialect::places(paths.len(), "?");
    let text = format!(
        "SELECT dining_policy.*, area.path AS at_path FROM area \
         JOIN dining_policy ON dining_policy.area_id = area.id \
         WHERE area.path IN ({places}) AND dining_policy.valid_from <= ? \
            AND (dining_policy.valid_to IS NULL OR dining_policy.valid_to >= ?) \
         ORDER BY length(area.path) DESC, dining_policy.diners_from, dining_policy.id"
    );
    let paths = paths.into_iter().map(Value::from);
    let values = paths.chain([day.into(), day.into()]);
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let mut nearest: Option<String> = None;
    let mut found = Vec::new();
    for row in &rows {
        let path: String = row.try_get("", "at_path")?;
        if *nearest.get_or_insert_with(|| path.clone()) == path {
            found.push(dining_policy::Model::from_query_result(row, "")?);
        }
    }
    Ok(found)
}

pub(super) async fn insert_policy(tx: &Tx, row: &dining_policy::Model) -> Result<()> {
    dining_policy::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

pub(super) async fn insert_ban(tx: &Tx, row: &banned_ingredient::Model) -> Result<()> {
    banned_ingredient::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Leaves tasks that name the policy to whoever writes them: they hold the seats that this waits for.
pub(super) async fn lock_policy(
    tx: &Tx,
    id: DiningPolicyId,
) -> Result<Option<dining_policy::Model>> {
    let row = dining_policy::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    Ok(row.one(tx.db()).await?)
}

pub(super) async fn lock_ban(
    tx: &Tx,
    id: BannedIngredientId,
) -> Result<Option<banned_ingredient::Model>> {
    let row = banned_ingredient::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

pub(super) async fn update_policy(
    tx: &Tx,
    row: dining_policy::Model,
) -> Result<dining_policy::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

pub(super) async fn update_ban(
    tx: &Tx,
    row: banned_ingredient::Model,
) -> Result<banned_ingredient::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}
