//! `revokeEventRole`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::event;

use super::roles::EventRoleGrant;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// A part to take back.
#[derive(InputObject)]
pub struct RevokeEventRoleInput {
    /// Which.
    pub event_role_id: ID,
}

/// What became of `revokeEventRole`.
#[derive(SimpleObject)]
pub struct RevokeEventRolePayload {
    /// The part, which has ended; null if refused.
    pub grant: Option<EventRoleGrant>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeEventRoleMutation;

#[Object]
impl RevokeEventRoleMutation {
    /// Takes a part in an event back; it ends at once. Doing so twice changes nothing. For organisers
    /// and administrators of the event's area.
    async fn revoke_event_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The part.")] input: RevokeEventRoleInput,
    ) -> Result<RevokeEventRolePayload> {
        let command = event::RevokeEventRole {
            event_role_id: decode(&input.event_role_id),
        };
        let answer = event::revoke_event_role(ctx.core(), ctx.actor(), command).await;
        let (grant, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeEventRolePayload {
            grant: grant.map(EventRoleGrant),
            user_errors,
        })
    }
}
