//! Stalls, what they do, with what, and when.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::event::rules::must_be_alive;
use mulin_domain::event::view::EventView;
use mulin_domain::stall::policy;
use mulin_entities::{
    AreaId, SlotId, StallId, StallServiceId, StationId, slot, stall, stall_service, station,
};

use super::enums::{ServiceMode, StationState};
use super::loaders::{ServicesOf, SlotsOf, StationsOf};
use crate::graphql::context::ContextExt;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::load;
use crate::graphql::person::types::Person;
use crate::graphql::scalars::DateTime;
use crate::graphql::ticket::of_stall::StallTickets;
use crate::graphql::volunteer::enums::Skill;
use crate::graphql::volunteer::types::Team;

/// Where something is done for people on a service day.
#[derive(Clone, Description)]
pub struct Stall {
    /// The event, which the caller may see.
    pub event: Arc<EventView>,
    /// Its row.
    pub row: Arc<stall::Model>,
}

impl Stall {
    /// The stall, if the caller may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: StallId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let event = load(ctx, row.event_id).await?;
        Ok(event.map(|event| Self { event, row }))
    }

    /// Whether the caller serves there.
    pub fn serves(&self, ctx: &Context<'_>) -> bool {
        policy::serves(ctx.actor(), self.event.id, &self.event.area_path, &self.row)
    }

    fn root(&self) -> AreaId {
        self.row.root_area_id
    }
}

/// What the caller can do with a stall now, as the mutations themselves would decide it.
#[derive(SimpleObject, Clone, Copy)]
pub struct StallViewerCan {
    /// Edit it, set its slots, and take it away: those who run the event, and whoever leads its team, until
    /// the event is over.
    pub edit: bool,
    /// See whose turn it is, and call and serve people there on the day: those who run the event, its
    /// helpers, and the leads and volunteers of the stall's team.
    pub serve: bool,
}

#[Object(use_type_description)]
impl Stall {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.root(), self.row.id)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Where it stands; null if not told.
    async fn place(&self) -> Option<&str> {
        self.row.place.as_deref()
    }

    /// The team that staffs it; null if there is none, or nobody is signed in.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        match self.row.team_id {
            Some(team) => Ok(load(ctx, team).await?.map(Team)),
            None => Ok(None),
        }
    }

    /// What who serves there must have shown that they can; null for nothing.
    async fn needed_skill(&self) -> Option<Skill> {
        self.row.needed_skill.map(Into::into)
    }

    /// Share of each slot that is kept for those who did not book, in per cent.
    async fn walk_in_percent(&self) -> i32 {
        self.row.walk_in_percent
    }

    /// Age in years, by the year of birth, from which people go first; null if nobody does for their age.
    async fn priority_from_age(&self) -> Option<i32> {
        self.row.priority_from_age
    }

    /// How often somebody is called before they can be skipped.
    async fn calls_before_skip(&self) -> i32 {
        self.row.calls_before_skip
    }

    /// After how many others of their lane somebody who was skipped comes again.
    async fn back_after(&self) -> i32 {
        self.row.back_after
    }

    /// How many places ahead somebody is told that it is nearly their turn.
    async fn nearly_places(&self) -> i32 {
        self.row.nearly_places
    }

    /// What it does, in order, each with a queue of its own: at most 26.
    #[graphql(complexity = "3 * child_complexity")]
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<StallService>> {
        let rows = load(ctx, ServicesOf(self.row.id))
            .await?
            .unwrap_or_default();
        let service = |row| StallService {
            stall: self.clone(),
            row,
        };
        Ok(rows.into_iter().map(service).collect())
    }

    /// Its stations, in order: at most 26.
    #[graphql(complexity = "3 * child_complexity")]
    async fn stations(&self, ctx: &Context<'_>) -> Result<Vec<Station>> {
        let rows = load(ctx, StationsOf(self.row.id))
            .await?
            .unwrap_or_default();
        let station = |row| Station {
            stall: self.clone(),
            row,
        };
        Ok(rows.into_iter().map(station).collect())
    }

    /// The service day.
    async fn event(&self) -> Event {
        Event::new(self.event.clone())
    }

    /// Raised by every edit, also of its slots.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// When it was taken away; null unless it was.
    async fn removed_at(&self) -> Option<DateTime> {
        self.row.removed_at.map(DateTime)
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> StallViewerCan {
        let (event, now) = (&self.event, ctx.core().now());
        let edits = policy::edits(ctx.actor(), event.id, &event.area_path, Some(&self.row));
        let lasts = self.row.removed_at.is_none() && must_be_alive(&**event, now).is_ok();
        StallViewerCan {
            edit: edits && lasts,
            serve: self.serves(ctx),
        }
    }

    #[graphql(flatten)]
    async fn tickets_of(&self) -> StallTickets {
        StallTickets(self.clone())
    }
}

/// One thing that is done at a stall, with a queue of its own.
#[derive(Clone, Description)]
pub struct StallService {
    /// The stall.
    pub stall: Stall,
    /// Its row.
    pub row: Arc<stall_service::Model>,
}

impl StallService {
    /// The service, if the caller may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: StallServiceId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let stall = Stall::if_visible(ctx, row.stall_id).await?;
        Ok(stall.map(|stall| Self { stall, row }))
    }
}

#[Object(use_type_description)]
impl StallService {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.stall.root(), self.row.id)
    }

    /// What is done.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The letter before its numbers.
    async fn prefix(&self) -> &str {
        &self.row.prefix
    }

    /// How long one takes as planned, in minutes.
    async fn minutes(&self) -> i32 {
        self.row.minutes
    }

    /// Whether people wait for it or leave their things.
    async fn mode(&self) -> ServiceMode {
        self.row.mode.into()
    }

    /// When it can be booked, in the order of time: at most 500.
    #[graphql(complexity = "20 * child_complexity")]
    async fn slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those that begin after now and have places left.",
            default = false
        )]
        free: bool,
    ) -> Result<Vec<Slot>> {
        let now = ctx.core().now();
        let rows = load(ctx, SlotsOf(self.row.id)).await?.unwrap_or_default();
        let rows = rows
            .into_iter()
            .filter(|row| !free || row.booked < row.bookable && row.starts_at > now);
        let slot = |row| Slot {
            service: self.clone(),
            row,
        };
        Ok(rows.map(slot).collect())
    }

    /// The stall.
    async fn stall(&self) -> Stall {
        self.stall.clone()
    }
}

/// A chair, a desk or a bench of a stall, where one is served at a time.
#[derive(Clone, Description)]
pub struct Station {
    /// The stall.
    pub stall: Stall,
    /// Its row.
    pub row: Arc<station::Model>,
}

impl Station {
    /// The station, if the caller may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: StationId) -> Result<Option<Self>> {
        match load(ctx, id).await? {
            Some(row) => Self::of(ctx, row).await,
            None => Ok(None),
        }
    }

    /// The same, of its row.
    pub async fn of(ctx: &Context<'_>, row: Arc<station::Model>) -> Result<Option<Self>> {
        let stall = Stall::if_visible(ctx, row.stall_id).await?;
        Ok(stall.map(|stall| Self { stall, row }))
    }
}

#[Object(use_type_description)]
impl Station {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.stall.root(), self.row.id)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Whether it calls people.
    async fn state(&self) -> StationState {
        self.row.state.into()
    }

    /// The one service that it gives; null if it gives all of the stall.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<StallService>> {
        let Some(service) = self.row.service_id else {
            return Ok(None);
        };
        let row = load(ctx, service).await?;
        Ok(row.map(|row| StallService {
            stall: self.stall.clone(),
            row,
        }))
    }

    /// Who serves there; null if nobody does, or the caller may not see the person.
    #[graphql(cache_control(private))]
    async fn staffed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.row.staffed_by {
            Some(person) => Ok(load(ctx, person).await?.map(Person)),
            None => Ok(None),
        }
    }

    /// When its state last changed.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.row.changed_at)
    }

    /// The stall.
    async fn stall(&self) -> Stall {
        self.stall.clone()
    }
}

/// A time for which a service can be booked.
#[derive(Clone, Description)]
pub struct Slot {
    /// The service.
    pub service: StallService,
    /// Its row.
    pub row: Arc<slot::Model>,
}

impl Slot {
    /// The slot, if the caller may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: SlotId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let service = StallService::if_visible(ctx, row.service_id).await?;
        Ok(service.map(|service| Self { service, row }))
    }
}

#[Object(use_type_description)]
impl Slot {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.service.stall.root(), self.row.id)
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.row.starts_at)
    }

    /// When it is over.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.row.ends_at)
    }

    /// How many are served in it, with those who did not book.
    async fn places(&self) -> i32 {
        self.row.places
    }

    /// How many more can book it.
    async fn left(&self) -> i32 {
        self.row.bookable - self.row.booked
    }

    /// The service.
    async fn service(&self) -> StallService {
        self.service.clone()
    }
}
