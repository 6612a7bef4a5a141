//! Tells those whose turn it nearly is, once each.

use std::collections::HashSet;

use mulin_entities::TicketId;

use super::turns::{Waiting, first, pattern};
use crate::change::{ServiceDayChange, What};
use crate::tx::Tx;

/// Tells the next so many of a queue from which one was just called. Answers whom; each is marked in
/// `waiting`, so that nobody is told twice.
pub(super) fn tell(tx: &mut Tx, waiting: &mut Waiting, places: i32) -> Vec<TicketId> {
    let mut turn = pattern(&waiting.queue);
    let (mut near, mut told) = (HashSet::new(), Vec::new());
    for _ in 0..places {
        let left = waiting
            .tickets
            .iter()
            .filter(|ticket| !near.contains(&ticket.id));
        let Some((ticket, after)) = first(turn, left) else {
            break;
        };
        near.insert(ticket.id);
        turn = after;
        if let (Some(person_id), None) = (ticket.person_id, ticket.nearly_told_at) {
            let change = ServiceDayChange::NearlyTurn {
                ticket_id: ticket.id,
                stall_id: ticket.stall_id,
                person_id,
            };
            let event_id = ticket.event_id;
            tx.record(ticket.root_area_id, What::ServiceDay { event_id, change });
            told.push(ticket.id);
        }
    }
    let now = tx.now();
    for ticket in &mut waiting.tickets {
        if told.contains(&ticket.id) {
            ticket.nearly_told_at = Some(now);
        }
    }
    told
}
