//! What mutations of shifts, and of who is on them, answer.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{ShiftId, shift, shift_sign_up};

use super::sign_up_types::ShiftSignUp;
use super::types::Shift;
use crate::graphql::errors::{is_conflict, name_by, outcome};
use crate::graphql::user_error::UserError;

/// What became of a mutation of a shift.
#[derive(SimpleObject)]
#[graphql(concrete(name = "AddShiftPayload", params(Added)))]
#[graphql(concrete(name = "UpdateShiftPayload", params(Updated)))]
#[graphql(concrete(name = "CancelShiftPayload", params(CalledOff)))]
#[graphql(concrete(name = "CallForVolunteersPayload", params(Called)))]
pub struct ShiftPayload<T: Send + Sync> {
    /// The shift; null if refused, except on a version conflict, which shows it as it is now.
    pub shift: Option<Shift>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `addShift`
pub struct Added;
/// `updateShift`
pub struct Updated;
/// `cancelShift`
pub struct CalledOff;
/// `callForVolunteers`
pub struct Called;

/// Maps a command's answer to a payload.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: Option<IdInput<ShiftId>>,
    answer: Result<shift::Model, DomainError>,
) -> Result<ShiftPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let shift = match (row, id) {
        (Some(row), _) => Shift::of(ctx, Arc::new(row)).await?,
        (None, Some(Ok(id))) if is_conflict(&user_errors) => Shift::if_visible(ctx, id).await?,
        (None, _) => None,
    };
    Ok(ShiftPayload {
        shift,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

/// What became of a mutation of who is on a shift.
#[derive(SimpleObject)]
#[graphql(concrete(name = "SignUpForShiftPayload", params(SignedUp)))]
#[graphql(concrete(name = "CancelSignUpPayload", params(TakenOff)))]
#[graphql(concrete(name = "OfferShiftSwapPayload", params(Offered)))]
#[graphql(concrete(name = "WithdrawShiftSwapPayload", params(Withdrawn)))]
#[graphql(concrete(name = "AcceptShiftSwapPayload", params(Accepted)))]
#[graphql(concrete(name = "AttendShiftPayload", params(Attended)))]
#[graphql(concrete(name = "ConfirmAttendancePayload", params(Confirmed)))]
#[graphql(concrete(name = "MarkNoShowPayload", params(Missed)))]
pub struct SignUpPayload<T: Send + Sync> {
    /// The sign-up; null if refused.
    pub sign_up: Option<ShiftSignUp>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `signUpForShift`
pub struct SignedUp;
/// `cancelSignUp`
pub struct TakenOff;
/// `offerShiftSwap`
pub struct Offered;
/// `withdrawShiftSwap`
pub struct Withdrawn;
/// `acceptShiftSwap`
pub struct Accepted;
/// `attendShift`
pub struct Attended;
/// `confirmAttendance`
pub struct Confirmed;
/// `markNoShow`
pub struct Missed;

/// The same of a sign-up; `named` is the field by which the input names the role and its shift.
pub async fn sign_up_payload<T: Send + Sync>(
    ctx: &Context<'_>,
    named: &str,
    answer: Result<shift_sign_up::Model, DomainError>,
) -> Result<SignUpPayload<T>> {
    let (row, mut user_errors) = outcome(ctx, answer)?;
    name_by(
        &mut user_errors,
        &["eventId", "shiftId", "shiftRoleId"],
        named,
    );
    let sign_up = match row {
        Some(row) => ShiftSignUp::of(ctx, Arc::new(row)).await?,
        None => None,
    };
    Ok(SignUpPayload {
        sign_up,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
