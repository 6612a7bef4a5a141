//! `signUpForShift`, `cancelSignUp`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::shift;

use super::payload::{SignUpPayload, SignedUp, TakenOff, sign_up_payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;

/// A volunteer for a shift.
#[derive(InputObject)]
pub struct SignUpForShiftInput {
    /// As what.
    pub shift_role_id: ID,
    /// Who; the caller if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Whether to wait for a place if there is none.
    #[graphql(default = false)]
    pub waitlist: bool,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// Whom to take off a shift.
#[derive(InputObject)]
pub struct CancelSignUpInput {
    /// The sign-up; whose it is tells for whom the caller acts.
    pub sign_up_id: ID,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// See the module.
#[derive(Default)]
pub struct SignUpMutations;

#[Object]
impl SignUpMutations {
    /// Signs up for a shift until it begins, for oneself or somebody one may act for; a minor is signed up by
    /// a grown-up of the household, and takes no place. Refused where the volunteer is on another shift at that
    /// time, would serve longer than their team lets them, or has not what the role asks for; who twice did not
    /// come within 90 days waits 30 days. A full role is refused with SHIFT_FULL, or, with `waitlist`, waited
    /// for.
    async fn sign_up_for_shift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and as what.")] input: SignUpForShiftInput,
    ) -> Result<SignUpPayload<SignedUp>> {
        let command = shift::SignUpForShift {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            shift_role_id: decode(&input.shift_role_id),
            waitlist: input.waitlist,
        };
        let key = input.idempotency_key;
        let answer = shift::sign_up_for_shift(ctx.core(), ctx.actor(), command, key).await;
        sign_up_payload(ctx, "shiftRoleId", answer).await
    }

    /// Takes oneself off a shift, or somebody one may act for, until `cancelUntil`; those who look after the
    /// shift take anybody off. The place goes to the first who waits for it and may have it. Doing so twice
    /// changes nothing.
    async fn cancel_sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CancelSignUpInput,
    ) -> Result<SignUpPayload<TakenOff>> {
        let command = shift::CancelSignUp {
            sign_up_id: decode(&input.sign_up_id),
            via: input.via.into(),
        };
        let answer = shift::cancel_sign_up(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }
}
