//! The only SQL about dishes that are asked for.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, Value,
};

use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// Several of them, in no order, whoever asks.
pub async fn wanted(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = WantedDishId>,
) -> Result<Vec<wanted_dish::Model>> {
    Ok(wanted_dish::Entity::find()
        .filter(wanted_dish::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// What several banquets ask for now, each in the order of asking.
pub async fn wanted_of(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<wanted_dish::Model>> {
    Ok(wanted_dish::Entity::find()
        .filter(wanted_dish::Column::EventId.is_in(events))
        .filter(wanted_dish::Column::RemovedAt.is_null())
        .order_by_asc(wanted_dish::Column::EventId)
        .order_by_asc(wanted_dish::Column::Id)
        .all(db)
        .await?)
}

/// Claims one, if one is left and it is still asked for: one statement, so that no two take the last.
pub(super) async fn take_one(tx: &Tx, id: WantedDishId) -> Result<bool> {
    let claimed = wanted_dish::Column::Claimed;
    let taken = wanted_dish::Entity::update_many()
        .col_expr(claimed, Expr::col(claimed).add(1))
        .filter(wanted_dish::Column::Id.eq(id))
        .filter(wanted_dish::Column::RemovedAt.is_null())
        .filter(Expr::col(claimed).lt(Expr::col(wanted_dish::Column::Quantity)))
        .exec(tx.db())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Lets others claim what these dishes were, of those that were asked for.
pub(super) async fn give_back(tx: &Tx, dishes: &[DishId]) -> Result<()> {
    for dishes in dishes.chunks(bulk::ROWS) {
        let places = vec!["?"; dishes.len()].join(", ");
        let values = || dishes.iter().map(|id| Value::from(*id));
        let text = format!(
            "UPDATE wanted_dish SET claimed = claimed - (SELECT count(*) FROM dish \
                WHERE dish.wanted_dish_id = wanted_dish.id AND dish.id IN ({places})) \
             WHERE id IN (SELECT wanted_dish_id FROM dish WHERE dish.id IN ({places}) \
                AND wanted_dish_id IS NOT NULL)"
        );
        let statement = dialect::sql(tx.db(), &text, values().chain(values()));
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

pub(super) async fn insert(tx: &Tx, rows: Vec<wanted_dish::Model>) -> Result<()> {
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Writes a row; how many are claimed stays what claims made it.
pub(super) async fn update(tx: &Tx, row: wanted_dish::Model) -> Result<wanted_dish::Model> {
    let mut row = row.into_active_model().reset_all();
    row.claimed = sea_orm::ActiveValue::NotSet;
    Ok(row.update(tx.db()).await?)
}
