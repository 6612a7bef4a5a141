//! Events.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, Result, SimpleObject, Value};
use mulin_domain::event::policy;
use mulin_domain::event::view::EventView;
use mulin_domain::{person, rsvp};
use mulin_entities::rsvp as rsvp_table;

use super::programme_items::ProgrammeItem;
use crate::connection;
use crate::graphql::connection::{Key, PageArgs, PageInfo};
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{
    AttendeesOf, ProgrammeOf, RemindersOf, RsvpsOf, ViewerRsvp, load, required,
};
use crate::graphql::place::types::{Area, Venue, page_size};
use crate::graphql::plain::Leaf;
use crate::graphql::rsvp::types::{Rsvp, RsvpConnection, RsvpState};
use crate::graphql::scalars::{DateTime, Duration, Markdown, TimeZone};

/// Attendees that are shown when no number is given.
pub const DEFAULT_ATTENDEES: i32 = 5;

/// Labels that clients group and colour events by. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::EventKind")]
pub enum EventKind {
    /// 邻里文化节 and other celebrations.
    Festival,
    /// 百家宴.
    Banquet,
    /// 便民服务日.
    ServiceDay,
    /// Any other meeting of neighbours.
    Gathering,
}

/// The life of an event; whether it is over is told by `isOver`. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::EventState")]
pub enum EventState {
    /// Being written; only its organisers see it.
    Draft,
    /// Visible to its audience and open for answers.
    Published,
    /// Will not take place.
    Cancelled,
}

/// Who may see an event. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Visibility")]
pub enum Visibility {
    /// Everybody, also without signing in.
    Public,
    /// The people of the event's area.
    Audience,
    /// Those who were invited.
    Invited,
}

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

/// Somebody who comes. Neighbours see masked names (王*梅); organisers see them whole.
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
    ahead: Arc<Ahead>,
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

    fn seat_counts(&self) -> Seats {
        Seats {
            capacity: self.view.capacity,
            taken: self.view.taken,
            free: self.view.free(),
            waitlisted: self.view.waitlisted,
        }
    }
}

/// Names and sizes of parties as the actor may see them.
pub fn shown(
    actor: &mulin_domain::Actor,
    event: &EventView,
    attendees: impl IntoIterator<Item = (String, i32)>,
) -> Vec<Attendee> {
    let whole = policy::manages(actor, event.id, &event.area_path);
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
        self.view.ends_at <= ctx.core().now()
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

    /// Whether the caller may edit it.
    #[graphql(cache_control(private))]
    async fn viewer_can_manage(&self, ctx: &Context<'_>) -> bool {
        policy::manages(ctx.actor(), self.view.id, &self.view.area_path)
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

    /// Who answered what, for those who run the event; null for others.
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
        .page::<Key<_>>()?;
        let key = RsvpsOf {
            event: self.view.id,
            states: states
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            page: mulin_domain::page::Page {
                after: page.after.map(|Key(id)| id),
                before: page.before.map(|Key(id)| id),
                limit: page.limit,
                backwards: page.backwards,
            },
        };
        let slice = load(ctx, key).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &rsvp_table::Model| Key(row.id);
        Ok(Some(RsvpConnection::new(slice, key, Rsvp)))
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

crate::plain_fields!(Seats, "Seats", |this, _field, _walk| {
    "capacity" => Some(this.capacity.leaf()),
    "taken" => Some(this.taken.leaf()),
    "free" => Some(this.free.leaf()),
    "waitlisted" => Some(this.waitlisted.leaf()),
});

crate::plain_fields!(Attendee, "Attendee", |this, _field, _walk| {
    "name" => Some(this.name.leaf()),
    "partySize" => Some(this.party_size.leaf()),
});

crate::plain_fields!(PageInfo, "PageInfo", |this, _field, _walk| {
    "hasPreviousPage" => Some(this.has_previous_page.leaf()),
    "hasNextPage" => Some(this.has_next_page.leaf()),
    "startCursor" => Some(this.start_cursor.leaf()),
    "endCursor" => Some(this.end_cursor.leaf()),
});

crate::plain_fields!(EventEdge, "EventEdge", |this, field, walk| {
    "cursor" => Some(this.cursor.leaf()),
    "node" => walk.object(&this.node, field),
});

crate::plain_fields!(EventConnection, "EventConnection", |this, field, walk| {
    "edges" => walk.list(&this.edges, field),
    "nodes" => walk.list(&this.nodes, field),
    "pageInfo" => walk.object(&this.page_info, field),
});

crate::plain_fields!(Event, "Event", |this, field, walk| {
    "id" => Some(encode(this.view.root_area_id, this.view.id).leaf()),
    "kind" => Some(EventKind::from(this.view.kind).leaf()),
    "state" => Some(EventState::from(this.view.state).leaf()),
    "visibility" => Some(Visibility::from(this.view.visibility).leaf()),
    "title" => Some(this.view.title.leaf()),
    "description" => Some(this.view.description.leaf()),
    "startsAt" => Some(DateTime(this.view.starts_at).leaf()),
    "endsAt" => Some(DateTime(this.view.ends_at).leaf()),
    "timeZone" => Some(this.view.time_zone.leaf()),
    "rsvpOpensAt" => Some(this.view.rsvp_opens_at.map(DateTime).leaf()),
    "rsvpClosesAt" => {
        Some(DateTime(this.view.rsvp_closes_at.unwrap_or(this.view.starts_at)).leaf())
    },
    "maxParty" => Some(this.view.max_party.leaf()),
    "cancelReason" => Some(this.view.cancel_reason.leaf()),
    "version" => Some(this.view.version.leaf()),
    "seats" => walk.object(&this.seat_counts(), field),
    "venue" => {
        if !this.ahead.venue {
            return None;
        }
        match &this.view.venue {
            Some(venue) => walk.object(&Venue(venue.clone()), field),
            None => Some(Value::Null),
        }
    },
    "viewerRsvp" => walk.option(this.ahead.viewer_rsvp.as_ref()?.as_ref(), field),
    "attendees" => {
        let (read, attendees) = this.ahead.attendees.as_ref()?;
        if walk.int_argument(field, "first", DEFAULT_ATTENDEES)? != *read {
            return None;
        }
        walk.list(attendees, field)
    },
});
