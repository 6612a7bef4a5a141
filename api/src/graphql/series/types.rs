//! Series of events.

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::event::list::key_of;
use mulin_domain::event::rules::format_duration;
use mulin_domain::page::Slice;
use mulin_domain::series::{ScheduleInput, policy, rules};
use mulin_entities::series;

use super::enums::SeriesState;
use super::loaders::{ContinuedBy, CountsOf, OccurrencesIn};
use super::schedule::SeriesSchedule;
use super::viewer_can::SeriesViewerCan;
use crate::calendar_feed::address;
use crate::connection;
use crate::graphql::almanac::loaders::InUse;
use crate::graphql::connection::page;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::event::enums::{EventKind, Visibility, WaitlistOrder};
use crate::graphql::event::types::{Event, EventConnection};
use crate::graphql::id::encode;
use crate::graphql::loaders::{load, required};
use crate::graphql::place::types::{Area, Venue, page_size};
use crate::graphql::scalars::{Date, DateTime, Duration, Markdown};

/// Events that repeat by a rule (系列活动). Its fields are what its events have in common; each event may
/// have some of them otherwise, and tells so in `occurrence.overrides`.
#[derive(Clone, Description)]
pub struct Series(pub series::Model);

connection! {
    /// Series in the order in which they were made.
    SeriesConnection, SeriesEdge, Series
}

/// How many events a series has.
#[derive(SimpleObject, Clone, Copy)]
pub struct SeriesCounts {
    /// Made so far, cancelled ones and those that are over counted in.
    pub made: i32,
    /// Of those: cancelled, or left out by an edit.
    pub cancelled: i32,
    /// To come, cancelled ones not counted.
    pub coming: i32,
}

#[Object(use_type_description)]
impl Series {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Life cycle.
    async fn state(&self) -> SeriesState {
        self.0.state.into()
    }

    /// Label of its events.
    async fn kind(&self) -> EventKind {
        self.0.kind.into()
    }

    /// Who may see its events.
    async fn visibility(&self) -> Visibility {
        self.0.visibility.into()
    }

    /// Title of its events.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Description of its events, may be empty.
    async fn description(&self) -> Markdown {
        Markdown(self.0.description.clone())
    }

    /// Seats of each event; null for unlimited.
    async fn capacity(&self) -> Option<i32> {
        self.0.capacity
    }

    /// Largest party, 1 to 20.
    async fn max_party(&self) -> i32 {
        self.0.max_party
    }

    /// Whether those who run an event approve each answer before it gets seats.
    async fn needs_approval(&self) -> bool {
        self.0.needs_approval
    }

    /// Who gets a seat that becomes free.
    async fn waitlist_order(&self) -> WaitlistOrder {
        self.0.waitlist_order.into()
    }

    /// How long seats that became free are held for a waiting party to take them, nights not counted;
    /// null if the party is seated at once.
    async fn offer_window(&self) -> Option<Duration> {
        let seconds = self.0.offer_seconds;
        seconds.map(|seconds| Duration(format_duration(seconds)))
    }

    /// Most seats that one household holds at one event; null for as many as it wants.
    async fn household_limit(&self) -> Option<i32> {
        self.0.household_limit
    }

    /// Answers to an event are taken from so many minutes before its start; null for at once.
    async fn opens_before_minutes(&self) -> Option<i32> {
        self.0.opens_before_minutes
    }

    /// Answers to an event are taken until so many minutes before its start; null for until the start.
    async fn closes_before_minutes(&self) -> Option<i32> {
        self.0.closes_before_minutes
    }

    /// Whether its events are published as they are made, and not left as drafts.
    async fn publish(&self) -> bool {
        self.0.publish
    }

    /// What it repeats by.
    async fn schedule(&self, ctx: &Context<'_>) -> Result<SeriesSchedule> {
        let schedule = rules::read(&self.0).map_err(|error| top_level(ctx, &error))?;
        let almanac = required(ctx, InUse).await?;
        let sent = ScheduleInput::of(&schedule, &almanac);
        Ok(SeriesSchedule::new(sent, schedule.zone))
    }

    /// Its events are made for the days before this one, on its own clocks.
    async fn made_until(&self) -> Date {
        Date(self.0.made_until.to_string())
    }

    /// Raised by every edit, never because an event was made.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was ended; null if it was not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The audience of its events is the subtree of this area.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// Where its events take place; null if not told yet.
    async fn venue(&self, ctx: &Context<'_>) -> Result<Option<Venue>> {
        match self.0.venue_id {
            Some(venue) => Ok(load(ctx, venue).await?.map(Venue)),
            None => Ok(None),
        }
    }

    /// The festival that groups its events; null if none that the caller may see.
    async fn festival(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        match self.0.festival_id {
            Some(festival) => Ok(load(ctx, festival).await?.map(Event::new)),
            None => Ok(None),
        }
    }

    /// The series that it carries on since an edit of one event and those after it; null if none that the
    /// caller may see.
    async fn continues(&self, ctx: &Context<'_>) -> Result<Option<Series>> {
        match self.0.continues_id {
            Some(before) => Ok(load(ctx, before).await?.map(Series)),
            None => Ok(None),
        }
    }

    /// The series that carries it on; null if none that the caller may see.
    async fn continued_by(&self, ctx: &Context<'_>) -> Result<Option<Series>> {
        Ok(load(ctx, ContinuedBy(self.0.id)).await?.map(Series))
    }

    /// How many events it has, for those who run it; null for others.
    #[graphql(cache_control(private))]
    async fn counts(&self, ctx: &Context<'_>) -> Result<Option<SeriesCounts>> {
        if !policy::manages(ctx.actor(), &self.0) {
            return Ok(None);
        }
        let counts = load(ctx, CountsOf(self.0.id)).await?.unwrap_or_default();
        let count = |number| i32::try_from(number).unwrap_or(i32::MAX);
        Ok(Some(SeriesCounts {
            made: count(counts.made),
            cancelled: count(counts.cancelled),
            coming: count(counts.coming),
        }))
    }

    /// Its events that the caller may see, by start, in whatever state they are.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn occurrences(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Events that start then or later; now if left out. Give an earlier time to see what \
                    is over."
        )]
        from: Option<DateTime>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<EventConnection> {
        let page = page(first, after, last, before)?;
        let from = from.map_or_else(|| ctx.core().now(), |at| at.0);
        let series = self.0.id;
        let slice = load(ctx, OccurrencesIn { series, from, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        Ok(EventConnection::new(
            slice,
            |event| key_of(event),
            Event::new,
        ))
    }

    /// Address of a calendar (iCalendar) of its events, for programs that read it again and again. To who
    /// shows no access token it holds what everybody may see; null if the operator has not said where this
    /// server is reached.
    async fn calendar_url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.request().public_url.as_ref()?;
        let id = encode(self.0.root_area_id, self.0.id);
        Some(address::of_series(base, &id))
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> SeriesViewerCan {
        SeriesViewerCan::of(ctx.actor(), &self.0)
    }
}
