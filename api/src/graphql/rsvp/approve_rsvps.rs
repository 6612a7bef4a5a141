//! `approveRsvps`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::rsvp;

use super::decided::{DecidedRsvp, decided};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which requests.
#[derive(InputObject)]
pub struct ApproveRsvpsInput {
    /// The answers, 1 to 200, of one event or several, in the order in which they get seats.
    pub rsvp_ids: Vec<ID>,
    /// Makes a retry safe: the same key within 24 hours does nothing again, and tells how the answers
    /// stand.
    pub idempotency_key: Option<String>,
}

/// What became of `approveRsvps`.
#[derive(SimpleObject)]
pub struct ApproveRsvpsPayload {
    /// What became of each, in the order of the ids; null if the call as a whole was refused.
    pub results: Option<Vec<DecidedRsvp>>,
    /// Why the call as a whole was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ApproveRsvpsMutation;

#[Object]
impl ApproveRsvpsMutation {
    /// Lets in parties that asked to come, or were refused before: to their seats while there are any,
    /// by the rules of the event and in the given order, then to the tail of the waitlist. They are
    /// told. For those who run the event. Doing so twice changes nothing.
    async fn approve_rsvps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests.")] input: ApproveRsvpsInput,
    ) -> Result<ApproveRsvpsPayload> {
        let command = rsvp::ApproveRsvps {
            rsvp_ids: input.rsvp_ids.iter().map(|id| decode(id)).collect(),
        };
        let key = input.idempotency_key;
        let answer = rsvp::approve_rsvps(ctx.core(), ctx.actor(), command, key).await;
        let (decisions, user_errors) = outcome(ctx, answer)?;
        Ok(ApproveRsvpsPayload {
            results: decisions.map(|decisions| decided(ctx, input.rsvp_ids, decisions)),
            user_errors,
        })
    }
}
