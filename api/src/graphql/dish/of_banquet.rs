//! What is brought to a banquet, and what is asked for.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use mulin_domain::dish::list::Filter;
use mulin_domain::dish::policy;
use mulin_domain::page::Slice;
use mulin_entities::{DishState as State, HouseholdId, dish};

use super::enums::{DishCategory, DishState};
use super::loaders::{BroughtBy, DishesOf, ViewerHousehold};
use super::types::{Dish, DishConnection};
use super::wanted::WantedDish;
use crate::graphql::banquet::types::Banquet;
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// Fields of [`Banquet`], which takes them up as its own.
pub struct BanquetDishes(pub Banquet);

impl BanquetDishes {
    /// The states that the caller may ask for: what does not come any more is for those who run the event,
    /// and for the household that it was of.
    fn seen(
        &self,
        ctx: &Context<'_>,
        states: Vec<DishState>,
        household: Option<HouseholdId>,
    ) -> Vec<State> {
        let (actor, event) = (ctx.actor(), &self.0.event);
        let all = policy::sees_all(actor, event.id, &event.area_path)
            || household.is_some_and(|household| policy::is_own(actor, household));
        let states = states.into_iter().map(State::from);
        states
            .filter(|state| all || *state == State::Pledged)
            .collect()
    }
}

#[Object]
impl BanquetDishes {
    /// What is brought, in the order in which it was promised.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn dishes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this part of the meal.")] category: Option<DishCategory>,
        #[graphql(desc = "Only of this household.")] household_id: Option<ID>,
        #[graphql(
            desc = "Only in these states; PLEDGED if left out. What does not come any more is shown to \
                    those who run the event, and, with `householdId`, to that household."
        )]
        states: Option<Vec<DishState>>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<DishConnection> {
        let page = page_by_id(first, after, last, before)?;
        let household = household_id.map(|id| decode::<HouseholdId>(&id));
        let key = |row: &dish::Model| Key(row.id);
        let node = |row| Dish(Arc::new(row));
        let nothing = || DishConnection::new(Slice::empty(), key, node);
        let household = match household {
            Some(Err(_)) => return Ok(nothing()),
            Some(Ok(household)) => Some(household),
            None => None,
        };
        let states = states.unwrap_or_else(|| vec![DishState::Pledged]);
        let states = self.seen(ctx, states, household);
        if states.is_empty() {
            return Ok(nothing());
        }
        let key_of_page = DishesOf {
            event: self.0.event.id,
            filter: Filter {
                category: category.map(Into::into),
                household,
                states,
            },
            page,
        };
        let slice = load(ctx, key_of_page).await?;
        Ok(DishConnection::new(
            slice.unwrap_or_else(Slice::empty),
            key,
            node,
        ))
    }

    /// What is asked for, in the order of asking: at most 200.
    #[graphql(complexity = "20 * child_complexity")]
    async fn wanted_dishes(&self, ctx: &Context<'_>) -> Result<Vec<WantedDish>> {
        let wanted = self.0.wanted(ctx).await?.into_iter();
        Ok(wanted.map(WantedDish).collect())
    }

    /// What the caller's household brings, in the order in which it was promised; empty if nobody of it
    /// comes, or nobody is signed in.
    #[graphql(complexity = "5 * child_complexity", cache_control(private))]
    async fn viewer_dishes(&self, ctx: &Context<'_>) -> Result<Vec<Dish>> {
        let event = self.0.event.id;
        let Some(household) = load(ctx, ViewerHousehold(event)).await? else {
            return Ok(Vec::new());
        };
        let brought = load(ctx, BroughtBy { household, event }).await?;
        let brought = brought.unwrap_or_default().into_iter();
        Ok(brought.map(Dish).collect())
    }
}
