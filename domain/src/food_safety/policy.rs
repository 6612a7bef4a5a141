//! Who keeps the rules of an area, and sees what was filed, kept and shown. Hidden means not found.

use mulin_entities::{EventId, Role, area, person};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::event;

/// What the authorities ask is entered by the administrators of the area; it is public.
pub fn may_keep_rules(actor: &Actor, area: &area::Model) -> Result<()> {
    allow(actor.has_role(&[], &area.path))
}

/// Filings and samples are for those who run the event.
pub fn runs(actor: &Actor, event: EventId, event_area_path: &str) -> bool {
    event::policy::manages(actor, event, event_area_path)
}

/// Who looks after a person's unit notes that they have shown a certificate; nobody does for themselves.
pub fn may_note_certificate(actor: &Actor, person: &person::Model, unit_path: &str) -> Result<()> {
    must_be_somebody_else(actor, person)?;
    allow(actor.has_role(&[Role::Steward], unit_path))
}

/// Nobody notes what they have shown themselves.
pub fn must_be_somebody_else(actor: &Actor, person: &person::Model) -> Result<()> {
    allow(actor.person_id() != Some(person.id))
}

/// A certificate is for its owner and for those who look after the owner's unit.
pub fn may_see_certificates(actor: &Actor, person: &person::Model, unit_path: &str) -> bool {
    actor.person_id() == Some(person.id) || actor.has_role(&[Role::Steward], unit_path)
}

pub(super) fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
