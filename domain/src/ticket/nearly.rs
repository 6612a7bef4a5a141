//! Tells those whose turn it nearly is, once each.

use mulin_entities::{TicketId, ticket};

use crate::change::{ServiceDayChange, What};
use crate::tx::Tx;

/// Tells those who are called next. Answers whom; they are to be marked, so that nobody is told twice.
pub(super) fn tell(tx: &mut Tx, near: &[ticket::Model]) -> Vec<TicketId> {
    let mut told = Vec::new();
    for ticket in near {
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
    told
}
