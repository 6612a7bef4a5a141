//! `revokePersonalLink`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::rsvp;

use super::personal_link::PersonalLink;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which link to take back.
#[derive(InputObject)]
pub struct RevokePersonalLinkInput {
    /// The link.
    pub link_id: ID,
}

/// What became of `revokePersonalLink`.
#[derive(SimpleObject)]
pub struct RevokePersonalLinkPayload {
    /// The link, which counts no more; null if refused.
    pub link: Option<PersonalLink>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokePersonalLinkMutation;

#[Object]
impl RevokePersonalLinkMutation {
    /// Takes a personal link back: it opens nothing from now on, nor do those that messages so far
    /// carried to its person about its event. Its person may do so, whoever looks
    /// after them, and whoever runs the event. Doing so twice changes nothing.
    async fn revoke_personal_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: RevokePersonalLinkInput,
    ) -> Result<RevokePersonalLinkPayload> {
        let command = rsvp::RevokePersonalLink {
            link_id: decode(&input.link_id),
        };
        let answer = rsvp::revoke_personal_link(ctx.core(), ctx.actor(), command).await;
        let (link, user_errors) = outcome(ctx, answer)?;
        Ok(RevokePersonalLinkPayload {
            link: link.map(PersonalLink::from),
            user_errors,
        })
    }
}
