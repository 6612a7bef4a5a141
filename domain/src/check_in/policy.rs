//! Who may check people in, and see who was there. Hidden means not found.

use mulin_entities::{EventId, Role, RsvpState, area, event, rsvp};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::event::policy as events;
use crate::rsvp::policy as rsvps;

/// Those who run the event and its helpers check in everybody.
pub fn checks_in(actor: &Actor, event: EventId, area_path: &str) -> bool {
    events::checks_in(actor, event, area_path)
}

/// Stewards and administrators check in the people of their subtree, at events that they see.
pub fn checks_in_some(actor: &Actor) -> bool {
    actor.signed_in().is_some_and(|person| {
        let roles = [Role::Steward, Role::Admin];
        person
            .grants
            .iter()
            .any(|grant| roles.contains(&grant.role))
    })
}

/// Whether the actor checks in who lives in the unit with this path, by looking after them.
pub fn looks_after(actor: &Actor, unit_path: &str) -> bool {
    actor.has_role(&[Role::Steward], unit_path)
}

/// Who checks nobody in at the event may not try.
pub fn may_stand_at_the_door(actor: &Actor, event: &event::Model) -> Result<()> {
    allow(checks_in(actor, event.id, &event.area_path) || checks_in_some(actor))
}

/// Lists, what was noted on them, and the public key are for those who check in everybody.
pub fn may_see_lists(actor: &Actor, event: EventId, area_path: &str) -> bool {
    checks_in(actor, event, area_path)
}

/// Heads without names, and what devices noted that were offline, are taken from those who check in
/// everybody.
pub fn may_count_heads(actor: &Actor, event: &event::Model) -> Result<()> {
    allow(checks_in(actor, event.id, &event.area_path))
}

/// Those who run the event make and edit its lists.
pub fn may_edit_lists(actor: &Actor, event: &event::Model) -> Result<()> {
    allow(events::manages(actor, event.id, &event.area_path))
}

/// Who did not come, and how many were there, is for those who run the event.
pub fn may_see_attendance(actor: &Actor, event: EventId, area_path: &str) -> bool {
    events::manages(actor, event, area_path)
}

/// What the events of an area add up to is for its organisers.
pub fn may_see_attendance_of(actor: &Actor, area: &area::Model) -> bool {
    actor.has_role(&[Role::Organiser], &area.path)
}

/// Whether there is a code to show: the party comes.
pub fn has_code(rsvp: &rsvp::Model) -> bool {
    rsvp.state == RsvpState::Going
}

/// The code is for the person, by a personal link too, and for who acts for them.
pub fn may_show_code(actor: &Actor, rsvp: &rsvp::Model, acts_for: bool) -> bool {
    acts_for || rsvps::is_own(actor, rsvp)
}

fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
