//! `inviteToEvent`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::invitation;

use crate::graphql::context::ContextExt;
use crate::graphql::event::payload::{EventPayload, Invited, payload};
use crate::graphql::id::decode;

/// Whom to invite to what.
#[derive(InputObject)]
pub struct InviteToEventInput {
    /// To which event.
    pub event_id: ID,
    /// People, 200 at most: of the event's area, who answered it, or whom you may see.
    #[graphql(default)]
    pub person_ids: Vec<ID>,
    /// Households, 200 at most: of the event's area, or whom you may see. Whoever lives there is
    /// invited.
    #[graphql(default)]
    pub household_ids: Vec<ID>,
    /// Areas of the city, 200 at most. Whoever lives there is invited.
    #[graphql(default)]
    pub area_ids: Vec<ID>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct InviteToEventMutation;

#[Object]
impl InviteToEventMutation {
    /// Invites people, households and whole areas to an event: whoever is invited sees and answers it,
    /// also where it is for INVITED alone. Who is invited already stays so. For those who run it.
    async fn invite_to_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to invite to what.")] input: InviteToEventInput,
    ) -> Result<EventPayload<Invited>> {
        let event_id = decode(&input.event_id);
        let command = invitation::InviteToEvent {
            event_id: event_id.clone(),
            person_ids: input.person_ids.iter().map(|id| decode(id)).collect(),
            household_ids: input.household_ids.iter().map(|id| decode(id)).collect(),
            area_ids: input.area_ids.iter().map(|id| decode(id)).collect(),
        };
        let key = input.idempotency_key;
        let answer = invitation::invite_to_event(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, Some(event_id), answer).await
    }
}
