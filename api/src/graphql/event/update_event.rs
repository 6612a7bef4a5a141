//! `updateEvent`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::event;

use super::enums::{EventKind, Visibility, WaitlistOrder};
use super::payload::{EventPayload, Updated, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::patch;
use crate::graphql::scalars::{Duration, LocalDateTime, Markdown};

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
    /// Whether those who run the event approve each answer before it gets seats. Those who came stay,
    /// and requests stay to be decided.
    pub needs_approval: MaybeUndefined<bool>,
    /// Who gets a seat that becomes free.
    pub waitlist_order: MaybeUndefined<WaitlistOrder>,
    /// How long seats that became free are held for a waiting party to take them, PT15M to P7D; nights
    /// do not count; null to seat it at once. Offers that were made stand.
    pub offer_window: MaybeUndefined<Duration>,
    /// Most seats that one household holds, 1 to 100; null for as many as it wants. Households that
    /// have more keep them.
    pub household_limit: MaybeUndefined<i32>,
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
            terms: event::RsvpTerms {
                needs_approval: patch(input.needs_approval),
                waitlist_order: patch(input.waitlist_order).map(Into::into),
                offer_window: patch(input.offer_window).map(Into::into),
                household_limit: patch(input.household_limit),
            },
        };
        let answer = event::update_event(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
