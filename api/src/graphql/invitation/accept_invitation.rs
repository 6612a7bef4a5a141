//! `acceptInvitation`

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::invitation;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::event::types::Event;
use crate::graphql::user_error::UserError;

/// By which link.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The token of a link that invites.
    #[graphql(secret)]
    pub token: String,
}

/// What became of `acceptInvitation`.
#[derive(SimpleObject)]
pub struct AcceptInvitationPayload {
    /// The event, which the caller sees and may answer from now on; null if refused.
    pub event: Option<Event>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct AcceptInvitationMutation;

#[Object]
impl AcceptInvitationMutation {
    /// Takes what a link gives: from now on the caller is invited to its event. It takes one use of the
    /// link, and none from who is invited in person already; doing so twice changes nothing.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By which link.")] input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload> {
        let command = invitation::AcceptInvitation { token: input.token };
        let answer = invitation::accept_invitation(ctx.core(), ctx.actor(), command).await;
        let (view, user_errors) = outcome(ctx, answer)?;
        Ok(AcceptInvitationPayload {
            event: view.map(|view| Event::new(Arc::new(view))),
            user_errors,
        })
    }
}
