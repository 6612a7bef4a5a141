//! `createPersonalLink`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::rsvp;

use super::personal_link::PersonalLink;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Whose link to what.
#[derive(InputObject)]
pub struct CreatePersonalLinkInput {
    /// To which event.
    pub event_id: ID,
    /// For whom: oneself, somebody whom one looks after, or who has answered an event that one runs.
    pub person_id: ID,
    /// Makes a retry safe: the same key within 24 hours makes no other link. The answer then has the
    /// link without its token, which is told once.
    pub idempotency_key: Option<String>,
}

/// What became of `createPersonalLink`.
#[derive(SimpleObject)]
pub struct CreatePersonalLinkPayload {
    /// The link; null if refused.
    pub link: Option<PersonalLink>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CreatePersonalLinkMutation;

#[Object]
impl CreatePersonalLinkMutation {
    /// Makes a link by which one person sees one event and answers it without signing in. It counts
    /// until the event is over or it is taken back.
    async fn create_personal_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose link to what.")] input: CreatePersonalLinkInput,
    ) -> Result<CreatePersonalLinkPayload> {
        let command = rsvp::CreatePersonalLink {
            event_id: decode(&input.event_id),
            person_id: decode(&input.person_id),
        };
        let key = input.idempotency_key;
        let answer = rsvp::create_personal_link(ctx.core(), ctx.actor(), command, key).await;
        let (new, user_errors) = outcome(ctx, answer)?;
        Ok(CreatePersonalLinkPayload {
            link: new.map(PersonalLink::from),
            user_errors,
        })
    }
}
