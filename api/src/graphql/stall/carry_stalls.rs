//! `carryStalls`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::stall;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::event::types::Event;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// From which event.
#[derive(InputObject)]
pub struct CarryStallsInput {
    /// An event of a series, with stalls.
    pub event_id: ID,
}

/// What was set up.
#[derive(SimpleObject)]
pub struct CarryStallsPayload {
    /// The later events that have the same stalls now, in the order of their days, up to 100; null if
    /// refused.
    pub events: Option<Vec<Event>>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CarryStallsMutation;

#[Object]
impl CarryStallsMutation {
    /// Sets up the stalls of an event at the later events of its series that have none: with what they do,
    /// their stations and their slots. What the series makes later gets them from the event before. For
    /// those who run the event. Doing so twice changes nothing.
    async fn carry_stalls(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From where.")] input: CarryStallsInput,
    ) -> Result<CarryStallsPayload> {
        let command = stall::CarryStalls {
            event_id: decode(&input.event_id),
        };
        let answer = stall::carry_stalls(ctx.core(), ctx.actor(), command).await;
        let (carried, user_errors) = outcome(ctx, answer)?;
        let events = match carried {
            Some(carried) => {
                let events = carried.events.into_iter().take(100);
                let events = events.map(|event| load(ctx, event));
                let events = futures_util::future::try_join_all(events).await?;
                Some(events.into_iter().flatten().map(Event::new).collect())
            }
            None => None,
        };
        Ok(CarryStallsPayload {
            events,
            user_errors,
        })
    }
}
