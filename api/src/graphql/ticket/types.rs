//! Tickets, as those see them who may.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::event::rules::must_be_alive;
use mulin_domain::ticket::{can, number, policy};
use mulin_entities::{TicketId, TicketVerb as Verb, ticket, ticket_move};

use super::enums::{PriorityReason, TicketEnd, TicketLane, TicketSource, TicketState, TicketVerb};
use super::loaders::{MovesOf, PositionOf, WaitOf};
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load, required};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::person::types::Person;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::stall::types::{Slot, Stall, StallService, Station};

/// Somebody's place in the queue of a service: booked for a slot, or drawn on the day.
#[derive(Clone, Description)]
pub struct Ticket {
    /// The stall, whose event the caller may see.
    pub stall: Stall,
    /// Its row.
    pub row: Arc<ticket::Model>,
}

connection! {
    /// Tickets in the order in which they were taken, or the newest first.
    TicketConnection, TicketEdge, Ticket
}

impl Ticket {
    /// The ticket, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: TicketId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let Some(ticket) = Self::of(ctx, row).await? else {
            return Ok(None);
        };
        Ok(ticket.is_seen(ctx).await?.then_some(ticket))
    }

    /// The same of its row, which the caller may see as far as it is not of an event that is hidden.
    pub async fn of(ctx: &Context<'_>, row: Arc<ticket::Model>) -> Result<Option<Self>> {
        let stall = Stall::if_visible(ctx, row.stall_id).await?;
        Ok(stall.map(|stall| Self { stall, row }))
    }

    async fn is_seen(&self, ctx: &Context<'_>) -> Result<bool> {
        let (actor, row) = (ctx.actor(), &*self.row);
        if policy::may_see(actor, row, self.stall.serves(ctx), false) {
            return Ok(true);
        }
        self.acts_for(ctx).await
    }

    /// Whether the caller may act for its holder now, or is its holder.
    async fn acts_for(&self, ctx: &Context<'_>) -> Result<bool> {
        let actor = ctx.actor();
        match self.row.person_id {
            Some(person) if actor.doer() == Some(person) => Ok(actor
                .link()
                .is_none_or(|link| link.event_id == self.row.event_id)),
            Some(person) if actor.signed_in().is_some() => {
                Ok(load(ctx, ActedFor(person)).await?.is_some())
            }
            _ => Ok(false),
        }
    }
}

/// How long a ticket still waits.
#[derive(SimpleObject)]
pub struct TicketWait {
    /// How many are called before it, if nobody else comes.
    pub places_ahead: i32,
    /// Stations that serve it now.
    pub open_stations: i32,
    /// Hardly called before this instant; null while no station is open.
    pub earliest: Option<DateTime>,
    /// Hardly called after this instant; null while no station is open. Four in five are called between
    /// the two.
    pub latest: Option<DateTime>,
}

/// One thing that was done with a ticket.
#[derive(Clone, Description)]
pub struct TicketMove(ticket_move::Model);

#[Object(use_type_description)]
impl TicketMove {
    /// What was done.
    async fn verb(&self) -> TicketVerb {
        self.0.verb.into()
    }

    /// How the ticket stood; null for its first move.
    async fn from(&self) -> Option<TicketState> {
        self.0.from_state.map(Into::into)
    }

    /// How it stood then.
    async fn to(&self) -> TicketState {
        self.0.to_state.into()
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Whether it was undone.
    async fn undone(&self) -> bool {
        self.0.undone
    }

    /// Who did it; null for the system, and once the person was erased.
    async fn by(&self) -> Option<Doer> {
        self.0.by_id.map(Doer)
    }
}

/// What the caller can do with a ticket now, as the mutations themselves would decide it.
#[derive(SimpleObject, Clone, Copy)]
pub struct TicketViewerCan {
    /// Take it back: whom it is for, those who may act for them, and those who serve at the stall.
    pub cancel: bool,
    /// Book another slot instead, likewise.
    pub change_slot: bool,
    /// Tell that whoever booked is there, likewise; on the day.
    pub check_in: bool,
    /// Call it, serve it, and everything else that those do who serve at the stall.
    pub serve: bool,
}

#[Object(use_type_description)]
impl Ticket {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.row.root_area_id, self.row.id)
    }

    /// Its number as it is called out, with the letter of the service: `A001`; null while it waits for a
    /// slot. Numbers begin anew with each day.
    async fn number(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(number) = self.row.number else {
            return Ok(None);
        };
        let service = required(ctx, self.row.service_id).await?;
        Ok(Some(number::shown(&service.prefix, number)))
    }

    /// The day that it is for, where the event is.
    async fn day(&self) -> Date {
        Date(self.row.day.to_string())
    }

    /// How it stands.
    async fn state(&self) -> TicketState {
        self.row.state.into()
    }

    /// How it came to be.
    async fn source(&self) -> TicketSource {
        self.row.source.into()
    }

    /// The lane in which it waits.
    async fn lane(&self) -> TicketLane {
        self.row.lane.into()
    }

    /// Why it goes first; null if it does not, or for those who do not serve at the stall.
    #[graphql(cache_control(private))]
    async fn priority(&self, ctx: &Context<'_>) -> Option<PriorityReason> {
        let reason = self.row.priority.filter(|_| self.stall.serves(ctx));
        reason.map(Into::into)
    }

    /// By what the staff know somebody without a record; null for those who do not serve at the stall, and
    /// if there is nothing.
    #[graphql(cache_control(private))]
    async fn label(&self, ctx: &Context<'_>) -> Option<&str> {
        let label = self.row.label.as_deref();
        label.filter(|_| self.stall.serves(ctx))
    }

    /// Name of whom it is for; null for somebody without a record, and once the person was erased.
    #[graphql(cache_control(private))]
    async fn holder_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match self.row.person_id {
            Some(person) => load(ctx, NameOf(person)).await,
            None => Ok(None),
        }
    }

    /// The record of whom it is for; null if the caller may not see it, and for somebody without a record.
    #[graphql(cache_control(private))]
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.row.person_id {
            Some(person) => Ok(load(ctx, person).await?.map(Person)),
            None => Ok(None),
        }
    }

    /// How many things were brought.
    async fn items(&self) -> i32 {
        self.row.items
    }

    /// How many of them were done; null until that is told.
    async fn items_done(&self) -> Option<i32> {
        self.row.items_done
    }

    /// What is done.
    async fn service(&self, ctx: &Context<'_>) -> Result<StallService> {
        Ok(StallService {
            stall: self.stall.clone(),
            row: required(ctx, self.row.service_id).await?,
        })
    }

    /// The stall.
    async fn stall(&self) -> Stall {
        self.stall.clone()
    }

    /// The slot that was booked, or is waited for; null if none was.
    async fn slot(&self, ctx: &Context<'_>) -> Result<Option<Slot>> {
        let Some(slot) = self.row.slot_id else {
            return Ok(None);
        };
        Ok(Some(Slot {
            service: StallService {
                stall: self.stall.clone(),
                row: required(ctx, self.row.service_id).await?,
            },
            row: required(ctx, slot).await?,
        }))
    }

    /// The station that called it; null unless it is there now.
    async fn station(&self, ctx: &Context<'_>) -> Result<Option<Station>> {
        let Some(station) = self.row.station_id else {
            return Ok(None);
        };
        Ok(Some(Station {
            stall: self.stall.clone(),
            row: required(ctx, station).await?,
        }))
    }

    /// How long it still waits; null unless it waits to be called today.
    async fn wait(&self, ctx: &Context<'_>) -> Result<Option<TicketWait>> {
        let key = WaitOf {
            zone: self.stall.event.time_zone.clone(),
            row: self.row.clone(),
        };
        let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Ok(load(ctx, key).await?.map(|wait| TicketWait {
            places_ahead: number(wait.places_ahead),
            open_stations: number(wait.open_stations),
            earliest: wait.range.map(|(earliest, _)| DateTime(earliest)),
            latest: wait.range.map(|(_, latest)| DateTime(latest)),
        }))
    }

    /// Its place among those who wait for the same slot, from 1: in this order they get the places that
    /// become free there; null unless it waits for a slot.
    async fn waitlist_position(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let position = load(ctx, PositionOf(self.row.id)).await?;
        Ok(position.map(|position| i32::try_from(position).unwrap_or(i32::MAX)))
    }

    /// When it was taken.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// When whoever booked came; null if they did not, or did not book.
    async fn checked_in_at(&self) -> Option<DateTime> {
        self.row.checked_in_at.map(DateTime)
    }

    /// When it was last called; null if it never was.
    async fn called_at(&self) -> Option<DateTime> {
        self.row.called_at.map(DateTime)
    }

    /// When serving began; null if it did not.
    async fn serving_at(&self) -> Option<DateTime> {
        self.row.serving_at.map(DateTime)
    }

    /// When serving ended; null if it did not.
    async fn finished_at(&self) -> Option<DateTime> {
        self.row.finished_at.map(DateTime)
    }

    /// When what was left at the stall was ready; null if it is not.
    async fn ready_at(&self) -> Option<DateTime> {
        self.row.ready_at.map(DateTime)
    }

    /// When it was collected; null if it was not.
    async fn collected_at(&self) -> Option<DateTime> {
        self.row.collected_at.map(DateTime)
    }

    /// Why it ended without being served; null unless it did.
    async fn ended_reason(&self) -> Option<TicketEnd> {
        self.row.ended_reason.map(Into::into)
    }

    /// The ticket of another service that it goes on from; null if there is none, or the caller may not
    /// see it.
    async fn transferred_from(&self, ctx: &Context<'_>) -> Result<Option<Ticket>> {
        match self.row.transferred_from {
            Some(ticket) => Self::if_visible(ctx, ticket).await,
            None => Ok(None),
        }
    }

    /// What became of it, step by step; null for those who do not serve at the stall.
    #[graphql(complexity = "10 * child_complexity", cache_control(private))]
    async fn moves(&self, ctx: &Context<'_>) -> Result<Option<Vec<TicketMove>>> {
        if !self.stall.serves(ctx) {
            return Ok(None);
        }
        let rows = load(ctx, MovesOf(self.row.id)).await?.unwrap_or_default();
        Ok(Some(rows.into_iter().map(TicketMove).collect()))
    }

    /// Raised by every move.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<TicketViewerCan> {
        let (row, now) = (&*self.row, ctx.core().now());
        let serves = self.stall.serves(ctx);
        let own = serves || self.acts_for(ctx).await?;
        let lasts = must_be_alive(&*self.stall.event, now).is_ok();
        let today = can::is_today(row, &self.stall.event.time_zone, now);
        Ok(TicketViewerCan {
            cancel: own && can::takes(row, Verb::Cancel),
            change_slot: own && lasts && can::takes(row, Verb::Move),
            check_in: own && lasts && today && can::takes(row, Verb::CheckIn),
            serve: serves,
        })
    }
}
