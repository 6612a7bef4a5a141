//! `recordWalkIn`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::check_in;

use super::types::CheckIn;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Who came without an answer: somebody known, or heads without names, 1 to 500 in all.
#[derive(InputObject)]
pub struct RecordWalkInInput {
    /// To which event.
    pub event_id: ID,
    /// On which list; on the event's own if left out.
    pub list_id: Option<ID>,
    /// Somebody known: who lives in the event's area, or whom you may see.
    pub person_id: Option<ID>,
    /// Adults without names.
    pub adults: Option<i32>,
    /// Children without names.
    pub children: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours answers as the first time. Without it heads
    /// count again each time.
    pub idempotency_key: Option<String>,
}

/// What became of `recordWalkIn`.
#[derive(SimpleObject)]
pub struct RecordWalkInPayload {
    /// What was noted; null if refused.
    pub check_in: Option<CheckIn>,
    /// Whether the person was on the list before, also with a party, so that nothing was done now;
    /// null if refused.
    pub already_checked_in: Option<bool>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RecordWalkInMutation;

#[Object]
impl RecordWalkInMutation {
    /// Notes who came without an answer: somebody known, who is on a list once, or heads without names.
    /// Who comes with a party is checked in with it. For helpers and those who run the event, and for
    /// stewards who note the people they look after.
    async fn record_walk_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who came.")] input: RecordWalkInInput,
    ) -> Result<RecordWalkInPayload> {
        let command = check_in::RecordWalkIn {
            event_id: decode(&input.event_id),
            list_id: input.list_id.as_ref().map(|id| decode(id)),
            person_id: input.person_id.as_ref().map(|id| decode(id)),
            adults: input.adults,
            children: input.children,
        };
        let key = input.idempotency_key;
        let answer = check_in::record_walk_in(ctx.core(), ctx.actor(), command, key).await;
        let (noted, user_errors) = outcome(ctx, answer)?;
        Ok(RecordWalkInPayload {
            already_checked_in: noted.as_ref().map(|done| done.already),
            check_in: noted.map(|done| CheckIn(done.check_in)),
            user_errors,
        })
    }
}
