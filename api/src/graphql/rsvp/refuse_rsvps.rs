//! `refuseRsvps`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::rsvp;

use super::decided::{DecidedRsvp, decided};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which requests.
#[derive(InputObject)]
pub struct RefuseRsvpsInput {
    /// The answers, 1 to 200, of one event or several.
    pub rsvp_ids: Vec<ID>,
    /// Why not, as the people are told: up to 500 characters.
    pub reason: Option<String>,
    /// Makes a retry safe: the same key within 24 hours does nothing again, and tells how the answers
    /// stand.
    pub idempotency_key: Option<String>,
}

/// What became of `refuseRsvps`.
#[derive(SimpleObject)]
pub struct RefuseRsvpsPayload {
    /// What became of each, in the order of the ids; null if the call as a whole was refused.
    pub results: Option<Vec<DecidedRsvp>>,
    /// Why the call as a whole was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RefuseRsvpsMutation;

#[Object]
impl RefuseRsvpsMutation {
    /// Does not let in parties that asked to come; they are told, with the reason. For those who run the
    /// event. Doing so twice changes nothing; `approveRsvps` lets them in after all.
    async fn refuse_rsvps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests.")] input: RefuseRsvpsInput,
    ) -> Result<RefuseRsvpsPayload> {
        let command = rsvp::RefuseRsvps {
            rsvp_ids: input.rsvp_ids.iter().map(|id| decode(id)).collect(),
            reason: input.reason,
        };
        let key = input.idempotency_key;
        let answer = rsvp::refuse_rsvps(ctx.core(), ctx.actor(), command, key).await;
        let (decisions, user_errors) = outcome(ctx, answer)?;
        Ok(RefuseRsvpsPayload {
            results: decisions.map(|decisions| decided(ctx, input.rsvp_ids, decisions)),
            user_errors,
        })
    }
}
