//! The messages of people, as they themselves see them.

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};

/// Several messages, in no order, whoever asks: the caller asks the policy.
pub async fn deliveries(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = DeliveryId>,
) -> Result<Vec<delivery::Model>> {
    Ok(delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// A page of the messages to each of several people, those first that were planned last. The caller
/// has asked the policy.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    page: &Page<DeliveryId>,
) -> Result<Vec<(PersonId, Slice<delivery::Model>)>> {
    let list = "SELECT * FROM delivery WHERE person_id = {key}";
    let owner = |row: &delivery::Model| row.person_id;
    pages_by_key(db, list, people, Order::NewestFirst, page, owner).await
}
