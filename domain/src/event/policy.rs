//! Who may see and do what with events. Hidden means not found.

use mulin_entities::{Role, Visibility, area, event};

use crate::actor::Actor;
use crate::error::{Error, Result};

/// Organisers and administrators of the area plan its events.
pub fn may_create(actor: &Actor, area: &area::Model) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], &area.path))
}

/// Whether the actor runs the event.
pub fn manages(actor: &Actor, area_path: &str) -> bool {
    actor.has_role(&[Role::Organiser], area_path)
}

/// Those who run the event may edit it.
pub fn may_manage(actor: &Actor, area_path: &str) -> Result<()> {
    allow(manages(actor, area_path))
}

/// What was never published, also a draft that was cancelled, is for those who run the event.
/// Otherwise everybody sees what is public, and the people
/// of the area, with those who look after some of them, what is for its audience.
/// [`super::store`] says the same as a condition of SQL.
pub fn may_see(actor: &Actor, event: &event::Model) -> bool {
    let area_path = &event.area_path;
    if manages(actor, area_path) {
        return true;
    }
    event.published_at.is_some()
        && match event.visibility {
            Visibility::Public => true,
            Visibility::Audience => actor.lives_in(area_path) || looks_after_some(actor, area_path),
            Visibility::Invited => false,
        }
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
    !matches!(actor, Actor::Anonymous)
}

fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
