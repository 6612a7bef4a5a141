//! `offerShiftSwap`, `withdrawShiftSwap`, `acceptShiftSwap`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::shift;

use super::payload::{Accepted, Offered, SignUpPayload, Withdrawn, sign_up_payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;

/// A shift that somebody looks for another to take over.
#[derive(InputObject)]
pub struct OfferShiftSwapInput {
    /// The sign-up; whose it is tells for whom the caller acts.
    pub sign_up_id: ID,
    /// Who is asked: somebody of the shift's team, or on a shift of the same event. Left out: all of the
    /// shift's team, or, without a team, whoever sees the event.
    pub with_person_id: Option<ID>,
    /// Whose sign-up at the same event is wanted instead; left out: none.
    pub for_sign_up_id: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// An offer to take back.
#[derive(InputObject)]
pub struct WithdrawShiftSwapInput {
    /// The sign-up.
    pub sign_up_id: ID,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// An offer to take up.
#[derive(InputObject)]
pub struct AcceptShiftSwapInput {
    /// The sign-up that is offered.
    pub sign_up_id: ID,
    /// Who takes it over; the caller if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// See the module.
#[derive(Default)]
pub struct SwapMutations;

#[Object]
impl SwapMutations {
    /// Looks for somebody to take a shift over, whole or in exchange for a certain one of theirs, until it
    /// begins. Until somebody does, it stays one's own. A minor's is not passed on.
    async fn offer_shift_swap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: OfferShiftSwapInput,
    ) -> Result<SignUpPayload<Offered>> {
        let command = shift::OfferSwap {
            sign_up_id: decode(&input.sign_up_id),
            via: input.via.into(),
            with_person_id: input.with_person_id.map(|id| decode(&id)),
            for_sign_up_id: input.for_sign_up_id.map(|id| decode(&id)),
        };
        let answer = shift::offer_shift_swap(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }

    /// Looks for nobody any more. Doing so twice changes nothing.
    async fn withdraw_shift_swap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawShiftSwapInput,
    ) -> Result<SignUpPayload<Withdrawn>> {
        let command = shift::WithdrawSwap {
            sign_up_id: decode(&input.sign_up_id),
            via: input.via.into(),
        };
        let answer = shift::withdraw_shift_swap(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }

    /// Takes a shift over that somebody offers, for oneself or somebody one may act for; the one that they
    /// want for it is given. Both must fit where they come. Answers the sign-up of who takes it over.
    async fn accept_shift_swap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: AcceptShiftSwapInput,
    ) -> Result<SignUpPayload<Accepted>> {
        let command = shift::AcceptSwap {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            sign_up_id: decode(&input.sign_up_id),
        };
        let answer = shift::accept_shift_swap(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }
}
