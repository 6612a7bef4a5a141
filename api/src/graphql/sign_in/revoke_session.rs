//! `revokeSession`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in;

use super::types::Session;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which session to end.
#[derive(InputObject)]
pub struct RevokeSessionInput {
    /// One of `viewer.sessions`.
    pub session_id: ID,
}

/// What became of `revokeSession`.
#[derive(SimpleObject)]
pub struct RevokeSessionPayload {
    /// The session, which has ended; null if refused.
    pub session: Option<Session>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeSessionMutation;

#[Object]
impl RevokeSessionMutation {
    /// Ends a session of one's own, for example on a device that was lost: its tokens count no more
    /// from then on.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session.")] input: RevokeSessionInput,
    ) -> Result<RevokeSessionPayload> {
        let command = sign_in::RevokeSession {
            session_id: decode(&input.session_id),
        };
        let answer = sign_in::revoke_session(ctx.core(), ctx.actor(), command).await;
        let (session, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeSessionPayload {
            session: session.map(Session),
            user_errors,
        })
    }
}
