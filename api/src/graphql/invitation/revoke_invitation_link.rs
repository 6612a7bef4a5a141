//! `revokeInvitationLink`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::invitation;

use super::types::InvitationLink;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which link to take back.
#[derive(InputObject)]
pub struct RevokeInvitationLinkInput {
    /// The link.
    pub link_id: ID,
}

/// What became of `revokeInvitationLink`.
#[derive(SimpleObject)]
pub struct RevokeInvitationLinkPayload {
    /// The link, which counts no more; null if refused.
    pub link: Option<InvitationLink>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeInvitationLinkMutation;

#[Object]
impl RevokeInvitationLinkMutation {
    /// Takes a link that invites back: it invites nobody from now on. Whom it has invited stay so.
    /// Doing so twice changes nothing. For those who run the event.
    async fn revoke_invitation_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: RevokeInvitationLinkInput,
    ) -> Result<RevokeInvitationLinkPayload> {
        let command = invitation::RevokeInvitationLink {
            link_id: decode(&input.link_id),
        };
        let answer = invitation::revoke_invitation_link(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeInvitationLinkPayload {
            link: row.map(InvitationLink::from),
            user_errors,
        })
    }
}
