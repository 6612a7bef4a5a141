//! Promises a dish.

use mulin_entities::*;
use serde::Serialize;
use serde_json::json;

use super::details::{Declared, Details, cooked_for};
use super::open::Cook;
use super::{DishError, open, store};
use crate::actor::Actor;
use crate::banquet::store as banquets;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Patch, Rule};
use crate::person::Acting;
use crate::tx::Tx;

/// Most dishes of a household at one banquet.
pub const MAX_DISHES: i64 = 20;

/// A dish.
#[derive(Clone, Debug, Serialize)]
pub struct BringDish {
    /// Who brings it, and the way they told so.
    pub acting: Acting,
    /// To which banquet.
    pub event_id: IdInput<EventId>,
    /// What it is.
    pub details: Details,
}

/// Promises a dish, for oneself or somebody one may act for, of whose household somebody comes.
pub async fn bring_dish(
    core: &Core,
    actor: &Actor,
    input: BringDish,
    key: Option<String>,
) -> Result<dish::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(bring(tx, input, key)))
        .await
}

async fn bring(tx: &mut Tx, input: BringDish, key: Option<String>) -> Result<dish::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "bringDish", &input).await? {
        return replayed(tx, DishId(id)).await;
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let event_id = faults.id("eventId", "Event", input.event_id);
    let mut row = blank(tx);
    let mut known = Declared::new();
    must_name(&mut faults, &input.details);
    input.details.apply(&mut faults, &mut row, &mut known);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let (event, banquet) = open::banquet(tx, "eventId", event_id).await?;
    cooked_for(&mut faults, &row, &event);
    faults.finish()?;
    open::must_be_open(tx, &event)?;
    let cook = open::cook(tx, &input.acting, &event).await?;
    promise(tx, &banquet, &cook, row, &known).await
}

/// Writes a dish with its number. The caller holds the locks.
pub(super) async fn promise(
    tx: &mut Tx,
    banquet: &banquet::Model,
    cook: &Cook,
    mut row: dish::Model,
    known: &Declared,
) -> Result<dish::Model> {
    let brought = store::count_of_household(tx.db(), banquet.event_id, cook.household_id).await?;
    if brought >= MAX_DISHES {
        return Err(Refusal::from(DishError::TooManyDishes { max: MAX_DISHES }).into());
    }
    row.root_area_id = banquet.root_area_id;
    row.event_id = banquet.event_id;
    row.household_id = cook.household_id;
    row.cook_id = Some(cook.person_id);
    row.via = cook.via;
    row.dish_no = banquets::take_dish_no(tx, banquet).await?;
    store::insert(tx, &row, known).await?;
    let change = BanquetChange::DishBrought {
        dish_id: row.id,
        household_id: row.household_id,
    };
    let event_id = row.event_id;
    tx.record(row.root_area_id, What::Banquet { event_id, change });
    Ok(row)
}

/// What has no usual value has to be told.
pub(super) fn must_name(faults: &mut Faults, details: &Details) {
    let keeps = [
        ("name", details.name.keeps()),
        ("category", details.category.keeps()),
        ("servings", details.servings.keeps()),
        ("temperature", details.temperature.keeps()),
    ];
    for (path, left_out) in keeps {
        if left_out {
            faults.add(path, Rule::Required);
        }
    }
}

/// The dish that an earlier call with the same key promised, as it is now.
pub(super) async fn replayed(tx: &Tx, id: DishId) -> Result<dish::Model> {
    let row = store::dish(tx.db(), id).await?;
    row.ok_or_else(|| Error::not_found("idempotencyKey"))
}

/// A dish of which nothing was said, of nobody.
pub(super) fn blank(tx: &Tx) -> dish::Model {
    let nil = uuid::Uuid::nil();
    dish::Model {
        id: tx.new_id(),
        root_area_id: AreaId(nil),
        event_id: EventId(nil),
        household_id: HouseholdId(nil),
        cook_id: None,
        wanted_dish_id: None,
        dish_no: 0,
        name: String::new(),
        category: DishCategory::Hot,
        servings: 1,
        temperature: DishTemperature::Ambient,
        cooked_at: None,
        diet_tags: String::new(),
        ingredients: json!([]),
        choking_hazard: false,
        photo_url: None,
        note: None,
        state: DishState::Pledged,
        votes: None,
        via: Via::App,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        withdrawn_at: None,
    }
}

/// What the wanted dish says, where the cook says nothing.
pub(super) fn as_wanted(mut details: Details, wanted: &wanted_dish::Model) -> Details {
    if details.name.keeps() {
        details.name = Patch::Set(wanted.name.clone());
    }
    if details.category.keeps() {
        details.category = Patch::Set(wanted.category);
    }
    if details.servings.keeps() {
        details.servings = Patch::Set(wanted.servings);
    }
    details
}
