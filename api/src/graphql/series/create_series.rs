//! `createSeries`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::event::RsvpTerms;
use mulin_domain::series;

use super::payload::{Created, SeriesPayload, payload};
use super::schedule::ScheduleInput;
use crate::graphql::context::ContextExt;
use crate::graphql::event::enums::{EventKind, Visibility, WaitlistOrder};
use crate::graphql::id::decode;
use crate::graphql::patch::given;
use crate::graphql::scalars::{Duration, Markdown};

/// A new series: what its events have in common, and what they repeat by.
#[derive(InputObject)]
pub struct CreateSeriesInput {
    /// The audience of its events is the subtree of this area.
    pub area_id: ID,
    /// The festival that groups its events.
    pub festival_id: Option<ID>,
    /// Label.
    pub kind: EventKind,
    /// Who may see its events.
    #[graphql(default_with = "Visibility::Public")]
    pub visibility: Visibility,
    /// Title, 1 to 120 characters.
    pub title: String,
    /// Description, up to 10,000 characters.
    pub description: Option<Markdown>,
    /// Where its events take place.
    pub venue_id: Option<ID>,
    /// Seats of each event, 0 to 1,000,000; null or left out for unlimited.
    pub capacity: Option<i32>,
    /// Largest party, 1 to 20; 20 if left out.
    pub max_party: Option<i32>,
    /// Whether those who run an event approve each answer before it gets seats; not if left out.
    pub needs_approval: Option<bool>,
    /// Who gets a seat that becomes free; FIRST_FIT if left out.
    pub waitlist_order: Option<WaitlistOrder>,
    /// How long seats that became free are held for a waiting party to take them, PT15M to P7D; nights
    /// do not count. Left out: the party is seated at once.
    pub offer_window: Option<Duration>,
    /// Most seats that one household holds at one event, 1 to 100; left out: as many as it wants.
    pub household_limit: Option<i32>,
    /// Answers to an event are taken from so many minutes before its start, 1 to 527,040 (366 days); at
    /// once if left out.
    pub opens_before_minutes: Option<i32>,
    /// Answers to an event are taken until so many minutes before its start, 0 to 527,040; until the start
    /// if left out.
    pub closes_before_minutes: Option<i32>,
    /// Whether its events are published as they are made; left out: they are drafts.
    #[graphql(default)]
    pub publish: bool,
    /// An event whose programme, questions and reminders the first events take over. Later ones take them
    /// over from the one before.
    pub like_event_id: Option<ID>,
    /// What it repeats by. `seriesPreview` tells the dates beforehand.
    pub schedule: ScheduleInput,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct CreateSeriesMutation;

#[Object]
impl CreateSeriesMutation {
    /// Makes a series with its events of the next 18 months; later ones are made as time goes by. For
    /// organisers and administrators of the area.
    async fn create_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] input: CreateSeriesInput,
    ) -> Result<SeriesPayload<Created>> {
        let command = series::CreateSeries {
            area_id: decode(&input.area_id),
            festival_id: input.festival_id.as_ref().map(|id| decode(id)),
            kind: input.kind.into(),
            visibility: input.visibility.into(),
            title: input.title,
            description: input.description.map(Into::into),
            venue_id: input.venue_id.as_ref().map(|id| decode(id)),
            capacity: input.capacity,
            max_party: input.max_party,
            terms: RsvpTerms {
                needs_approval: given(input.needs_approval),
                waitlist_order: given(input.waitlist_order).map(Into::into),
                offer_window: given(input.offer_window).map(Into::into),
                household_limit: given(input.household_limit),
            },
            opens_before_minutes: input.opens_before_minutes,
            closes_before_minutes: input.closes_before_minutes,
            publish: input.publish,
            like_event_id: input.like_event_id.as_ref().map(|id| decode(id)),
            schedule: input.schedule.into(),
        };
        let key = input.idempotency_key;
        let answer = series::create_series(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, None, answer).await
    }
}
