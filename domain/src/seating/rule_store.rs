//! The only SQL about pins, and about who sits apart from whom.

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use crate::error::Result;
use crate::page::{Page, Slice};
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The households of a banquet that sit at a table whatever else is arranged, in order of their keys.
pub async fn pins(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<table_pin::Model>> {
    Ok(table_pin::Entity::find()
        .filter(table_pin::Column::EventId.eq(event))
        .order_by_asc(table_pin::Column::HouseholdId)
        .all(db)
        .await?)
}

/// The households of a banquet that do not sit at one table, in order of their keys.
pub async fn apart(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<seated_apart::Model>> {
    Ok(seated_apart::Entity::find()
        .filter(seated_apart::Column::EventId.eq(event))
        .order_by_asc(seated_apart::Column::HouseholdId)
        .order_by_asc(seated_apart::Column::OtherHouseholdId)
        .all(db)
        .await?)
}

/// A page of the pins of a banquet, by household. The caller has asked the policy.
pub async fn pins_page(
    db: &impl ConnectionTrait,
    event: EventId,
    page: &Page<HouseholdId>,
) -> Result<Slice<table_pin::Model>> {
    let mut select = table_pin::Entity::find()
        .filter(table_pin::Column::EventId.eq(event))
        .limit(page.limit + 1);
    if let Some(after) = page.after {
        select = select.filter(table_pin::Column::HouseholdId.gt(after));
    }
    if let Some(before) = page.before {
        select = select.filter(table_pin::Column::HouseholdId.lt(before));
    }
    let ordered = if page.backwards {
        select.order_by_desc(table_pin::Column::HouseholdId)
    } else {
        select.order_by_asc(table_pin::Column::HouseholdId)
    };
    Ok(Slice::new(ordered.all(db).await?, page))
}

/// A page of the pairs of a banquet that sit apart, by the one and the other. The caller has asked the
/// policy.
pub async fn apart_page(
    db: &impl ConnectionTrait,
    event: EventId,
    page: &Page<(HouseholdId, HouseholdId)>,
) -> Result<Slice<seated_apart::Model>> {
    let (mut key, mut values) = (String::new(), vec![Value::from(event)]);
    for (compare, bound) in [(">", page.after), ("<", page.before)] {
        if let Some((one, other)) = bound {
            key += &format!(" AND (household_id, other_household_id) {compare} (?, ?)");
            values.extend([Value::from(one), other.into()]);
        }
    }
    let order = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM seated_apart WHERE event_id = ?{key} \
         ORDER BY household_id {order}, other_household_id {order} LIMIT {}",
        page.limit + 1
    );
    let rows = seated_apart::Model::find_by_statement(dialect::sql(db, &text, values));
    Ok(Slice::new(rows.all(db).await?, page))
}

/// Puts these rules in place of those before.
pub(super) async fn replace(
    tx: &Tx,
    event: EventId,
    pins: Vec<table_pin::Model>,
    apart: Vec<seated_apart::Model>,
) -> Result<()> {
    table_pin::Entity::delete_many()
        .filter(table_pin::Column::EventId.eq(event))
        .exec(tx.db())
        .await?;
    seated_apart::Entity::delete_many()
        .filter(seated_apart::Column::EventId.eq(event))
        .exec(tx.db())
        .await?;
    bulk::insert(tx.db(), pins).await?;
    bulk::insert(tx.db(), apart).await?;
    Ok(())
}
