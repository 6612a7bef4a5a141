//! `attendShift`, `confirmAttendance`, `markNoShow`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::shift;

use super::payload::{Attended, Confirmed, Missed, SignUpPayload, sign_up_payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::LocalDateTime;

/// A code that somebody read where the shift is.
#[derive(InputObject)]
pub struct AttendShiftInput {
    /// The sign-up; whose it is tells for whom the caller acts.
    pub sign_up_id: ID,
    /// The six digits that are shown there.
    pub code: String,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// Who was there, and how long.
#[derive(InputObject)]
pub struct ConfirmAttendanceInput {
    /// The sign-up.
    pub sign_up_id: ID,
    /// Since when, by the clock where the event is; left out: as it is noted, or since the start.
    pub from: Option<LocalDateTime>,
    /// Until when, likewise; left out: until the end.
    pub until: Option<LocalDateTime>,
}

/// Who was not.
#[derive(InputObject)]
pub struct MarkNoShowInput {
    /// The sign-up.
    pub sign_up_id: ID,
}

/// See the module.
#[derive(Default)]
pub struct AttendanceMutations;

#[Object]
impl AttendanceMutations {
    /// Tells that a volunteer is there, by the code that is shown there, for oneself or somebody one may act
    /// for; from half an hour before the start until the end. Ten tries in ten minutes. Doing so twice changes
    /// nothing.
    async fn attend_shift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and the code.")] input: AttendShiftInput,
    ) -> Result<SignUpPayload<Attended>> {
        let command = shift::AttendShift {
            sign_up_id: decode(&input.sign_up_id),
            via: input.via.into(),
            code: input.code,
        };
        let answer = shift::attend_shift(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }

    /// Tells that a volunteer was there, and how long, never longer than the shift; for those who look after
    /// it, never of oneself. Puts right what was noted before, until it is certified.
    async fn confirm_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and how long.")] input: ConfirmAttendanceInput,
    ) -> Result<SignUpPayload<Confirmed>> {
        let command = shift::ConfirmAttendance {
            sign_up_id: decode(&input.sign_up_id),
            from: input.from.map(Into::into),
            until: input.until.map(Into::into),
        };
        let answer = shift::confirm_attendance(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }

    /// Tells that a volunteer did not come, once the shift has begun; for those who look after it, never of
    /// oneself. Doing so twice changes nothing.
    async fn mark_no_show(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: MarkNoShowInput,
    ) -> Result<SignUpPayload<Missed>> {
        let command = shift::MarkNoShow {
            sign_up_id: decode(&input.sign_up_id),
        };
        let answer = shift::mark_no_show(ctx.core(), ctx.actor(), command).await;
        sign_up_payload(ctx, "signUpId", answer).await
    }
}
