//! `createCalendarFeed`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::calendar_feed;

use super::types::CalendarFeed;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::user_error::UserError;

/// What the address is for.
#[derive(InputObject)]
pub struct CreateCalendarFeedInput {
    /// What to call it, 1 to 60 characters: the program or device that will read it.
    pub label: String,
    /// Makes a retry safe: the same key within 24 hours makes no other address. The answer then has the
    /// address without its secret, which is told once.
    pub idempotency_key: Option<String>,
}

/// What became of `createCalendarFeed`.
#[derive(SimpleObject)]
pub struct CreateCalendarFeedPayload {
    /// The address; null if refused.
    pub feed: Option<CalendarFeed>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CreateCalendarFeedMutation;

#[Object]
impl CreateCalendarFeedMutation {
    /// Makes an address at which a calendar program reads what the caller comes to, may come to, or waits
    /// for, with the caller's reminders. Whoever has the address may read it, so that each program or
    /// device gets one of its own, which can be taken back. Up to 10 count at a time.
    async fn create_calendar_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the address is for.")] input: CreateCalendarFeedInput,
    ) -> Result<CreateCalendarFeedPayload> {
        let command = calendar_feed::CreateCalendarFeed { label: input.label };
        let key = input.idempotency_key;
        let answer =
            calendar_feed::create_calendar_feed(ctx.core(), ctx.actor(), command, key).await;
        let (new, user_errors) = outcome(ctx, answer)?;
        Ok(CreateCalendarFeedPayload {
            feed: new.map(CalendarFeed::from),
            user_errors,
        })
    }
}
