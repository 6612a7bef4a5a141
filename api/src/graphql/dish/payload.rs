//! What mutations of dishes, and of wanted ones, answer.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{DishId, WantedDishId, dish, wanted_dish};

use super::types::Dish;
use super::wanted::WantedDish;
use crate::graphql::banquet::of_event::by_event;
use crate::graphql::banquet::types::Banquet;
use crate::graphql::errors::{is_conflict, name_event_by, outcome};
use crate::graphql::user_error::UserError;

/// What became of a mutation of a dish.
#[derive(SimpleObject)]
#[graphql(concrete(name = "BringDishPayload", params(Brought)))]
#[graphql(concrete(name = "ClaimWantedDishPayload", params(Claimed)))]
#[graphql(concrete(name = "UpdateDishPayload", params(Updated)))]
#[graphql(concrete(name = "WithdrawDishPayload", params(Withdrawn)))]
pub struct DishPayload<T: Send + Sync> {
    /// The dish; null if refused, except on a version conflict, which shows it as it is now.
    pub dish: Option<Dish>,
    /// The banquet as it is now; null if refused, or if the caller may not see its event.
    pub banquet: Option<Banquet>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `bringDish`
pub struct Brought;
/// `claimWantedDish`
pub struct Claimed;
/// `updateDish`
pub struct Updated;
/// `withdrawDish`
pub struct Withdrawn;

/// Maps a command's answer to a payload. A dish that is named by its id is shown on a version conflict.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: Option<IdInput<DishId>>,
    answer: Result<dish::Model, DomainError>,
) -> Result<DishPayload<T>> {
    let (row, mut user_errors) = outcome(ctx, answer)?;
    let dish = match (row, id) {
        (Some(row), _) => Some(Dish(Arc::new(row))),
        (None, Some(Ok(id))) if is_conflict(&user_errors) => Dish::if_visible(ctx, id).await?,
        (None, Some(_)) => {
            name_event_by(&mut user_errors, "dishId");
            None
        }
        (None, None) => None,
    };
    let banquet = match &dish {
        // Asked for only if it is wanted.
        Some(dish) if ctx.look_ahead().field("banquet").exists() => {
            by_event(ctx, dish.0.event_id).await?
        }
        _ => None,
    };
    Ok(DishPayload {
        dish,
        banquet,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

/// What became of a mutation of a wanted dish.
#[derive(SimpleObject)]
#[graphql(concrete(name = "WantDishPayload", params(Wanted)))]
#[graphql(concrete(name = "UpdateWantedDishPayload", params(WantedUpdated)))]
#[graphql(concrete(name = "RemoveWantedDishPayload", params(WantedRemoved)))]
pub struct WantedDishPayload<T: Send + Sync> {
    /// The wanted dish; null if refused, except on a version conflict, which shows it as it is now.
    pub wanted_dish: Option<WantedDish>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `wantDish`
pub struct Wanted;
/// `updateWantedDish`
pub struct WantedUpdated;
/// `removeWantedDish`
pub struct WantedRemoved;

/// The same of a wanted dish.
pub async fn wanted_payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: Option<IdInput<WantedDishId>>,
    answer: Result<wanted_dish::Model, DomainError>,
) -> Result<WantedDishPayload<T>> {
    let (row, mut user_errors) = outcome(ctx, answer)?;
    let wanted_dish = match (row, id) {
        (Some(row), _) => Some(WantedDish(row)),
        (None, Some(Ok(id))) if is_conflict(&user_errors) => {
            WantedDish::if_visible(ctx, id).await?
        }
        (None, Some(_)) => {
            name_event_by(&mut user_errors, "wantedDishId");
            None
        }
        (None, None) => None,
    };
    Ok(WantedDishPayload {
        wanted_dish,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
