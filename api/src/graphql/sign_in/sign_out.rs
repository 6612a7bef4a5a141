//! `signOut`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::user_error::UserError;

/// From where to sign out.
#[derive(InputObject)]
pub struct SignOutInput {
    /// From all devices, not from this one alone.
    #[graphql(default = false)]
    pub all_devices: bool,
}

/// What became of `signOut`.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct SignOutMutation;

#[Object]
impl SignOutMutation {
    /// Ends the session of the access token in use: its tokens count no more from then on. A token
    /// that belongs to no session, such as an operator's, stays as it is. For whoever is signed in.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From where.")] input: SignOutInput,
    ) -> Result<SignOutPayload> {
        let command = sign_in::SignOut {
            all_devices: input.all_devices,
        };
        let answer = sign_in::sign_out(ctx.core(), ctx.actor(), command).await;
        let (_, user_errors) = outcome(ctx, answer)?;
        Ok(SignOutPayload { user_errors })
    }
}
