//! What the caller can do with a dish.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::dish::{can, policy};
use mulin_entities::{DishState, dish};

use crate::graphql::context::ContextExt;
use crate::graphql::loaders::load;
use crate::graphql::person::loaders::ActedFor;

/// What the caller can do with a dish now, as the mutations themselves would decide it.
#[derive(SimpleObject, Clone, Copy, Default)]
pub struct DishViewerCan {
    /// Edit it: its household, those who may act for its cook, and those who run the event, until that is
    /// over and while the dish is promised.
    pub edit: bool,
    /// Take it back, likewise.
    pub withdraw: bool,
}

impl DishViewerCan {
    /// Of a dish that the caller may see.
    pub async fn of(ctx: &Context<'_>, dish: &dish::Model) -> Result<Self> {
        let (actor, now) = (ctx.actor(), ctx.core().now());
        let Some(event) = load(ctx, dish.event_id).await? else {
            return Ok(Self::default());
        };
        if dish.state != DishState::Pledged || !can::bring(&event, now) {
            return Ok(Self::default());
        }
        let at_home = actor
            .link()
            .is_none_or(|link| link.event_id == dish.event_id);
        let own = match dish.cook_id {
            Some(cook) => actor.doer() == Some(cook) && at_home,
            // Who cooked it was erased: the household goes on with it.
            None => policy::is_own(actor, dish.household_id),
        };
        let may = own
            || policy::sees_all(actor, event.id, &event.area_path)
            || match dish.cook_id.filter(|_| actor.signed_in().is_some()) {
                Some(cook) => load(ctx, ActedFor(cook)).await?.is_some(),
                None => false,
            };
        Ok(Self {
            edit: may,
            withdraw: may,
        })
    }
}
