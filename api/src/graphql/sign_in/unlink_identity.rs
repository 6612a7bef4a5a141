//! `unlinkIdentity`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in::identity::{UnlinkIdentity, unlink_identity};

use super::identity::ExternalIdentity;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::user_error::UserError;

/// What to unlink.
#[derive(InputObject)]
pub struct UnlinkIdentityInput {
    /// The issuer of one of `viewer.identities`.
    pub issuer: String,
}

/// What became of `unlinkIdentity`.
#[derive(SimpleObject)]
pub struct UnlinkIdentityPayload {
    /// The accounts that are still linked; null if refused.
    pub identities: Option<Vec<ExternalIdentity>>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UnlinkIdentityMutation;

#[Object]
impl UnlinkIdentityMutation {
    /// Unlinks the caller's accounts at an outside issuer: their tokens sign nobody in any more, until
    /// they are linked again with `linkIdentity`.
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The issuer.")] input: UnlinkIdentityInput,
    ) -> Result<UnlinkIdentityPayload> {
        let command = UnlinkIdentity {
            issuer: input.issuer,
        };
        let answer = unlink_identity(ctx.core(), ctx.actor(), command).await;
        let (rows, user_errors) = outcome(ctx, answer)?;
        Ok(UnlinkIdentityPayload {
            identities: rows.map(|rows| rows.into_iter().map(ExternalIdentity).collect()),
            user_errors,
        })
    }
}
