//! `withdrawRsvp`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::rsvp;

use super::types::{Rsvp, Via};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{name_event_by, outcome};
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which answer to take back.
#[derive(InputObject)]
pub struct WithdrawRsvpInput {
    /// Which answer; whose it is tells for whom the caller acts.
    pub rsvp_id: ID,
    /// The way the withdrawal came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `withdrawRsvp`.
#[derive(SimpleObject)]
pub struct WithdrawRsvpPayload {
    /// The answer as it stands now; null if refused.
    pub rsvp: Option<Rsvp>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct WithdrawRsvpMutation;

#[Object]
impl WithdrawRsvpMutation {
    /// Takes back one's answer, or that of somebody one may act for; its seats go to who waits. Doing so twice changes nothing.
    async fn withdraw_rsvp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which answer.")] input: WithdrawRsvpInput,
    ) -> Result<WithdrawRsvpPayload> {
        let command = rsvp::WithdrawRsvp {
            rsvp_id: decode(&input.rsvp_id),
            via: input.via.into(),
        };
        let answer = rsvp::withdraw_rsvp(ctx.core(), ctx.actor(), command).await;
        let (row, mut user_errors) = outcome(ctx, answer)?;
        name_event_by(&mut user_errors, "rsvpId");
        Ok(WithdrawRsvpPayload {
            rsvp: row.map(Rsvp),
            user_errors,
        })
    }
}
