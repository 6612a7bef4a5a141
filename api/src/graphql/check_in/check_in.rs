//! `checkIn`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::check_in;

use super::types::CheckIn;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Who comes in: exactly one of `code` and `rsvpId`.
#[derive(InputObject)]
pub struct CheckInInput {
    /// At which event.
    pub event_id: ID,
    /// On which list; on the event's own if left out.
    pub list_id: Option<ID>,
    /// The code that the party shows, as the camera read it.
    pub code: Option<String>,
    /// Their answer.
    pub rsvp_id: Option<ID>,
    /// Adults who came; as answered if left out. Never more heads in all than answered: note the others
    /// with `recordWalkIn`.
    pub adults: Option<i32>,
    /// Children who came; as answered if left out.
    pub children: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours answers as the first time.
    pub idempotency_key: Option<String>,
}

/// What became of `checkIn`.
#[derive(SimpleObject)]
pub struct CheckInPayload {
    /// What was noted, by whom and when; null if refused.
    pub check_in: Option<CheckIn>,
    /// Whether that was before, so that nothing was done now. Numbers are corrected by `undoCheckIn`
    /// and checking in again; null if refused.
    pub already_checked_in: Option<bool>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CheckInMutation;

#[Object]
impl CheckInMutation {
    /// Checks a party in, by the code that it shows or by its answer, from four hours before the event
    /// until twelve after, or when the list is open. For helpers and those who run the event, and for
    /// stewards who check in the people they look after. Who was checked in before is answered with
    /// `alreadyCheckedIn`. Of a party that came in part only the person who answered counts as known.
    async fn check_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who comes in.")] input: CheckInInput,
    ) -> Result<CheckInPayload> {
        let command = check_in::CheckIn {
            event_id: decode(&input.event_id),
            list_id: input.list_id.as_ref().map(|id| decode(id)),
            code: input.code,
            rsvp_id: input.rsvp_id.as_ref().map(|id| decode(id)),
            adults: input.adults,
            children: input.children,
        };
        let answer =
            check_in::check_in(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (checked_in, user_errors) = outcome(ctx, answer)?;
        Ok(CheckInPayload {
            already_checked_in: checked_in.as_ref().map(|done| done.already),
            check_in: checked_in.map(|done| CheckIn(done.check_in)),
            user_errors,
        })
    }
}
