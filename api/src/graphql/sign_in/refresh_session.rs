//! `refreshSession`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in;

use super::types::NewSession;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::user_error::UserError;

/// A refresh token.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The token that the last answer brought.
    pub refresh_token: String,
}

/// What became of `refreshSession`.
#[derive(SimpleObject)]
pub struct RefreshSessionPayload {
    /// The session with fresh tokens; null if refused.
    pub session: Option<NewSession>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RefreshSessionMutation;

#[Object]
impl RefreshSessionMutation {
    /// Exchanges a refresh token for fresh tokens. For everybody: send it without an access token,
    /// because one that has expired is turned away. A token may be exchanged again within 30 seconds,
    /// if the answer was lost; later than that somebody has stolen it, and the session ends.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload> {
        let command = sign_in::RefreshSession {
            refresh_token: input.refresh_token,
        };
        let answer = sign_in::refresh_session(ctx.core(), ctx.actor(), command).await;
        let (new, user_errors) = outcome(ctx, answer)?;
        let session = match new {
            Some(new) => Some(NewSession::issue(ctx, new).await?),
            None => None,
        };
        Ok(RefreshSessionPayload {
            session,
            user_errors,
        })
    }
}
