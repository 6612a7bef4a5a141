//! What messages about tickets say, and whether they still hold, as of now: one statement a table.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::ConnectionTrait;

use super::outgoing::{AboutBooking, AboutTicket, OfTicket};
use super::rules::{AFTERWARDS, NEARLY_LASTS};
use crate::clock::Instant;
use crate::error::Result;
use crate::stall::store as stalls;
use crate::ticket::{number, store as held};

/// Tickets, with where they are served.
#[derive(Default)]
pub(super) struct Tickets {
    tickets: HashMap<TicketId, ticket::Model>,
    places: Places,
}

impl Tickets {
    /// Those that the messages are about.
    pub async fn load(db: &impl ConnectionTrait, claimed: &[delivery::Model]) -> Result<Self> {
        let ids: HashSet<TicketId> = claimed.iter().filter_map(|row| row.ticket_id).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let rows = held::tickets(db, ids).await?;
        let places = Places::load(db, &rows).await?;
        let tickets = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(Self { tickets, places })
    }

    /// What a message is about, or the state that it ends with; none if a row is missing.
    pub fn of(
        &self,
        row: &delivery::Model,
        event: &event::Model,
        now: Instant,
    ) -> Option<std::result::Result<AboutTicket, DeliveryState>> {
        let ticket = self.tickets.get(&row.ticket_id?)?;
        let news = news(row.kind)?;
        let facts = Facts {
            event_state: event.state,
            state: ticket.state,
            ended: ticket.ended_reason,
            slot_starts_at: self.places.slot(ticket).map(|slot| slot.starts_at),
            day_ends_at: event.ends_at,
            wanted_at: row.send_at,
        };
        if let Some(state) = no_longer_holds(news, facts, now) {
            return Some(Err(state));
        }
        let booking = self.places.booking(ticket)?;
        Some(Ok(AboutTicket {
            news,
            event: event.clone(),
            venue: None,
            area: None,
            cancelled: ticket.ended_reason == Some(TicketEnd::EventCancelled),
            booking,
        }))
    }
}

/// Where and when tickets are served.
#[derive(Default)]
pub(super) struct Places {
    slots: HashMap<SlotId, slot::Model>,
    stalls: HashMap<StallId, stall::Model>,
    services: HashMap<StallServiceId, stall_service::Model>,
}

impl Places {
    /// Those of these tickets.
    pub async fn load(db: &impl ConnectionTrait, tickets: &[ticket::Model]) -> Result<Self> {
        let slots: HashSet<SlotId> = tickets.iter().filter_map(|row| row.slot_id).collect();
        let stalls: HashSet<StallId> = tickets.iter().map(|row| row.stall_id).collect();
        let services: HashSet<StallServiceId> = tickets.iter().map(|row| row.service_id).collect();
        let slots = stalls::slots(db, slots).await?;
        let services = stalls::services(db, services).await?;
        let stalls = stalls::stalls(db, stalls).await?;
        Ok(Self {
            slots: slots.into_iter().map(|row| (row.id, row)).collect(),
            stalls: stalls.into_iter().map(|row| (row.id, row)).collect(),
            services: services.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn slot(&self, ticket: &ticket::Model) -> Option<&slot::Model> {
        self.slots.get(&ticket.slot_id?)
    }

    /// What its holder is to know of a ticket.
    pub fn booking(&self, row: &ticket::Model) -> Option<AboutBooking> {
        let service = self.services.get(&row.service_id)?;
        let stall = self.stalls.get(&row.stall_id)?;
        let shown = |drawn| number::shown(&service.prefix, drawn);
        Some(AboutBooking {
            number: row.number.map(shown),
            service: service.name.clone(),
            stall: stall.name.clone(),
            place: stall.place.clone(),
            times: self.slot(row).map(|slot| (slot.starts_at, slot.ends_at)),
        })
    }
}

fn news(kind: MessageKind) -> Option<OfTicket> {
    match kind {
        MessageKind::TicketBooked => Some(OfTicket::Booked),
        MessageKind::TicketPromoted => Some(OfTicket::Promoted),
        MessageKind::TicketNearly => Some(OfTicket::Nearly),
        MessageKind::TicketReady => Some(OfTicket::Ready),
        MessageKind::TicketClosed => Some(OfTicket::Closed),
        _ => None,
    }
}

/// A ticket and its day, as of now.
#[derive(Clone, Copy, Debug)]
struct Facts {
    event_state: EventState,
    state: TicketState,
    ended: Option<TicketEnd>,
    slot_starts_at: Option<Instant>,
    day_ends_at: Instant,
    /// When the message was wanted.
    wanted_at: Instant,
}

/// Why a message about a ticket is not sent after all; none if it still holds.
fn no_longer_holds(news: OfTicket, facts: Facts, now: Instant) -> Option<DeliveryState> {
    use TicketState::{Booked, CheckedIn, NoShow, Ready, Skipped, Waiting};
    let (holds, until) = match news {
        OfTicket::Booked | OfTicket::Promoted => (
            facts.state == Booked,
            facts.slot_starts_at.unwrap_or(facts.day_ends_at),
        ),
        OfTicket::Nearly => (
            matches!(facts.state, CheckedIn | Waiting | Skipped),
            facts.day_ends_at.min(facts.wanted_at + NEARLY_LASTS),
        ),
        OfTicket::Ready => (facts.state == Ready, facts.day_ends_at + AFTERWARDS),
        OfTicket::Closed => (
            matches!(facts.state, TicketState::Cancelled | NoShow)
                && matches!(
                    facts.ended,
                    Some(TicketEnd::DayEnded | TicketEnd::EventCancelled)
                ),
            facts.day_ends_at + AFTERWARDS,
        ),
    };
    // Who has to come somewhere must know whether it takes place; what is closed or lies there does not
    // depend on it.
    let takes_place = facts.event_state == EventState::Published
        || matches!(news, OfTicket::Ready | OfTicket::Closed);
    if !holds || !takes_place {
        return Some(DeliveryState::Superseded);
    }
    (until <= now).then_some(DeliveryState::Expired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Utc};

    fn at(hour: i64) -> Instant {
        DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn ended(news: OfTicket, state: TicketState, now: Instant) -> Option<DeliveryState> {
        let is_closed = news == OfTicket::Closed;
        let facts = Facts {
            event_state: EventState::Published,
            state,
            ended: is_closed.then_some(TicketEnd::DayEnded),
            slot_starts_at: Some(at(10)),
            day_ends_at: at(18),
            wanted_at: at(9),
        };
        no_longer_holds(news, facts, now)
    }

    #[test]
    fn a_message_holds_while_the_ticket_stands_so_and_there_is_time() {
        use DeliveryState::{Expired, Superseded};
        use OfTicket::{Booked, Closed, Nearly, Ready};
        assert_eq!(ended(Booked, TicketState::Booked, at(9)), None);
        let late = ended(Booked, TicketState::Booked, at(10));
        assert_eq!(late, Some(Expired));
        let gone = ended(Booked, TicketState::Cancelled, at(9));
        assert_eq!(gone, Some(Superseded));
        assert_eq!(ended(Nearly, TicketState::Waiting, at(9)), None);
        let called = ended(Nearly, TicketState::Called, at(9));
        assert_eq!(called, Some(Superseded));
        let stale = ended(Nearly, TicketState::Waiting, at(9) + NEARLY_LASTS);
        assert_eq!(stale, Some(Expired), "it is for now, or not at all");
        assert_eq!(ended(Ready, TicketState::Ready, at(20)), None);
        let collected = ended(Ready, TicketState::Collected, at(17));
        assert_eq!(collected, Some(Superseded));
        assert_eq!(ended(Closed, TicketState::NoShow, at(19)), None);
        let old = ended(Closed, TicketState::NoShow, at(18) + AFTERWARDS);
        assert_eq!(old, Some(Expired));
    }

    #[test]
    fn nobody_is_called_to_what_does_not_take_place() {
        let facts = Facts {
            event_state: EventState::Cancelled,
            state: TicketState::Booked,
            ended: None,
            slot_starts_at: Some(at(10)),
            day_ends_at: at(18),
            wanted_at: at(9),
        };
        let booked = no_longer_holds(OfTicket::Booked, facts, at(9));
        assert_eq!(booked, Some(DeliveryState::Superseded));
        let closed = Facts {
            state: TicketState::Cancelled,
            ended: Some(TicketEnd::EventCancelled),
            ..facts
        };
        let told = no_longer_holds(OfTicket::Closed, closed, at(9));
        assert_eq!(told, None);
    }
}
