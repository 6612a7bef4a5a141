//! Lists, check-ins, and what they add up to.

use async_graphql::{Context, Description, Enum, ID, Object, Result, SimpleObject};
use mulin_domain::check_in::attendance::Measures;
use mulin_domain::check_in::{policy, rules, search};
use mulin_entities::{check_in, check_in_list};

use super::loaders::HomeOf;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{VisibleRsvp, load};
use crate::graphql::person::acting::Doer;
use crate::graphql::rsvp::types::Rsvp;
use crate::graphql::scalars::DateTime;

/// How somebody was checked in. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::CheckInMethod")]
pub enum CheckInMethod {
    /// By the code that the party showed.
    Code,
    /// By finding the answer on the list.
    List,
    /// Somebody known, who came without an answer.
    WalkIn,
    /// Heads without names.
    HeadCount,
}

/// A list that people are checked in on: an event has one of its own, and may have others, for a meal
/// or a bus. A party is on each list once.
#[derive(Clone, Description)]
pub struct CheckInList(pub check_in_list::Model);

#[Object(use_type_description)]
impl CheckInList {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Name, which no other list of the event has.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it is the event's own, which is meant if no list is named.
    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    /// From when people are checked in on it; null if it has no time of its own: four hours before the
    /// event.
    async fn opens_at(&self) -> Option<DateTime> {
        self.0.opens_at.map(DateTime)
    }

    /// Until when; null if it has no time of its own: twelve hours after the event.
    async fn closes_at(&self) -> Option<DateTime> {
        self.0.closes_at.map(DateTime)
    }

    /// Whether people are checked in on it now.
    async fn is_open(&self, ctx: &Context<'_>) -> Result<bool> {
        let event = load(ctx, EventFacts(self.0.event_id)).await?;
        let now = ctx.core().now();
        Ok(event.is_some_and(|event| rules::must_be_open(event.phase, Some(&self.0), now).is_ok()))
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

impl CheckInList {
    /// Itself, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let event = load(ctx, EventFacts(self.0.event_id)).await?;
        let actor = ctx.actor();
        let seen = |path: &str| policy::may_see_lists(actor, self.0.event_id, path);
        Ok(event
            .is_some_and(|event| seen(&event.area_path))
            .then_some(self))
    }
}

/// A party, a person or a number of heads that was checked in, as those see it who check in people of
/// the event, and the steward of who was checked in.
#[derive(Clone, Description)]
pub struct CheckIn(pub check_in::Model);

connection! {
    /// Check-ins as they were made.
    CheckInConnection, CheckInEdge, CheckIn
}

impl CheckIn {
    /// Itself, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let actor = ctx.actor();
        let event = load(ctx, EventFacts(self.0.event_id)).await?;
        let all = |path: &str| policy::may_see_lists(actor, self.0.event_id, path);
        if event.is_some_and(|event| all(&event.area_path)) {
            return Ok(Some(self));
        }
        if !policy::checks_in_some(actor) || load(ctx, self.0.event_id).await?.is_none() {
            return Ok(None);
        }
        let home = load(ctx, HomeOf(self.0.id)).await?;
        let seen = home.is_some_and(|path| policy::looks_after(actor, &path));
        Ok(seen.then_some(self))
    }
}

/// So many people.
#[derive(SimpleObject, Clone, Copy)]
pub struct Heads {
    /// Adults.
    pub adults: i32,
    /// Children.
    pub children: i32,
}

#[Object(use_type_description)]
impl CheckIn {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// The event; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// The list; null for who does not see the event's lists.
    async fn list(&self, ctx: &Context<'_>) -> Result<Option<CheckInList>> {
        match load(ctx, self.0.list_id).await? {
            Some(list) => CheckInList(list).if_visible(ctx).await,
            None => Ok(None),
        }
    }

    /// The answer; null for walk-ins, and if the caller may not see it.
    async fn rsvp(&self, ctx: &Context<'_>) -> Result<Option<Rsvp>> {
        match self.0.rsvp_id {
            Some(id) => Ok(load(ctx, VisibleRsvp(id)).await?.map(Rsvp)),
            None => Ok(None),
        }
    }

    /// How.
    async fn method(&self) -> CheckInMethod {
        self.0.method.into()
    }

    /// Heads that came, which may be fewer than answered.
    async fn heads(&self) -> Heads {
        Heads {
            adults: self.0.adults,
            children: self.0.children,
        }
    }

    /// When the server accepted it: this decides who was first.
    async fn checked_in_at(&self) -> DateTime {
        DateTime(self.0.checked_in_at)
    }

    /// Who checked them in.
    async fn checked_in_by(&self) -> Doer {
        Doer(self.0.checked_in_by)
    }

    /// What the device calls itself that noted it while offline; null if it was not noted so.
    async fn device(&self) -> Option<&str> {
        self.0.device.as_deref()
    }

    /// When it was by the clock of that device, which may be wrong and decides nothing; null if it was
    /// not told.
    async fn device_at(&self) -> Option<DateTime> {
        self.0.device_at.map(DateTime)
    }

    /// When it was taken back; null while it counts.
    async fn undone_at(&self) -> Option<DateTime> {
        self.0.undone_at.map(DateTime)
    }

    /// Who took it back; null while it counts.
    async fn undone_by(&self) -> Option<Doer> {
        self.0.undone_by.map(Doer)
    }
}

/// A party that comes, as those find it who check it in: who they are and where they live, and no way
/// to reach them.
#[derive(Clone, Description)]
pub struct CheckInCandidate(pub search::Candidate);

#[Object(use_type_description)]
impl CheckInCandidate {
    /// The answer.
    async fn rsvp(&self) -> Rsvp {
        Rsvp(self.0.rsvp.clone())
    }

    /// Name of who answered.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name of the unit that they lived in when they answered.
    async fn unit(&self) -> &str {
        &self.0.unit
    }

    /// Their building then; null if it is not known.
    async fn building(&self) -> Option<&str> {
        Some(self.0.building.as_str()).filter(|building| !building.is_empty())
    }

    /// Seats that they hold.
    async fn party_size(&self) -> i32 {
        self.0.rsvp.adults + self.0.rsvp.children
    }

    /// How they were checked in on the list; null if they were not.
    async fn check_in(&self) -> Option<CheckIn> {
        self.0.check_in.clone().map(CheckIn)
    }
}

/// How many were there, in measures that are never mixed: 人次, 人数 and 户数. What was taken back does
/// not count.
#[derive(SimpleObject, Clone, Copy)]
pub struct AttendanceMeasures {
    /// 人次: heads that came. Who came in on two lists, or to two events, counts twice.
    pub attendances: i32,
    /// 人数: those of them who are known, each once: who answered and came, who was named and came with
    /// a whole party, and walk-ins with a name.
    pub people: i32,
    /// 户数: the households of these people when they came in, each once.
    pub households: i32,
    /// Heads without names that were counted as walk-ins; among the attendances, and in no other
    /// measure.
    pub anonymous: i32,
    /// Heads of parties of whom it is not known who they are; among the attendances, and in no other
    /// measure.
    pub unnamed: i32,
}

impl From<Measures> for AttendanceMeasures {
    fn from(measures: Measures) -> Self {
        let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            attendances: number(measures.attendances),
            people: number(measures.people),
            households: number(measures.households),
            anonymous: number(measures.anonymous),
            unnamed: number(measures.unnamed),
        }
    }
}

/// How many were on one list.
#[derive(SimpleObject, Clone)]
pub struct ListAttendance {
    /// The list.
    pub list: CheckInList,
    /// How many were on it.
    pub measures: AttendanceMeasures,
}
