//! The only SQL about areas and venues.

use mulin_entities::{AreaId, VenueId, area, venue};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::rules;
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

/// The areas right below one, by name.
pub async fn areas_below(
    db: &impl ConnectionTrait,
    parent: AreaId,
    page: &Page<(String, AreaId)>,
) -> Result<Slice<area::Model>> {
    let name_and_id = || Expr::tuple([Expr::col(area::Column::Name), Expr::col(area::Column::Id)]);
    let key =
        |(name, id): &(String, AreaId)| Expr::tuple([Expr::value(name.clone()), Expr::value(*id)]);
    let mut select = area::Entity::find().filter(area::Column::ParentId.eq(parent));
    if let Some(after) = &page.after {
        select = select.filter(name_and_id().gt(key(after)));
    }
    if let Some(before) = &page.before {
        select = select.filter(name_and_id().lt(key(before)));
    }
    let order = if page.backwards {
        sea_orm::Order::Desc
    } else {
        sea_orm::Order::Asc
    };
    let rows = select
        .order_by(area::Column::Name, order.clone())
        .order_by(area::Column::Id, order)
        .limit(page.limit + 1)
        .all(db)
        .await?;
    Ok(Slice::new(rows, page))
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

/// The venues that an area runs, by name.
pub async fn venues_of(
    db: &impl ConnectionTrait,
    area: AreaId,
    page: &Page<(String, VenueId)>,
) -> Result<Slice<venue::Model>> {
    let name_and_id =
        || Expr::tuple([Expr::col(venue::Column::Name), Expr::col(venue::Column::Id)]);
    let key =
        |(name, id): &(String, VenueId)| Expr::tuple([Expr::value(name.clone()), Expr::value(*id)]);
    let mut select = venue::Entity::find().filter(venue::Column::AreaId.eq(area));
    if let Some(after) = &page.after {
        select = select.filter(name_and_id().gt(key(after)));
    }
    if let Some(before) = &page.before {
        select = select.filter(name_and_id().lt(key(before)));
    }
    let order = if page.backwards {
        sea_orm::Order::Desc
    } else {
        sea_orm::Order::Asc
    };
    let rows = select
        .order_by(venue::Column::Name, order.clone())
        .order_by(venue::Column::Id, order)
        .limit(page.limit + 1)
        .all(db)
        .await?;
    Ok(Slice::new(rows, page))
}
