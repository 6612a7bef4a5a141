//! The only SQL about dishes.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, Value,
};

use super::details::Declared;
use crate::banquet::CategoryTotal;
use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// One dish, whoever asks.
pub async fn dish(db: &impl ConnectionTrait, id: DishId) -> Result<Option<dish::Model>> {
    Ok(dish::Entity::find_by_id(id).one(db).await?)
}

/// Several dishes, in no order, whoever asks.
pub async fn dishes(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = DishId>,
) -> Result<Vec<dish::Model>> {
    Ok(dish::Entity::find()
        .filter(dish::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// What is known of the allergens of several dishes, each in the order of the names.
pub async fn allergens_of(
    db: &impl ConnectionTrait,
    dishes: impl IntoIterator<Item = DishId>,
) -> Result<Vec<dish_allergen::Model>> {
    Ok(dish_allergen::Entity::find()
        .filter(dish_allergen::Column::DishId.is_in(dishes))
        .order_by_asc(dish_allergen::Column::DishId)
        .order_by_asc(dish_allergen::Column::Allergen)
        .all(db)
        .await?)
}

/// What is brought of each part of the meal of several banquets.
pub async fn totals(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<(EventId, CategoryTotal)>> {
    let events: Vec<Value> = events.into_iter().map(Value::from).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(events.len(), "?");
    let text = format!(
        "SELECT event_id, category, count(*) AS dishes, CAST(sum(servings) AS bigint) AS servings \
         FROM dish WHERE event_id IN ({places}) AND state = 'PLEDGED' \
         GROUP BY event_id, category ORDER BY event_id, category"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, events)).await?;
    rows.iter()
        .map(|row| {
            let total = CategoryTotal {
                category: row.try_get("", "category")?,
                dishes: row.try_get("", "dishes")?,
                servings: row.try_get("", "servings")?,
            };
            Ok((row.try_get("", "event_id")?, total))
        })
        .collect()
}

/// The household of which somebody comes: that of the person's own answer, else the one they live in.
pub(super) async fn household_that_comes(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
    home: HouseholdId,
) -> Result<Option<HouseholdId>> {
    let text = "SELECT household_id FROM rsvp WHERE event_id = ? AND state = 'GOING' \
         AND (person_id = ? OR household_id = ?) \
         ORDER BY CASE WHEN person_id = ? THEN 0 ELSE 1 END LIMIT 1";
    let values: [Value; 4] = [event.into(), person.into(), home.into(), person.into()];
    let row = db.query_one_raw(dialect::sql(db, text, values)).await?;
    Ok(row.map(|row| row.try_get("", "household_id")).transpose()?)
}

/// How many dishes a household brings.
pub(super) async fn count_of_household(
    db: &impl ConnectionTrait,
    event: EventId,
    household: HouseholdId,
) -> Result<i64> {
    let count = dish::Entity::find()
        .filter(dish::Column::EventId.eq(event))
        .filter(dish::Column::HouseholdId.eq(household))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .count(db)
        .await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// What is known of the allergens of one dish.
pub(super) async fn declared(db: &impl ConnectionTrait, dish: DishId) -> Result<Declared> {
    let rows = allergens_of(db, [dish]).await?;
    let mut known: Declared = rows
        .into_iter()
        .map(|row| (row.allergen, row.presence))
        .collect();
    known.sort_unstable();
    Ok(known)
}

pub(super) async fn insert(tx: &Tx, row: &dish::Model, known: &Declared) -> Result<()> {
    dish::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    declare(tx, row.id, known).await
}

/// Writes a row, and what is known of its allergens if that is new.
pub(super) async fn update(
    tx: &Tx,
    row: dish::Model,
    known: Option<&Declared>,
) -> Result<dish::Model> {
    if let Some(known) = known {
        dish_allergen::Entity::delete_many()
            .filter(dish_allergen::Column::DishId.eq(row.id))
            .exec(tx.db())
            .await?;
        declare(tx, row.id, known).await?;
    }
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

async fn declare(tx: &Tx, dish_id: DishId, known: &Declared) -> Result<()> {
    let rows = known
        .iter()
        .map(|(allergen, presence)| dish_allergen::Model {
            dish_id,
            allergen: *allergen,
            presence: *presence,
        });
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Dishes that still come of households of which nobody comes any more: those of the answers named, and
/// of who gave them, who may have moved to another household since they promised a dish.
pub(super) async fn left_behind(
    db: &impl ConnectionTrait,
    rsvps: &[RsvpId],
) -> Result<Vec<dish::Model>> {
    let mut found = Vec::new();
    for rsvps in rsvps.chunks(bulk::ROWS) {
        let places = vec!["?"; rsvps.len()].join(", ");
        let text = format!(
            "SELECT dish.* FROM dish WHERE dish.state = 'PLEDGED' AND dish.id IN (\
                SELECT brought.id FROM rsvp JOIN dish AS brought \
                    ON brought.event_id = rsvp.event_id \
                    AND brought.household_id = rsvp.household_id WHERE rsvp.id IN ({places}) \
                UNION SELECT cooked.id FROM rsvp JOIN dish AS cooked \
                    ON cooked.event_id = rsvp.event_id AND cooked.cook_id = rsvp.person_id \
                    WHERE rsvp.id IN ({places})) \
             AND NOT EXISTS (SELECT 1 FROM rsvp AS other \
                WHERE other.event_id = dish.event_id AND other.household_id = dish.household_id \
                AND other.state = 'GOING')"
        );
        let values = || rsvps.iter().map(|id| Value::from(*id));
        let statement = dialect::sql(db, &text, values().chain(values()));
        let rows = <dish::Model as sea_orm::FromQueryResult>::find_by_statement(statement);
        found.extend(rows.all(db).await?);
    }
    found.sort_by_key(|row| row.id);
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

/// Gives these dishes up.
pub(super) async fn release(tx: &Tx, dishes: &[DishId]) -> Result<()> {
    for dishes in dishes.chunks(bulk::ROWS) {
        dish::Entity::update_many()
            .col_expr(dish::Column::State, Expr::value(DishState::Released))
            .col_expr(dish::Column::WithdrawnAt, Expr::value(tx.now()))
            .col_expr(dish::Column::UpdatedAt, Expr::value(tx.now()))
            .col_expr(
                dish::Column::Version,
                Expr::col(dish::Column::Version).add(1),
            )
            .filter(dish::Column::Id.is_in(dishes.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Gives the keeper of a merged record what the other cooks. Where the other's answer went and the
/// keeper's stands, a dish that nobody is left to bring comes with the keeper's household.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let text = "UPDATE dish SET household_id = (SELECT kept.household_id FROM rsvp AS kept \
            WHERE kept.event_id = dish.event_id AND kept.person_id = ? AND kept.state = 'GOING') \
         WHERE cook_id = ? AND state = 'PLEDGED' AND EXISTS (SELECT 1 FROM rsvp AS kept \
            WHERE kept.event_id = dish.event_id AND kept.person_id = ? AND kept.state = 'GOING') \
         AND NOT EXISTS (SELECT 1 FROM rsvp AS other WHERE other.event_id = dish.event_id \
            AND other.household_id = dish.household_id AND other.state = 'GOING')";
    let values: [Value; 3] = [into.into(), from.into(), into.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    dish::Entity::update_many()
        .col_expr(dish::Column::CookId, Expr::value(into))
        .filter(dish::Column::CookId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Nothing tells any more what erased people cooked, or shows what they wrote of it.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    dish::Entity::update_many()
        .col_expr(dish::Column::CookId, Expr::value(Option::<PersonId>::None))
        .col_expr(dish::Column::Note, Expr::value(Option::<String>::None))
        .col_expr(dish::Column::PhotoUrl, Expr::value(Option::<String>::None))
        .filter(dish::Column::CookId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
