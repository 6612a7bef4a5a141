//! `removeStall`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::stall;

use super::payload::{Removed, StallPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// Which stall goes.
#[derive(InputObject)]
pub struct RemoveStallInput {
    /// Which stall.
    pub stall_id: ID,
    /// The version that you saw; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
}

/// See the module.
#[derive(Default)]
pub struct RemoveStallMutation;

#[Object]
impl RemoveStallMutation {
    /// Takes a stall away for which nobody holds a ticket; what was served there stays counted. For those
    /// who run the event, and whoever leads the stall's team.
    async fn remove_stall(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RemoveStallInput,
    ) -> Result<StallPayload<Removed>> {
        let stall_id = decode(&input.stall_id);
        let command = stall::RemoveStall {
            stall_id: stall_id.clone(),
            expected_version: input.expected_version,
        };
        let answer = stall::remove_stall(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(stall_id), answer).await
    }
}
