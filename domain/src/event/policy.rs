//! Who may see and do what with events. Hidden means not found.

use mulin_entities::{EventId, EventRole, Role, Visibility, area, event, event_role};

use crate::actor::Actor;
use crate::error::{Error, Result};

/// Organisers and administrators of the area plan its events.
pub fn may_create(actor: &Actor, area: &area::Model) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], &area.path))
}

/// Whether the actor runs the event: the organisers of its area, and its co-organisers.
pub fn manages(actor: &Actor, event: EventId, area_path: &str) -> bool {
    actor.has_role(&[Role::Organiser], area_path)
        || actor.has_event_role(event, &[EventRole::CoOrganiser])
}

/// Whether the actor sees who comes and checks them in: who runs the event, and its helpers.
pub fn checks_in(actor: &Actor, event: EventId, area_path: &str) -> bool {
    manages(actor, event, area_path) || actor.has_event_role(event, &[EventRole::CheckInHelper])
}

/// The organisers of the area choose who else runs the event; its co-organisers do not.
pub fn may_grant_roles(actor: &Actor, area_path: &str) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], area_path))
}

/// A part is shown to its holder and to those who run the event.
pub fn may_see_role(actor: &Actor, role: &event_role::Model, area_path: &str) -> bool {
    actor.person_id() == Some(role.person_id) || manages(actor, role.event_id, area_path)
}

/// A festival groups what those who run it put there.
pub fn may_group_under(actor: &Actor, festival: &event::Model) -> bool {
    manages(actor, festival.id, &festival.area_path)
}

/// Those who run the event may edit it.
pub fn may_manage(actor: &Actor, event: &event::Model) -> Result<()> {
    allow(manages(actor, event.id, &event.area_path))
}

/// What was never published, also a draft that was cancelled, is for those who run the event.
/// Otherwise everybody sees what is public, and the people
/// of the area, with those who look after some of them, what is for its audience; helpers, holders of
/// a personal link and those who were invited see their event.
/// [`super::store`] says the same as a condition of SQL.
pub fn may_see(actor: &Actor, event: &event::Model) -> bool {
    let area_path = &event.area_path;
    if manages(actor, event.id, area_path) {
        return true;
    }
    let invited = actor.has_event_role(event.id, &[EventRole::CheckInHelper])
        || actor.link().is_some_and(|link| link.event_id == event.id)
        || actor.is_invited(event.id);
    event.published_at.is_some()
        && (invited
            || match event.visibility {
                Visibility::Public => true,
                Visibility::Audience => {
                    actor.lives_in(area_path) || looks_after_some(actor, area_path)
                }
                Visibility::Invited => false,
            })
}

/// Whether the actor is a steward of a part of the area or of all of it.
fn looks_after_some(actor: &Actor, area_path: &str) -> bool {
    actor.has_role(&[Role::Steward], area_path)
        || actor.signed_in().is_some_and(|person| {
            person
                .grants
                .iter()
                .any(|grant| grant.area_path.starts_with(area_path))
        })
}

/// Attendees are shown, with masked names, to people who may see the event and are signed in.
pub fn may_see_attendees(actor: &Actor) -> bool {
    actor.signed_in().is_some() || matches!(actor, Actor::System)
}

fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
