//! `revokeInvitation`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::invitation;

use super::types::Invitation;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which invitation to take back.
#[derive(InputObject)]
pub struct RevokeInvitationInput {
    /// The invitation.
    pub invitation_id: ID,
}

/// What became of `revokeInvitation`.
#[derive(SimpleObject)]
pub struct RevokeInvitationPayload {
    /// The invitation, which counts no more; null if refused.
    pub invitation: Option<Invitation>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeInvitationMutation;

#[Object]
impl RevokeInvitationMutation {
    /// Takes an invitation back. An answer that was given stands, and who gave it goes on to see the
    /// event unless they leave; whom nothing else invites sees it no more. Doing so twice changes
    /// nothing. For those who run the event.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation.")] input: RevokeInvitationInput,
    ) -> Result<RevokeInvitationPayload> {
        let command = invitation::RevokeInvitation {
            invitation_id: decode(&input.invitation_id),
        };
        let answer = invitation::revoke_invitation(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeInvitationPayload {
            invitation: row.map(Invitation),
            user_errors,
        })
    }
}
