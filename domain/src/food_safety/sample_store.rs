//! The only SQL about samples.

use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::error::Result;
use crate::tx::Tx;

/// Several samples, in no order, whoever asks.
pub async fn samples(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = FoodSampleId>,
) -> Result<Vec<food_sample::Model>> {
    Ok(food_sample::Entity::find()
        .filter(food_sample::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The samples of several dishes, each in the order in which they were noted.
pub async fn of_dishes(
    db: &impl ConnectionTrait,
    dishes: impl IntoIterator<Item = DishId>,
) -> Result<Vec<food_sample::Model>> {
    Ok(food_sample::Entity::find()
        .filter(food_sample::Column::DishId.is_in(dishes))
        .order_by_asc(food_sample::Column::DishId)
        .order_by_asc(food_sample::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn lock(tx: &Tx, id: FoodSampleId) -> Result<Option<food_sample::Model>> {
    let row = food_sample::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

pub(super) async fn insert(tx: &Tx, row: &food_sample::Model) -> Result<()> {
    food_sample::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, row: food_sample::Model) -> Result<food_sample::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}
