//! Who brings a dish to which banquet, and what they are reminded of: the SQL of it.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::outgoing::{AboutDish, AboutDishes};
use super::store::Recipient;
use crate::dialect;
use crate::error::Result;

/// The keys of those who bring a dish to the event with the one value, as a subquery.
pub(super) const COOKS: &str = "SELECT dish.cook_id FROM dish \
    WHERE dish.event_id = ? AND dish.state = 'PLEDGED' AND dish.cook_id IS NOT NULL";

/// Which of these people bring a dish to which of these events.
pub(super) async fn cooking(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<(EventId, PersonId)>> {
    let found: Vec<(EventId, PersonId)> = dish::Entity::find()
        .select_only()
        .columns([dish::Column::EventId, dish::Column::CookId])
        .filter(dish::Column::CookId.is_in(people))
        .filter(dish::Column::EventId.is_in(events))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

#[derive(FromQueryResult)]
struct Cook {
    dish_id: DishId,
    #[sea_orm(nested)]
    recipient: Recipient,
}

/// Those who bring these dishes, as recipients: with their answer to the event, if they gave one.
pub(super) async fn of_dishes(
    db: &impl ConnectionTrait,
    dishes: impl IntoIterator<Item = DishId>,
) -> Result<Vec<(DishId, Recipient)>> {
    let values: Vec<Value> = dishes.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT dish.id AS dish_id, rsvp.id AS rsvp_id, dish.event_id, person.id AS person_id,
            rsvp.state, COALESCE(rsvp.answer_rev, 0) AS answer_rev, rsvp.queue_no,
            rsvp.decided_at, person.quiet_from, person.quiet_until, person.time_zone
         FROM dish JOIN person ON person.id = dish.cook_id
         LEFT JOIN rsvp ON rsvp.event_id = dish.event_id AND rsvp.person_id = dish.cook_id
         WHERE dish.id IN ({}) AND dish.state = 'PLEDGED'
            AND person.state IN ('ACTIVE', 'PENDING')",
        dialect::places(values.len(), "?")
    );
    let found = Cook::find_by_statement(dialect::sql(db, &text, values));
    let found = found.all(db).await?.into_iter();
    Ok(found.map(|cook| (cook.dish_id, cook.recipient)).collect())
}

/// What people bring to events: one statement a table, and none where nobody brings anything.
#[derive(Default)]
pub(super) struct Pledges {
    dishes: HashMap<(EventId, PersonId), Vec<AboutDish>>,
    banquets: HashMap<EventId, banquet::Model>,
}

impl Pledges {
    /// Those of the messages that tell of them.
    pub async fn load(db: &impl ConnectionTrait, claimed: &[delivery::Model]) -> Result<Self> {
        let pairs = claimed.iter().filter(|row| tells(row.kind));
        let pairs: HashSet<(EventId, PersonId)> = pairs
            .filter_map(|row| row.event_id.zip(row.person_id))
            .collect();
        if pairs.is_empty() {
            return Ok(Self::default());
        }
        let (events, people): (HashSet<EventId>, HashSet<PersonId>) = pairs.into_iter().unzip();
        let rows = dish::Entity::find()
            .filter(dish::Column::CookId.is_in(people))
            .filter(dish::Column::EventId.is_in(events))
            .filter(dish::Column::State.eq(DishState::Pledged))
            .order_by_asc(dish::Column::DishNo)
            .all(db)
            .await?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let declared = dish_allergen::Entity::find()
            .filter(dish_allergen::Column::DishId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(dish_allergen::Column::Allergen)
            .all(db)
            .await?;
        let banquets = banquet::Entity::find()
            .filter(banquet::Column::EventId.is_in(rows.iter().map(|row| row.event_id)))
            .all(db)
            .await?;
        let mut dishes: HashMap<_, Vec<AboutDish>> = HashMap::new();
        for dish in rows {
            let Some(cook) = dish.cook_id else { continue };
            let of_dish = declared.iter().filter(|row| row.dish_id == dish.id);
            let allergens = of_dish.map(|row| (row.allergen, row.presence)).collect();
            let of_cook = dishes.entry((dish.event_id, cook)).or_default();
            of_cook.push(AboutDish { dish, allergens });
        }
        Ok(Self {
            dishes,
            banquets: banquets
                .into_iter()
                .map(|row| (row.event_id, row))
                .collect(),
        })
    }

    /// What the recipient of a message brings to its event; none if nothing, or if the message does not
    /// tell of it.
    pub fn of(&self, row: &delivery::Model, event: &event::Model) -> Option<AboutDishes> {
        let dishes = self.dishes.get(&(event.id, row.person_id?))?;
        let banquet = self.banquets.get(&event.id).filter(|_| tells(row.kind))?;
        let before = TimeDelta::minutes(i64::from(banquet.bring_before_minutes));
        Some(AboutDishes {
            bring_by: event.starts_at - before,
            bring_to: banquet.bring_to.clone(),
            dishes: dishes.clone(),
        })
    }
}

/// Whether a message of this kind tells its reader what they bring, and when and where.
fn tells(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::EventReminder
            | MessageKind::EventRescheduled
            | MessageKind::EventMoved
            | MessageKind::RsvpConfirmed
    )
}
