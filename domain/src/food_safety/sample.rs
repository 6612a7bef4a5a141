//! Samples of dishes, kept in case somebody falls ill.

use chrono::TimeDelta;
use mulin_entities::*;
use serde::Serialize;

use super::{FoodSafetyError, policy, rule_store, sample_store as store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::dish;
use crate::error::{Error, Refusal, Result};
use crate::event::store as events;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// Heaviest sample, in grams.
const MAX_GRAMS: i32 = 10_000;
/// Longest time for which one is kept, in hours.
const MAX_HOURS: i32 = 1_000;

/// A sample.
#[derive(Clone, Debug, Serialize)]
pub struct RecordFoodSample {
    /// Of which dish.
    pub dish_id: IdInput<DishId>,
    /// Its weight.
    pub grams: i32,
    /// When it was taken; now if left out.
    pub taken_at: Option<Instant>,
    /// How long it is kept: at least as long as the policies ask, which tell it if left out.
    pub keep_hours: Option<i32>,
}

/// A sample that is thrown away.
#[derive(Clone, Debug, Serialize)]
pub struct DiscardFoodSample {
    /// Which.
    pub food_sample_id: IdInput<FoodSampleId>,
}

/// Notes a sample, for those who run the event: at least as heavy, and kept at least as long, as every
/// policy asks that holds there on that day.
pub async fn record_food_sample(
    core: &Core,
    actor: &Actor,
    input: RecordFoodSample,
    key: Option<String>,
) -> Result<food_sample::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(take(tx, input, key)))
        .await
}

async fn take(
    tx: &mut Tx,
    input: RecordFoodSample,
    key: Option<String>,
) -> Result<food_sample::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "recordFoodSample", &input).await? {
        let rows = store::samples(tx.db(), [FoodSampleId(id)]).await?;
        return rows
            .into_iter()
            .next()
            .ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let by = tx.actor().person()?.person_id;
    let mut faults = Faults::default();
    let id = faults.id("dishId", "Dish", input.dish_id);
    let missing = || Error::not_found("dishId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let dish = dish::store::dish(tx.db(), id).await?.ok_or_else(missing)?;
    let event = runs(tx, dish.event_id, "dishId").await?;
    let default = tx.core().settings().time_zone;
    let zone: chrono_tz::Tz = event.time_zone.parse().unwrap_or(default);
    let day = event.starts_at.with_timezone(&zone).date_naive();
    let policies = rule_store::policies_at(tx.db(), &event.area_path, day).await?;
    let grams = policies.iter().filter_map(|one| one.sample_grams).max();
    let hours = policies.iter().filter_map(|one| one.sample_hours).max();
    faults.number("grams", input.grams, grams.unwrap_or(1)..=MAX_GRAMS);
    if let Some(keep) = input.keep_hours {
        faults.number("keepHours", keep, hours.unwrap_or(1)..=MAX_HOURS);
    } else if hours.is_none() {
        faults.add("keepHours", Rule::Required);
    }
    let taken_at = input.taken_at.unwrap_or(tx.now());
    if taken_at > tx.now() {
        faults.add("takenAt", Rule::NotBefore { other: "now" });
    }
    faults.finish()?;
    let keep = input.keep_hours.or(hours).unwrap_or(MAX_HOURS);
    let row = food_sample::Model {
        id: tx.new_id(),
        root_area_id: dish.root_area_id,
        event_id: dish.event_id,
        dish_id: dish.id,
        grams: input.grams,
        taken_at,
        taken_by: by,
        discard_after: taken_at + TimeDelta::hours(i64::from(keep)),
        discarded_at: None,
        discarded_by: None,
    };
    store::insert(tx, &row).await?;
    record(tx, &row, "taken");
    Ok(row)
}

/// Notes that a sample was thrown away, for those who run the event, once its time is over. Doing so
/// twice changes nothing.
pub async fn discard_food_sample(
    core: &Core,
    actor: &Actor,
    input: DiscardFoodSample,
) -> Result<food_sample::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(discard(tx, input)))
        .await
}

async fn discard(tx: &mut Tx, input: DiscardFoodSample) -> Result<food_sample::Model> {
    let by = tx.actor().person()?.person_id;
    let mut faults = Faults::default();
    let id = faults.id("foodSampleId", "FoodSample", input.food_sample_id);
    faults.finish()?;
    let missing = || Error::not_found("foodSampleId");
    let id = id.ok_or_else(missing)?;
    let mut row = store::lock(tx, id).await?.ok_or_else(missing)?;
    runs(tx, row.event_id, "foodSampleId").await?;
    if row.discarded_at.is_some() {
        return Ok(row);
    }
    if row.discard_after > tx.now() {
        let until = row.discard_after;
        return Err(Refusal::from(FoodSafetyError::SampleStillKept { until }).into());
    }
    (row.discarded_at, row.discarded_by) = (Some(tx.now()), Some(by));
    let row = store::update(tx, row).await?;
    record(tx, &row, "discarded");
    Ok(row)
}

/// The event, if the actor runs it: of others nothing is told.
async fn runs(tx: &Tx, id: EventId, path: &str) -> Result<event::Model> {
    events::event(tx.db(), id)
        .await?
        .filter(|event| policy::runs(tx.actor(), event.id, &event.area_path))
        .ok_or_else(|| Error::not_found(path))
}

fn record(tx: &mut Tx, row: &food_sample::Model, how: &'static str) {
    let event_id = row.event_id;
    let change = BanquetChange::FoodSampleChanged {
        food_sample_id: row.id,
        dish_id: row.dish_id,
        how,
    };
    tx.record(row.root_area_id, What::Banquet { event_id, change });
}
