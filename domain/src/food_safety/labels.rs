//! What stands on the label of a dish, and what everybody at the table may read of it. Nothing of a
//! label tells what a guest does not eat.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::words;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::dish::DietTag;
use crate::dish::store as dishes;
use crate::dish::tags;
use crate::error::{Error, Result};
use crate::event as events;

/// Labels that one statement reads.
const PAGE: u64 = 200;

/// A dish and what is known of it.
#[derive(Clone)]
pub struct Label {
    /// The dish.
    pub dish: dish::Model,
    /// What its cook has told of allergens. Of those that are missing nobody knows.
    pub allergens: HashMap<Allergen, AllergenPresence>,
    /// Who cooks it; none where that is not to be told, and once they are erased.
    pub cook: Option<String>,
}

impl std::fmt::Debug for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Label")
            .field("dish_id", &self.dish.id)
            .finish_non_exhaustive()
    }
}

impl Label {
    /// The allergens of which this was told; none for those of which nothing was.
    pub fn allergens(&self, told: Option<AllergenPresence>) -> Vec<Allergen> {
        let is_so = |allergen: &Allergen| self.allergens.get(allergen).copied() == told;
        <Allergen as sea_orm::Iterable>::iter()
            .filter(is_so)
            .collect()
    }

    /// What its cook ticked.
    pub fn tags(&self) -> Vec<DietTag> {
        tags::read(&self.dish.diet_tags).into_iter().collect()
    }

    /// Whether elders and small children may choke on it: as its cook says, or as it is called.
    pub fn is_choking_hazard(&self) -> bool {
        self.dish.choking_hazard || words::name_choking_hazards([self.dish.name.as_str()])
    }
}

/// Opens the labels of a banquet, for those who run the event; that they were taken is journalled, as of
/// any list of who comes.
///
/// Errors: `id` is not found, also if it is no banquet; forbidden.
pub async fn open(core: &Core, actor: &Actor, event_id: EventId) -> Result<event::Model> {
    actor.person()?;
    let db = core.db().reader();
    let event = events::store::event(db, event_id)
        .await?
        .filter(|event| events::policy::may_see(actor, event))
        .ok_or_else(|| Error::not_found("id"))?;
    events::policy::may_manage(actor, &event)?;
    if crate::banquet::store::banquet(db, event_id)
        .await?
        .is_none()
    {
        return Err(Error::not_found("id"));
    }
    let root = event.root_area_id;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let contacts = false;
            tx.record(root, What::AttendeesExported { event_id, contacts });
            Ok(())
        })
    })
    .await?;
    Ok(event)
}

/// The next labels of dishes that are brought, by their numbers, after this one; none after the last.
pub async fn next(core: &Core, event: EventId, after: i32) -> Result<Vec<Label>> {
    let db = core.db().reader();
    let rows = dish::Entity::find()
        .filter(dish::Column::EventId.eq(event))
        .filter(dish::Column::DishNo.gt(after))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .order_by_asc(dish::Column::DishNo)
        .limit(PAGE)
        .all(db)
        .await?;
    let names = names(db, rows.iter().filter_map(|row| row.cook_id)).await?;
    let mut labels = labels(db, rows).await?;
    for label in &mut labels {
        let cook = label.dish.cook_id.and_then(|cook| names.get(&cook));
        label.cook = cook.cloned();
    }
    Ok(labels)
}

/// What everybody may read of a dish, as whoever has its label shows: while it is brought to an event
/// that takes, or took, place. It names nobody.
pub async fn public(core: &Core, id: DishId) -> Result<Option<(Label, event::Model)>> {
    let db = core.db().reader();
    let dish = dishes::dish(db, id).await?;
    let Some(dish) = dish.filter(|dish| dish.state == DishState::Pledged) else {
        return Ok(None);
    };
    let event = events::store::event(db, dish.event_id).await?;
    let Some(event) = event.filter(|event| event.state == EventState::Published) else {
        return Ok(None);
    };
    let label = labels(db, vec![dish]).await?.pop();
    Ok(label.map(|label| (label, event)))
}

async fn labels(db: &impl ConnectionTrait, rows: Vec<dish::Model>) -> Result<Vec<Label>> {
    let mut told: HashMap<DishId, HashMap<Allergen, AllergenPresence>> = HashMap::new();
    for row in dishes::allergens_of(db, rows.iter().map(|row| row.id)).await? {
        let of_dish = told.entry(row.dish_id).or_default();
        of_dish.insert(row.allergen, row.presence);
    }
    let label = |dish: dish::Model| Label {
        allergens: told.remove(&dish.id).unwrap_or_default(),
        cook: None,
        dish,
    };
    Ok(rows.into_iter().map(label).collect())
}

async fn names(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, String>> {
    let rows: Vec<(PersonId, String)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::Id.is_in(people))
        .filter(person::Column::State.ne(PersonState::Erased))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
