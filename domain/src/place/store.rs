//! The only SQL about areas and venues.

use std::collections::HashMap;

use mulin_entities::{AreaId, VenueId, area, venue};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select, Statement, Value,
};

use super::rules;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};

/// One area.
pub async fn area(db: &impl ConnectionTrait, id: AreaId) -> Result<Option<area::Model>> {
    Ok(area::Entity::find_by_id(id).one(db).await?)
}

/// One area, locked for an edit.
pub async fn lock_area(db: &impl ConnectionTrait, id: AreaId) -> Result<Option<area::Model>> {
    Ok(area::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// Several areas, in no order.
pub async fn areas(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AreaId>,
) -> Result<Vec<area::Model>> {
    Ok(area::Entity::find()
        .filter(area::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The area with this path and all above it, from the top.
pub async fn areas_to(db: &impl ConnectionTrait, path: &str) -> Result<Vec<area::Model>> {
    Ok(area::Entity::find()
        .filter(area::Column::Path.is_in(rules::paths_to(path)))
        .order_by_asc(area::Column::Path)
        .all(db)
        .await?)
}

/// For each of several areas the telephone of a person who helps: its own, or that of the nearest
/// area above that has one.
pub async fn contact_phones(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AreaId>,
) -> Result<HashMap<AreaId, String>> {
    #[derive(FromQueryResult)]
    struct Row {
        below_id: AreaId,
        contact_phone: String,
    }
    let values: Vec<Value> = ids.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(HashMap::new());
    }
    let places = vec!["?"; values.len()].join(", ");
    let text = format!(
        "WITH RECURSIVE up AS (
            SELECT id AS below_id, parent_id, contact_phone FROM area WHERE id IN ({places})
            UNION
            SELECT up.below_id, area.parent_id, area.contact_phone
            FROM up JOIN area ON area.id = up.parent_id WHERE up.contact_phone IS NULL
         )
         SELECT below_id, contact_phone FROM up WHERE contact_phone IS NOT NULL"
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.below_id, row.contact_phone))
        .collect())
}

/// Whether somebody who registers themselves in the area with this path waits for a steward's word:
/// as the nearest area says that says anything; no if none does.
pub async fn confirms_registrations(db: &impl ConnectionTrait, path: &str) -> Result<bool> {
    let areas = areas_to(db, path).await?;
    let said = areas
        .iter()
        .rev()
        .find_map(|area| area.confirms_registrations);
    Ok(said.unwrap_or(false))
}

/// The cities, by name.
pub async fn cities(db: &impl ConnectionTrait) -> Result<Vec<area::Model>> {
    Ok(area::Entity::find()
        .filter(area::Column::ParentId.is_null())
        .order_by_asc(area::Column::Name)
        .order_by_asc(area::Column::Id)
        .limit(1_000)
        .all(db)
        .await?)
}

/// The cities of these names.
pub async fn cities_named(
    db: &impl ConnectionTrait,
    names: impl IntoIterator<Item = &str>,
) -> Result<Vec<AreaId>> {
    let names: std::collections::HashSet<&str> = names.into_iter().collect();
    let cities = cities(db).await?.into_iter();
    let named = cities.filter(|city| names.contains(city.name.as_str()));
    Ok(named.map(|city| city.id).collect())
}

/// The areas of these cities, parents first.
pub async fn trees(db: &impl ConnectionTrait, roots: &[AreaId]) -> Result<Vec<area::Model>> {
    Ok(trees_of(roots).all(db).await?)
}

/// The same, each locked for an edit that leaves its key alone: rows that refer to them may come
/// meanwhile.
pub async fn lock_trees(db: &impl ConnectionTrait, roots: &[AreaId]) -> Result<Vec<area::Model>> {
    Ok(trees_of(roots).lock(LockType::NoKeyUpdate).all(db).await?)
}

fn trees_of(roots: &[AreaId]) -> Select<area::Entity> {
    area::Entity::find()
        .filter(area::Column::RootAreaId.is_in(roots.iter().copied()))
        .order_by_asc(area::Column::Path)
}

/// A page of the areas right below each of several, by name.
pub async fn areas_below(
    db: &impl ConnectionTrait,
    parents: &[AreaId],
    page: &Page<(String, AreaId)>,
) -> Result<Vec<(AreaId, Slice<area::Model>)>> {
    let statement = pages_by_name(db, "area", "parent_id", parents, page);
    let rows = area::Model::find_by_statement(statement).all(db).await?;
    let owned = rows
        .into_iter()
        .filter_map(|row| Some((row.parent_id?, row)));
    Ok(Slice::of_each(parents, owned, page))
}

/// One venue.
pub async fn venue(db: &impl ConnectionTrait, id: VenueId) -> Result<Option<venue::Model>> {
    Ok(venue::Entity::find_by_id(id).one(db).await?)
}

/// One venue, locked for an edit.
pub async fn lock_venue(db: &impl ConnectionTrait, id: VenueId) -> Result<Option<venue::Model>> {
    Ok(venue::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// Several venues, in no order.
pub async fn venues(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = VenueId>,
) -> Result<Vec<venue::Model>> {
    Ok(venue::Entity::find()
        .filter(venue::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// Those of these names that these areas run, in no order.
pub async fn venues_named(
    db: &impl ConnectionTrait,
    areas: impl IntoIterator<Item = AreaId>,
    names: impl IntoIterator<Item = &str>,
) -> Result<Vec<venue::Model>> {
    Ok(venue::Entity::find()
        .filter(venue::Column::AreaId.is_in(areas))
        .filter(venue::Column::Name.is_in(names))
        .all(db)
        .await?)
}

/// A page of the venues that each of several areas runs, by name.
pub async fn venues_of(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    page: &Page<(String, VenueId)>,
) -> Result<Vec<(AreaId, Slice<venue::Model>)>> {
    let statement = pages_by_name(db, "venue", "area_id", areas, page);
    let rows = venue::Model::find_by_statement(statement).all(db).await?;
    let owned = rows.into_iter().map(|row| (row.area_id, row));
    Ok(Slice::of_each(areas, owned, page))
}

/// A page, by name, of the rows of a table that belong to each of several areas, also for higher
/// nouns. An area has few.
pub(crate) fn pages_by_name<T: Copy + Into<Value>>(
    db: &impl ConnectionTrait,
    table: &str,
    owner: &str,
    areas: &[AreaId],
    page: &Page<(String, T)>,
) -> Statement {
    let places = vec!["?"; areas.len()].join(", ");
    let mut condition = format!("{owner} IN ({places})");
    let mut values: Vec<Value> = areas.iter().map(|area| (*area).into()).collect();
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((name, id)) = key {
            condition += &format!(" AND (name, id) {comparison} (?, ?)");
            values.extend([name.as_str().into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT {table}.*, row_number() OVER (PARTITION BY {owner} \
         ORDER BY name {direction}, id {direction}) AS place FROM {table} WHERE {condition}) \
         AS listed WHERE place <= {} ORDER BY {owner}, place",
        page.limit + 1
    );
    dialect::sql(db, &text, values)
}
