//! `revokeRole`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person;

use super::roles::RoleGrant;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// A role to take back.
#[derive(InputObject)]
pub struct RevokeRoleInput {
    /// Which grant.
    pub grant_id: ID,
}

/// What became of `revokeRole`.
#[derive(SimpleObject)]
pub struct RevokeRolePayload {
    /// The grant, which has ended; null if refused.
    pub grant: Option<RoleGrant>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeRoleMutation;

#[Object]
impl RevokeRoleMutation {
    /// Takes a role back; it ends at once. For administrators of the area.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The grant.")] input: RevokeRoleInput,
    ) -> Result<RevokeRolePayload> {
        let command = person::RevokeRole {
            grant_id: decode(&input.grant_id),
        };
        let answer = person::revoke_role(ctx.core(), ctx.actor(), command).await;
        let (grant, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeRolePayload {
            grant: grant.map(RoleGrant),
            user_errors,
        })
    }
}
