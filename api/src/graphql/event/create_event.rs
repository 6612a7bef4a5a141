//! `createEvent`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::event;

use super::enums::{EventKind, Visibility, WaitlistOrder};
use super::payload::{Created, EventPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::given;
use crate::graphql::scalars::{Duration, LocalDateTime, Markdown, TimeZone};

/// A new event.
#[derive(InputObject)]
pub struct CreateEventInput {
    /// Its audience is the subtree of this area.
    pub area_id: ID,
    /// The festival that groups it.
    pub festival_id: Option<ID>,
    /// Label.
    pub kind: EventKind,
    /// Who may see it.
    #[graphql(default_with = "Visibility::Public")]
    pub visibility: Visibility,
    /// Title, 1 to 120 characters.
    pub title: String,
    /// Description, up to 10,000 characters.
    pub description: Option<Markdown>,
    /// Where it takes place.
    pub venue_id: Option<ID>,
    /// Start on the clocks of `timeZone`, to come.
    pub starts_at: LocalDateTime,
    /// End on the clocks of `timeZone`, after the start.
    pub ends_at: LocalDateTime,
    /// Zone of the wall-clock times; the platform's if left out.
    pub time_zone: Option<TimeZone>,
    /// Seats, 0 to 1,000,000; null or left out for unlimited.
    pub capacity: Option<i32>,
    /// Largest party, 1 to 20; 20 if left out.
    pub max_party: Option<i32>,
    /// Answers are taken from here, on the clocks of `timeZone`; at once if left out.
    pub rsvp_opens_at: Option<LocalDateTime>,
    /// Answers are taken until here, on the clocks of `timeZone`; until the start if left out.
    pub rsvp_closes_at: Option<LocalDateTime>,
    /// Whether those who run the event approve each answer before it gets seats; not if left out.
    pub needs_approval: Option<bool>,
    /// Who gets a seat that becomes free; FIRST_FIT if left out.
    pub waitlist_order: Option<WaitlistOrder>,
    /// How long seats that became free are held for a waiting party to take them, PT15M to P7D; nights
    /// do not count. Left out: the party is seated at once.
    pub offer_window: Option<Duration>,
    /// Most seats that one household holds, 1 to 100; left out: as many as it wants.
    pub household_limit: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct CreateEventMutation;

#[Object]
impl CreateEventMutation {
    /// Drafts an event, which nobody but its organisers sees before it is published. For organisers
    /// and administrators of the area.
    async fn create_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event.")] input: CreateEventInput,
    ) -> Result<EventPayload<Created>> {
        let command = event::CreateEvent {
            area_id: decode(&input.area_id),
            festival_id: input.festival_id.as_ref().map(|id| decode(id)),
            kind: input.kind.into(),
            visibility: input.visibility.into(),
            title: input.title,
            description: input.description.map(Into::into),
            venue_id: input.venue_id.as_ref().map(|id| decode(id)),
            starts_at: input.starts_at.into(),
            ends_at: input.ends_at.into(),
            time_zone: input.time_zone.map(Into::into),
            capacity: input.capacity,
            max_party: input.max_party,
            rsvp_opens_at: input.rsvp_opens_at.map(Into::into),
            rsvp_closes_at: input.rsvp_closes_at.map(Into::into),
            terms: event::RsvpTerms {
                needs_approval: given(input.needs_approval),
                waitlist_order: given(input.waitlist_order).map(Into::into),
                offer_window: given(input.offer_window).map(Into::into),
                household_limit: given(input.household_limit),
            },
        };
        let answer =
            event::create_event(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        payload(ctx, None, answer).await
    }
}
