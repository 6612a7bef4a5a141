//! Events.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::clock::Instant;
use mulin_domain::event::policy;
use mulin_domain::event::rules::format_duration;
use mulin_domain::event::view::EventView;
use mulin_domain::{check_in, person, rsvp};
use mulin_entities::{PersonId, invitation, invitation_link, rsvp as rsvp_table};

use super::enums::{EventKind, EventState, Visibility, WaitlistOrder};
use super::loaders::{ProgrammeOf, RemindersOf, RolesOf};
use super::programme_items::ProgrammeItem;
use super::roles::EventRoleGrant;
use super::viewer_can::EventViewerCan;
use crate::connection;
use crate::graphql::check_in::of_event::{self, EventAttendance};
use crate::graphql::check_in::types::{CheckInCandidate, CheckInConnection, CheckInList};
use crate::graphql::connection::{Key, PageArgs};
use crate::graphql::context::{ContextExt, RequestContext};
use crate::graphql::id::{decode, encode};
use crate::graphql::invitation::loaders::{InvitationLinksOf, InvitationsOf};
use crate::graphql::invitation::types::{
    Invitation, InvitationConnection, InvitationLink, InvitationLinkConnection,
};
use crate::graphql::loaders::{AttendeesOf, RsvpsOf, ViewerRsvp, load, required};
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::place::types::{Area, Venue, page_size};
use crate::graphql::question::loaders::QuestionsOf;
use crate::graphql::question::types::Question;
use crate::graphql::rsvp::loaders::AnswerOf;
use crate::graphql::rsvp::types::{Rsvp, RsvpConnection, RsvpState};
use crate::graphql::scalars::{DateTime, Duration, Markdown, TimeZone};

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

    fn shows_lists(&self, ctx: &Context<'_>) -> bool {
        check_in::policy::may_see_lists(ctx.actor(), self.view.id, &self.view.area_path)
    }

    fn shows_attendance(&self, ctx: &Context<'_>) -> bool {
        check_in::policy::may_see_attendance(ctx.actor(), self.view.id, &self.view.area_path)
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

    /// The parts in it that count, in the order in which they were given: all for those who run the
    /// event, and one's own for their holders.
    #[graphql(complexity = "20 * child_complexity", cache_control(private))]
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<EventRoleGrant>> {
        let (actor, area_path) = (ctx.actor(), &self.view.area_path);
        if !policy::checks_in(actor, self.view.id, area_path) {
            return Ok(Vec::new());
        }
        let given = load(ctx, RolesOf(self.view.id)).await?.unwrap_or_default();
        let shown = given.into_iter();
        Ok(shown
            .filter(|role| policy::may_see_role(actor, role, area_path))
            .map(EventRoleGrant)
            .collect())
    }

    /// The first to have said that they come, by arrival; empty if nobody is signed in.
    #[graphql(
        complexity = "usize::try_from(first).unwrap_or(0) * child_complexity",
        cache_control(private)
    )]
    async fn attendees(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many, 1 to 20.",
            default = 5,
            validator(minimum = 1, maximum = 20)
        )]
        first: i32,
    ) -> Result<Vec<Attendee>> {
        if !policy::may_see_attendees(ctx.actor()) {
            return Ok(Vec::new());
        }
        if let Some((read, attendees)) = &self.ahead.attendees
            && *read == first
        {
            return Ok(attendees.clone());
        }
        let key = AttendeesOf {
            event: self.view.id,
            first: u64::try_from(first).unwrap_or(1),
        };
        let attendees = load(ctx, key).await?.unwrap_or_default();
        let attendees = attendees.into_iter().map(|row| (row.name, row.party));
        Ok(shown(ctx.actor(), &self.view, attendees))
    }

    /// Who answered what, for those who run the event and its helpers; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn rsvps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; all if left out.")] states: Option<Vec<RsvpState>>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<RsvpConnection>> {
        if !rsvp::policy::may_see_all(ctx.actor(), self.view.id, &self.view.area_path) {
            return Ok(None);
        }
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page::<Key<_>>()?
        .map(|Key(id)| id);
        let key = RsvpsOf {
            event: self.view.id,
            states: states
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            page,
        };
        let slice = load(ctx, key).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &rsvp_table::Model| Key(row.id);
        Ok(Some(RsvpConnection::new(slice, key, Rsvp)))
    }

    /// The Ed25519 public key of the codes that parties show, in base64url without padding, for devices
    /// that check them while offline; for those who run the event and its helpers; null for others.
    #[graphql(cache_control(private))]
    async fn check_in_public_key(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if !self.shows_lists(ctx) {
            return Ok(None);
        }
        of_event::public_key(ctx, self.view.id).await
    }

    /// The lists that people are checked in on, the event's own first, for those who run the event and
    /// its helpers; null for others.
    #[graphql(complexity = "10 * child_complexity", cache_control(private))]
    async fn check_in_lists(&self, ctx: &Context<'_>) -> Result<Option<Vec<CheckInList>>> {
        if !self.shows_lists(ctx) {
            return Ok(None);
        }
        Ok(Some(of_event::lists(ctx, self.view.id).await?))
    }

    /// Finds who stands at the door among the parties that come, by name: by a part of the name of who
    /// answered or comes along, of the unit, or of the building. For those who run the event and its
    /// helpers; null for others.
    #[graphql(
        complexity = "usize::try_from(first).unwrap_or(0) * child_complexity",
        cache_control(private)
    )]
    async fn check_in_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The list on which to look whether they are there; the event's own if left \
                          out."
        )]
        list_id: Option<ID>,
        #[graphql(
            desc = "What to look for; all if empty.",
            validator(chars_max_length = 40)
        )]
        text: String,
        #[graphql(
            desc = "How many, 1 to 100.",
            default = 20,
            validator(minimum = 1, maximum = 100)
        )]
        first: i32,
    ) -> Result<Option<Vec<CheckInCandidate>>> {
        if !self.shows_lists(ctx) {
            return Ok(None);
        }
        let found = of_event::search(ctx, self.view.id, list_id.as_ref(), &text, first).await?;
        Ok(Some(found))
    }

    /// Who was checked in, in the order of time, also what was taken back; for those who run the event
    /// and its helpers; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn check_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only on this list.")] list_id: Option<ID>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<CheckInConnection>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let page = page.page::<Key<_>>()?.map(|Key(id)| id);
        if !self.shows_lists(ctx) {
            return Ok(None);
        }
        let page = of_event::check_ins(ctx, self.view.id, list_id.as_ref(), page).await?;
        Ok(Some(page))
    }

    /// The answers GOING whose parties did not come, once the event is over: empty if nobody was checked
    /// in at all. For those who run the event; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn no_shows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<RsvpConnection>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let page = page.page::<Key<_>>()?.map(|Key(id)| id);
        if !self.shows_attendance(ctx) {
            return Ok(None);
        }
        Ok(Some(of_event::no_shows(ctx, self.view.id, page).await?))
    }

    /// How many were there, for those who run the event; null for others.
    #[graphql(cache_control(private))]
    async fn attendance(&self, ctx: &Context<'_>) -> Result<Option<EventAttendance>> {
        if !self.shows_attendance(ctx) {
            return Ok(None);
        }
        Ok(Some(of_event::attendance(ctx, self.view.id).await?))
    }

    /// The programme in order of time.
    #[graphql(complexity = "20 * child_complexity")]
    async fn programme(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeItem>> {
        let items = load(ctx, ProgrammeOf(self.view.id))
            .await?
            .unwrap_or_default();
        let (starts_at, root) = (self.view.starts_at, self.view.root_area_id);
        Ok(items
            .into_iter()
            .map(|item| ProgrammeItem {
                item,
                starts_at,
                root,
            })
            .collect())
    }

    /// Who was invited to it, in the order in which that was done, for those who run it; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<InvitationConnection>> {
        if !policy::manages(ctx.actor(), self.view.id, &self.view.area_path) {
            return Ok(None);
        }
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page::<Key<_>>()?
        .map(|Key(id)| id);
        let event = self.view.id;
        let slice = load(ctx, InvitationsOf { event, page }).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &invitation::Model| Key(row.id);
        Ok(Some(InvitationConnection::new(slice, key, Invitation)))
    }

    /// The links that invite to it, in the order in which they were made, for those who run it; null for
    /// others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn invitation_links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<InvitationLinkConnection>> {
        if !policy::manages(ctx.actor(), self.view.id, &self.view.area_path) {
            return Ok(None);
        }
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page::<Key<_>>()?
        .map(|Key(id)| id);
        let event = self.view.id;
        let slice = load(ctx, InvitationLinksOf { event, page }).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &invitation_link::Model| Key(row.id);
        Ok(Some(InvitationLinkConnection::new(
            slice,
            key,
            InvitationLink::from,
        )))
    }

    /// What it asks of those who answer it, in order: the form as it is now.
    #[graphql(complexity = "10 * child_complexity")]
    async fn questions(&self, ctx: &Context<'_>) -> Result<Vec<Question>> {
        let form = load(ctx, QuestionsOf(self.view.id)).await?;
        let form = form.unwrap_or_default().into_iter();
        Ok(form.map(Question).collect())
    }

    /// How long before the start its participants are reminded, the earliest first.
    async fn reminders(&self, ctx: &Context<'_>) -> Result<Vec<Duration>> {
        let rules = load(ctx, RemindersOf(self.view.id))
            .await?
            .unwrap_or_default();
        let text = mulin_domain::event::rules::format_duration;
        Ok(rules
            .into_iter()
            .map(|seconds| Duration(text(seconds)))
            .collect())
    }
}
