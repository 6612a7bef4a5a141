//! `updateEvent`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::event;

use super::enums::{EventKind, Visibility};
use super::payload::{EventPayload, Updated, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::scalars::{LocalDateTime, Markdown};
use crate::graphql::user_error::patch;

/// What to change; a field that is left out stays as it is. `rescheduleEvent` changes the time.
#[derive(InputObject)]
pub struct UpdateEventInput {
    /// Which event.
    pub event_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// The festival that groups it; null for none.
    pub festival_id: MaybeUndefined<ID>,
    /// Label.
    pub kind: MaybeUndefined<EventKind>,
    /// Who may see it.
    pub visibility: MaybeUndefined<Visibility>,
    /// Title, 1 to 120 characters.
    pub title: MaybeUndefined<String>,
    /// Description, up to 10,000 characters; null for none.
    pub description: MaybeUndefined<Markdown>,
    /// Where it takes place; null for not told yet.
    pub venue_id: MaybeUndefined<ID>,
    /// Seats, 0 to 1,000,000; null for unlimited. Fewer than are taken evicts nobody; more lets
    /// waiting parties in.
    pub capacity: MaybeUndefined<i32>,
    /// Largest party, 1 to 20; parties that have answered stay.
    pub max_party: MaybeUndefined<i32>,
    /// Answers are taken from here, on the clocks of the event's zone; null for at once.
    pub rsvp_opens_at: MaybeUndefined<LocalDateTime>,
    /// Answers are taken until here, on the clocks of the event's zone; null for until the start.
    pub rsvp_closes_at: MaybeUndefined<LocalDateTime>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateEventMutation;

#[Object]
impl UpdateEventMutation {
    /// Edits an event's text, place and terms. For those who run it.
    async fn update_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateEventInput,
    ) -> Result<EventPayload<Updated>> {
        let event_id = decode(&input.event_id);
        let command = event::UpdateEvent {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            festival_id: patch(input.festival_id).map(|id| decode(&id)),
            kind: patch(input.kind).map(Into::into),
            visibility: patch(input.visibility).map(Into::into),
            title: patch(input.title),
            description: patch(input.description).map(Into::into),
            venue_id: patch(input.venue_id).map(|id| decode(&id)),
            capacity: patch(input.capacity),
            max_party: patch(input.max_party),
            rsvp_opens_at: patch(input.rsvp_opens_at).map(Into::into),
            rsvp_closes_at: patch(input.rsvp_closes_at).map(Into::into),
        };
        let answer = event::update_event(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
