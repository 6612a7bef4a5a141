//! `createInvitationLink`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::invitation;

use super::types::InvitationLink;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::LocalDateTime;
use crate::graphql::user_error::UserError;

/// A link to what, and for how many.
#[derive(InputObject)]
pub struct CreateInvitationLinkInput {
    /// To which event.
    pub event_id: ID,
    /// How many people it invites, 1 to 100,000.
    pub max_uses: i32,
    /// Until when it counts, in the event's time zone; until the event is over if left out.
    pub expires_at: Option<LocalDateTime>,
    /// Makes a retry safe: the same key within 24 hours makes no other link. The answer then has the
    /// link without its token, which is told once.
    pub idempotency_key: Option<String>,
}

/// What became of `createInvitationLink`.
#[derive(SimpleObject)]
pub struct CreateInvitationLinkPayload {
    /// The link; null if refused.
    pub link: Option<InvitationLink>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CreateInvitationLinkMutation;

#[Object]
impl CreateInvitationLinkMutation {
    /// Makes a link that invites whoever opens it, signed in: each person once, and so many at most.
    /// An event has up to 50 that count. For those who run the event.
    async fn create_invitation_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A link to what, and for how many.")] input: CreateInvitationLinkInput,
    ) -> Result<CreateInvitationLinkPayload> {
        let command = invitation::CreateInvitationLink {
            event_id: decode(&input.event_id),
            max_uses: input.max_uses,
            expires_at: input.expires_at.map(Into::into),
        };
        let key = input.idempotency_key;
        let answer =
            invitation::create_invitation_link(ctx.core(), ctx.actor(), command, key).await;
        let (new, user_errors) = outcome(ctx, answer)?;
        Ok(CreateInvitationLinkPayload {
            link: new.map(InvitationLink::from),
            user_errors,
        })
    }
}
