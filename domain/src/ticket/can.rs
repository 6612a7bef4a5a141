//! What can be done with a ticket now: asked ahead of the commands.

use mulin_entities::{TicketVerb, ticket};

use super::machine::{self, Facts};
use super::open;
use crate::clock::Instant;

/// Whether a ticket that stands like this takes the step.
pub fn takes(row: &ticket::Model, verb: TicketVerb) -> bool {
    let facts = Facts {
        mode: mulin_entities::ServiceMode::Wait,
        misses: row.misses,
    };
    machine::step(verb, Some(row.state), facts).is_some()
}

/// Whether the ticket is for the day on which `now` falls in the zone.
pub fn is_today(row: &ticket::Model, zone: &str, now: Instant) -> bool {
    open::day(zone, now).is_ok_and(|today| today == row.day)
}
