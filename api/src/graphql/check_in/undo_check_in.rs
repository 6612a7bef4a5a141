//! `undoCheckIn`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::check_in;

use super::types::CheckIn;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which check-in to take back.
#[derive(InputObject)]
pub struct UndoCheckInInput {
    /// The check-in.
    pub check_in_id: ID,
}

/// What became of `undoCheckIn`.
#[derive(SimpleObject)]
pub struct UndoCheckInPayload {
    /// The check-in, taken back; null if refused.
    pub check_in: Option<CheckIn>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UndoCheckInMutation;

#[Object]
impl UndoCheckInMutation {
    /// Takes a check-in back, so that the party can be checked in again, with other numbers too. At any
    /// time, for those who may check the party in; a second time does nothing.
    async fn undo_check_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UndoCheckInInput,
    ) -> Result<UndoCheckInPayload> {
        let command = check_in::UndoCheckIn {
            check_in_id: decode(&input.check_in_id),
        };
        let answer = check_in::undo_check_in(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(UndoCheckInPayload {
            check_in: row.map(CheckIn),
            user_errors,
        })
    }
}
