//! Events.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::clock::Instant;
use mulin_domain::event::policy;
use mulin_domain::event::rules::format_duration;
use mulin_domain::event::view::EventView;
use mulin_domain::person;
use mulin_entities::PersonId;

use super::arrangements::EventArrangements;
use super::enums::{EventKind, EventState, Visibility, WaitlistOrder};
use super::guests::EventGuests;
use super::local_day::EventLocalDay;
use super::messages::EventMessages;
use super::viewer_can::EventViewerCan;
use crate::connection;
use crate::graphql::banquet::of_event::EventBanquet;
use crate::graphql::context::{ContextExt, RequestContext};
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::{ViewerRsvp, load, required};
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::place::types::{Area, Venue};
use crate::graphql::rsvp::loaders::AnswerOf;
use crate::graphql::rsvp::options::RsvpOptions;
use crate::graphql::rsvp::types::Rsvp;
use crate::graphql::scalars::{DateTime, Duration, Markdown, TimeZone};
use crate::graphql::shift::of_event::EventShifts;
use crate::graphql::stall::of_event::EventStalls;

/// Attendees that are shown when no number is given.
pub const DEFAULT_ATTENDEES: i32 = 5;

/// The seats of an event, as of now.
#[derive(SimpleObject, Clone, Copy)]
pub struct Seats {
    /// Seats offered; null for unlimited.
    pub capacity: Option<i32>,
    /// Seats held by those who come. May exceed a capacity that was lowered: nobody is evicted.
    pub taken: i32,
    /// Seats that can still be given; null for unlimited.
    pub free: Option<i32>,
    /// Parties that wait for a seat.
    pub waitlisted: i32,
}

/// Somebody who comes. Neighbours see masked names (王*梅); those who run the event and its helpers see
/// them whole.
#[derive(SimpleObject, Clone)]
pub struct Attendee {
    /// Name.
    pub name: String,
    /// Size of the party.
    pub party_size: i32,
}

/// What a list read ahead for its events, so that no event has to ask.
#[derive(Default)]
pub struct Ahead {
    /// The viewer's answer, if it was read.
    pub viewer_rsvp: Option<Option<Rsvp>>,
    /// The first so many attendees, if they were read.
    pub attendees: Option<(i32, Vec<Attendee>)>,
    /// Whether the venue was read with the event.
    pub venue: bool,
}

/// One occurrence with a time, a place, an audience and a state.
#[derive(Clone, Description)]
pub struct Event {
    /// The row with its seats.
    pub view: Arc<EventView>,
    pub(super) ahead: Arc<Ahead>,
}

connection! {
    /// Events by start.
    EventConnection, EventEdge, Event
}

impl Event {
    /// An event of which nothing more was read.
    pub fn new(view: Arc<EventView>) -> Self {
        Self {
            view,
            ahead: Arc::default(),
        }
    }

    /// An event of which more was read.
    pub fn with(view: EventView, ahead: Ahead) -> Self {
        Self {
            view: Arc::new(view),
            ahead: Arc::new(ahead),
        }
    }

    pub(crate) fn seat_counts(&self) -> Seats {
        Seats {
            capacity: self.view.capacity,
            taken: self.view.taken,
            free: self.view.free(),
            waitlisted: self.view.waitlisted,
        }
    }

    pub(super) fn window(&self) -> Option<Duration> {
        let seconds = self.view.offer_seconds;
        seconds.map(|seconds| Duration(format_duration(seconds)))
    }

    pub(super) fn is_over_by(&self, now: Instant) -> bool {
        self.view.ends_at <= now
    }

    pub(super) fn can(&self, request: &RequestContext) -> EventViewerCan {
        EventViewerCan::of(&request.actor, &self.view, request.core.now())
    }
}

/// Names and sizes of parties as the actor may see them.
pub fn shown(
    actor: &mulin_domain::Actor,
    event: &EventView,
    attendees: impl IntoIterator<Item = (String, i32)>,
) -> Vec<Attendee> {
    let whole = policy::checks_in(actor, event.id, &event.area_path);
    let name = |name: String| {
        if whole {
            name
        } else {
            person::rules::masked(&name)
        }
    };
    attendees
        .into_iter()
        .map(|(full_name, party_size)| Attendee {
            name: name(full_name),
            party_size,
        })
        .collect()
}

#[Object(use_type_description)]
impl Event {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.view.root_area_id, self.view.id)
    }

    /// Label.
    async fn kind(&self) -> EventKind {
        self.view.kind.into()
    }

    /// Life cycle.
    async fn state(&self) -> EventState {
        self.view.state.into()
    }

    /// Who may see it.
    async fn visibility(&self) -> Visibility {
        self.view.visibility.into()
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.view.title
    }

    /// Description, may be empty.
    async fn description(&self) -> Markdown {
        Markdown(self.view.description.clone())
    }

    /// Start.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.view.starts_at)
    }

    /// End.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.view.ends_at)
    }

    /// Zone in which to show the times.
    async fn time_zone(&self) -> TimeZone {
        TimeZone(self.view.time_zone.clone())
    }

    /// Whether it has ended by now.
    async fn is_over(&self, ctx: &Context<'_>) -> bool {
        self.is_over_by(ctx.core().now())
    }

    /// Answers are taken from here; null for at once.
    async fn rsvp_opens_at(&self) -> Option<DateTime> {
        self.view.rsvp_opens_at.map(DateTime)
    }

    /// Answers are taken until here.
    async fn rsvp_closes_at(&self) -> DateTime {
        DateTime(self.view.rsvp_closes_at.unwrap_or(self.view.starts_at))
    }

    /// Largest party, 1 to 20.
    async fn max_party(&self) -> i32 {
        self.view.max_party
    }

    /// Whether those who run it approve each answer before it gets seats.
    async fn needs_approval(&self) -> bool {
        self.view.needs_approval
    }

    /// Who gets a seat that becomes free.
    async fn waitlist_order(&self) -> WaitlistOrder {
        self.view.waitlist_order.into()
    }

    /// How long seats that became free are held for a waiting party to take them, nights not counted;
    /// null if the party is seated at once.
    async fn offer_window(&self) -> Option<Duration> {
        self.window()
    }

    /// Most seats that one household holds; null for as many as it wants.
    async fn household_limit(&self) -> Option<i32> {
        self.view.household_limit
    }

    /// What the organiser told about a cancellation; null if nothing, or if it takes place.
    async fn cancel_reason(&self) -> Option<&str> {
        self.view.cancel_reason.as_deref()
    }

    /// Raised by every edit, never by an answer.
    async fn version(&self) -> i32 {
        self.view.version
    }

    /// Its audience is the subtree of this area.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.view.area_id).await?))
    }

    /// Where it takes place; null if not told yet.
    async fn venue(&self, ctx: &Context<'_>) -> Result<Option<Venue>> {
        if self.ahead.venue {
            return Ok(self.view.venue.clone().map(Venue));
        }
        match self.view.venue_id {
            Some(venue) => Ok(load(ctx, venue).await?.map(Venue)),
            None => Ok(None),
        }
    }

    /// The festival that groups it; null if none that the caller may see.
    async fn festival(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        match self.view.festival_id {
            Some(festival) => Ok(load(ctx, festival).await?.map(Event::new)),
            None => Ok(None),
        }
    }

    /// Its seats, as of now.
    async fn seats(&self) -> Seats {
        self.seat_counts()
    }

    /// The caller's own answer; null if there is none, or nobody is signed in.
    #[graphql(cache_control(private))]
    async fn viewer_rsvp(&self, ctx: &Context<'_>) -> Result<Option<Rsvp>> {
        if let Some(read) = &self.ahead.viewer_rsvp {
            return Ok(read.clone());
        }
        Ok(load(ctx, ViewerRsvp(self.view.id)).await?.map(Rsvp))
    }

    /// What would become of the caller's answer GOING, before it is given.
    #[graphql(cache_control(private))]
    async fn viewer_rsvp_options(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For a party of this size; as in the answer before if left out, or one.")]
        party_size: Option<i32>,
    ) -> Result<RsvpOptions> {
        RsvpOptions::of(ctx, &self.view, party_size).await
    }

    /// The answer of one person whom the caller may act for; null if there is none, or the caller may
    /// not.
    #[graphql(cache_control(private))]
    async fn rsvp_of(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose answer.")] person_id: ID,
    ) -> Result<Option<Rsvp>> {
        let Ok(person) = decode::<PersonId>(&person_id) else {
            return Ok(None);
        };
        if load(ctx, ActedFor(person)).await?.is_none() {
            return Ok(None);
        }
        let event = self.view.id;
        Ok(load(ctx, AnswerOf { person, event }).await?.map(Rsvp))
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> EventViewerCan {
        self.can(ctx.request())
    }

    #[graphql(flatten)]
    async fn local_day(&self) -> EventLocalDay {
        EventLocalDay(self.view.clone())
    }

    #[graphql(flatten)]
    async fn guests(&self) -> EventGuests {
        EventGuests(self.clone())
    }

    #[graphql(flatten)]
    async fn arrangements(&self) -> EventArrangements {
        EventArrangements(self.clone())
    }

    #[graphql(flatten)]
    async fn messages(&self) -> EventMessages {
        EventMessages(self.clone())
    }

    #[graphql(flatten)]
    async fn shifts_of(&self) -> EventShifts {
        EventShifts(self.view.clone())
    }

    #[graphql(flatten)]
    async fn stalls_of(&self) -> EventStalls {
        EventStalls(self.view.clone())
    }

    #[graphql(flatten)]
    async fn banquet_of(&self) -> EventBanquet {
        EventBanquet(self.view.clone())
    }
}
