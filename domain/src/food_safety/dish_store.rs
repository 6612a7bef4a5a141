//! The SQL of looking through the dishes of a banquet.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::suits::Known;
use crate::dialect;
use crate::error::Result;

/// The dishes that come to a banquet with what is known of each, by their keys.
pub(super) async fn that_come(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<(dish::Model, Known)>> {
    let dishes = dish::Entity::find()
        .filter(dish::Column::EventId.eq(event))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .order_by_asc(dish::Column::Id)
        .all(db)
        .await?;
    let text = "SELECT dish_allergen.* FROM dish \
         JOIN dish_allergen ON dish_allergen.dish_id = dish.id \
         WHERE dish.event_id = ? AND dish.state = 'PLEDGED'";
    let statement = dialect::sql(db, text, [event.into()]);
    let rows = dish_allergen::Model::find_by_statement(statement).all(db);
    let mut declared: HashMap<DishId, Vec<dish_allergen::Model>> = HashMap::new();
    for row in rows.await? {
        declared.entry(row.dish_id).or_default().push(row);
    }
    let known = |dish: dish::Model| {
        let declared = declared.remove(&dish.id).unwrap_or_default();
        let known = Known::of(&dish, &declared);
        (dish, known)
    };
    Ok(dishes.into_iter().map(known).collect())
}

/// At which of these banquets the person brings a dish.
pub async fn cooks_at(
    db: &impl ConnectionTrait,
    person: PersonId,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<EventId>> {
    Ok(dish::Entity::find()
        .select_only()
        .column(dish::Column::EventId)
        .distinct()
        .filter(dish::Column::CookId.eq(person))
        .filter(dish::Column::EventId.is_in(events))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .into_tuple()
        .all(db)
        .await?)
}
