//! Who has to do with an event: its parts, who answered it, and who was there.

use async_graphql::{Context, ID, Object, Result};
use mulin_domain::event::policy;
use mulin_domain::{check_in, rsvp};
use mulin_entities::rsvp as rsvp_table;

use super::loaders::RolesOf;
use super::roles::EventRoleGrant;
use super::types::{Attendee, Event, shown};
use crate::graphql::check_in::of_event::{self, EventAttendance};
use crate::graphql::check_in::types::{CheckInCandidate, CheckInConnection, CheckInList};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{AttendeesOf, RsvpsOf, load};
use crate::graphql::place::types::page_size;
use crate::graphql::rsvp::types::{Rsvp, RsvpConnection, RsvpState};

/// Fields of [`Event`], which takes them up as its own.
pub struct EventGuests(pub(super) Event);

impl EventGuests {
    fn shows_lists(&self, ctx: &Context<'_>) -> bool {
        let view = &self.0.view;
        check_in::policy::may_see_lists(ctx.actor(), view.id, &view.area_path)
    }

    fn shows_attendance(&self, ctx: &Context<'_>) -> bool {
        let view = &self.0.view;
        check_in::policy::may_see_attendance(ctx.actor(), view.id, &view.area_path)
    }
}

#[Object]
impl EventGuests {
    /// The parts in it that count, in the order in which they were given: all for those who run the
    /// event, and one's own for their holders.
    #[graphql(complexity = "20 * child_complexity", cache_control(private))]
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<EventRoleGrant>> {
        let (actor, area_path) = (ctx.actor(), &self.0.view.area_path);
        if !policy::checks_in(actor, self.0.view.id, area_path) {
            return Ok(Vec::new());
        }
        let given = load(ctx, RolesOf(self.0.view.id))
            .await?
            .unwrap_or_default();
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
        if let Some((read, attendees)) = &self.0.ahead.attendees
            && *read == first
        {
            return Ok(attendees.clone());
        }
        let key = AttendeesOf {
            event: self.0.view.id,
            first: u64::try_from(first).unwrap_or(1),
        };
        let attendees = load(ctx, key).await?.unwrap_or_default();
        let attendees = attendees.into_iter().map(|row| (row.name, row.party));
        Ok(shown(ctx.actor(), &self.0.view, attendees))
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
        if !rsvp::policy::may_see_all(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        let page = page_by_id(first, after, last, before)?;
        let key = RsvpsOf {
            event: self.0.view.id,
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
        of_event::public_key(ctx, self.0.view.id).await
    }

    /// The lists that people are checked in on, the event's own first, for those who run the event and
    /// its helpers; null for others.
    #[graphql(complexity = "10 * child_complexity", cache_control(private))]
    async fn check_in_lists(&self, ctx: &Context<'_>) -> Result<Option<Vec<CheckInList>>> {
        if !self.shows_lists(ctx) {
            return Ok(None);
        }
        Ok(Some(of_event::lists(ctx, self.0.view.id).await?))
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
            default,
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
        let found = of_event::search(ctx, self.0.view.id, list_id.as_ref(), &text, first).await?;
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
        let page = page_by_id(first, after, last, before)?;
        if !self.shows_lists(ctx) {
            return Ok(None);
        }
        let page = of_event::check_ins(ctx, self.0.view.id, list_id.as_ref(), page).await?;
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
        let page = page_by_id(first, after, last, before)?;
        if !self.shows_attendance(ctx) {
            return Ok(None);
        }
        Ok(Some(of_event::no_shows(ctx, self.0.view.id, page).await?))
    }

    /// How many were there, for those who run the event; null for others.
    #[graphql(cache_control(private))]
    async fn attendance(&self, ctx: &Context<'_>) -> Result<Option<EventAttendance>> {
        if !self.shows_attendance(ctx) {
            return Ok(None);
        }
        Ok(Some(of_event::attendance(ctx, self.0.view.id).await?))
    }
}
