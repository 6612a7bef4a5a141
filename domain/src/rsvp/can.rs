//! What an actor could do with answers now: the policies and rules of the commands, asked ahead of
//! them.

use mulin_entities::{RsvpState, Visibility, rsvp};

use super::rules;
use super::states::{Act, leads_to};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::event::rules::Phase;
use crate::event::view::EventView;

/// Whether the actor could answer, for themselves, an event that they may see.
pub fn respond(actor: &Actor, event: &EventView, now: Instant) -> bool {
    let is_for = match actor {
        // Who only asked to be registered comes to what is public, or where they were invited.
        Actor::Person(own) => {
            own.confirmed
                || event.visibility == Visibility::Public
                || own.invited.contains(&event.id)
        }
        Actor::Link(link) => link.event_id == event.id,
        Actor::Anonymous | Actor::System => false,
    };
    is_for && rules::must_take_answers(event, now).is_ok()
}

/// Whether somebody who acts for a person could change that person's answer to an event that the
/// actor may see. `unit_path` is of the person's unit, if they are known to live there.
pub fn change_for(unit_path: Option<&str>, event: &EventView, now: Instant) -> bool {
    let is_for = event.visibility == Visibility::Public
        || event.visibility == Visibility::Audience
            && unit_path.is_some_and(|path| path.starts_with(&event.area_path));
    is_for && rules::must_take_answers(event, now).is_ok()
}

/// Whether who speaks for the person could take this answer back, also from an event that they see no
/// more.
pub fn withdraw(rsvp: &rsvp::Model, event: Phase, now: Instant) -> bool {
    rsvp.state != RsvpState::Withdrawn
        && !leads_to(Some(rsvp.state), Act::Withdraw).is_empty()
        && event.ends_at > now
}
