//! `revokeCalendarFeed`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::calendar_feed;

use super::types::CalendarFeed;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which address to take back.
#[derive(InputObject)]
pub struct RevokeCalendarFeedInput {
    /// The address.
    pub feed_id: ID,
}

/// What became of `revokeCalendarFeed`.
#[derive(SimpleObject)]
pub struct RevokeCalendarFeedPayload {
    /// The address, which counts no more; null if refused.
    pub feed: Option<CalendarFeed>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeCalendarFeedMutation;

#[Object]
impl RevokeCalendarFeedMutation {
    /// Takes an address of the caller's own calendar back: nobody reads anything there from now on. Doing
    /// so twice changes nothing.
    async fn revoke_calendar_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: RevokeCalendarFeedInput,
    ) -> Result<RevokeCalendarFeedPayload> {
        let command = calendar_feed::RevokeCalendarFeed {
            feed_id: decode(&input.feed_id),
        };
        let answer = calendar_feed::revoke_calendar_feed(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeCalendarFeedPayload {
            feed: row.map(CalendarFeed::from),
            user_errors,
        })
    }
}
