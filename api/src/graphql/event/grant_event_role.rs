//! `grantEventRole`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::event;

use super::enums::EventRole;
use super::roles::EventRoleGrant;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// A part to give.
#[derive(InputObject)]
pub struct GrantEventRoleInput {
    /// In which event.
    pub event_id: ID,
    /// To whom: somebody of the event's area, who answered it, or whom you may see.
    pub person_id: ID,
    /// Which.
    pub role: EventRole,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `grantEventRole`.
#[derive(SimpleObject)]
pub struct GrantEventRolePayload {
    /// The part; null if refused.
    pub grant: Option<EventRoleGrant>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct GrantEventRoleMutation;

#[Object]
impl GrantEventRoleMutation {
    /// Gives somebody a part in one event; who has it already keeps the one they have. For organisers
    /// and administrators of the event's area, not for its co-organisers.
    async fn grant_event_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The part.")] input: GrantEventRoleInput,
    ) -> Result<GrantEventRolePayload> {
        let command = event::GrantEventRole {
            event_id: decode(&input.event_id),
            person_id: decode(&input.person_id),
            role: input.role.into(),
        };
        let answer =
            event::grant_event_role(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (grant, user_errors) = outcome(ctx, answer)?;
        Ok(GrantEventRolePayload {
            grant: grant.map(EventRoleGrant),
            user_errors,
        })
    }
}
