//! `grantRole`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person;

use super::roles::{Role, RoleGrant};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// A role to give.
#[derive(InputObject)]
pub struct GrantRoleInput {
    /// To whom.
    pub person_id: ID,
    /// Which.
    pub role: Role,
    /// Over the subtree of this area.
    pub area_id: ID,
    /// From when it counts; at once if left out.
    pub valid_from: Option<DateTime>,
    /// Until when it counts; open if left out.
    pub valid_until: Option<DateTime>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `grantRole`.
#[derive(SimpleObject)]
pub struct GrantRolePayload {
    /// The grant; null if refused.
    pub grant: Option<RoleGrant>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct GrantRoleMutation;

#[Object]
impl GrantRoleMutation {
    /// Gives somebody a role. For administrators of the area.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload> {
        let command = person::GrantRole {
            person_id: decode(&input.person_id),
            role: input.role.into(),
            area_id: decode(&input.area_id),
            valid_from: input.valid_from.map(|at| at.0),
            valid_until: input.valid_until.map(|at| at.0),
        };
        let answer =
            person::grant_role(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (grant, user_errors) = outcome(ctx, answer)?;
        Ok(GrantRolePayload {
            grant: grant.map(RoleGrant),
            user_errors,
        })
    }
}
