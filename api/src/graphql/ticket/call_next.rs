//! `callNext`

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::ticket;

use super::types::Ticket;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{name_event_by, outcome};
use crate::graphql::id::decode;
use crate::graphql::stall::types::Station;
use crate::graphql::user_error::UserError;

/// Who calls.
#[derive(InputObject)]
pub struct CallNextInput {
    /// The station.
    pub station_id: ID,
    /// Makes a retry safe: the same key within 24 hours answers the ticket that was called, and calls none
    /// again.
    pub idempotency_key: Option<String>,
}

/// Who was called.
#[derive(SimpleObject)]
pub struct CallNextPayload {
    /// The ticket; null if nobody waits, or if refused.
    pub ticket: Option<Ticket>,
    /// The station; null if refused.
    pub station: Option<Station>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CallNextMutation;

#[Object]
impl CallNextMutation {
    /// Calls who is next of what the station serves: priority first, but after three of them one other; of
    /// the others two who booked, then one who did not. Of several services whoever waits longest. Those
    /// whose turn is near are told. A station calls one at a time: STATION_BUSY otherwise. For those who
    /// serve at the stall.
    async fn call_next(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: CallNextInput,
    ) -> Result<CallNextPayload> {
        let command = ticket::CallNext {
            station_id: decode(&input.station_id),
        };
        let key = input.idempotency_key;
        let answer = ticket::call_next(ctx.core(), ctx.actor(), command, key).await;
        let (called, mut user_errors) = outcome(ctx, answer)?;
        name_event_by(&mut user_errors, "stationId");
        let (station, ticket) = match called {
            Some(called) => shown(ctx, called).await?,
            None => (None, None),
        };
        Ok(CallNextPayload {
            ticket,
            station,
            user_errors,
        })
    }
}

/// What was read for the call is not read again for the answer.
async fn shown(
    ctx: &Context<'_>,
    called: ticket::Called,
) -> Result<(Option<Station>, Option<Ticket>)> {
    let rows = ctx.rows();
    // Who serves at the stall sees its event.
    rows.feed_one(called.event.id, called.event).await;
    rows.feed_one(called.stall.id, Arc::new(called.stall)).await;
    if let Some(service) = called.service {
        rows.feed_one(service.id, Arc::new(service)).await;
    }
    let station = Station::of(ctx, Arc::new(called.station)).await?;
    let ticket = match called.ticket {
        Some(row) => Ticket::of(ctx, Arc::new(row)).await?,
        None => None,
    };
    Ok((station, ticket))
}
