//! The only SQL about areas and venues.

use mulin_entities::{AreaId, VenueId, area, venue};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
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

/// A page of the areas right below each of several, by name.
pub async fn areas_below(
    db: &impl ConnectionTrait,
    parents: &[AreaId],
    page: &Page<(String, AreaId)>,
) -> Result<Vec<(AreaId, Slice<area::Model>)>> {
    let statement = pages_by_name(db, "area", "parent_id", parents, page);
    let rows = area::Model::find_by_statement(statement).all(db).await?;
    let below = |parent: AreaId| {
        let own = rows.iter().filter(|row| row.parent_id == Some(parent));
        (parent, Slice::new(own.cloned().collect(), page))
    };
    Ok(parents.iter().copied().map(below).collect())
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

/// A page of the venues that each of several areas runs, by name.
pub async fn venues_of(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    page: &Page<(String, VenueId)>,
) -> Result<Vec<(AreaId, Slice<venue::Model>)>> {
    let statement = pages_by_name(db, "venue", "area_id", areas, page);
    let rows = venue::Model::find_by_statement(statement).all(db).await?;
    let run_by = |area: AreaId| {
        let own = rows.iter().filter(|row| row.area_id == area);
        (area, Slice::new(own.cloned().collect(), page))
    };
    Ok(areas.iter().copied().map(run_by).collect())
}

/// A page, by name, of the rows that belong to each of several areas. An area has few.
fn pages_by_name<T: Copy + Into<Value>>(
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
