//! Who may see and do what with answers. Hidden means not found.

use mulin_entities::{RsvpState, rsvp};

use crate::actor::Actor;
use crate::event;

/// One sees one's own answer, and those who run the event see all.
pub fn may_see(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str) -> bool {
    owns(actor, rsvp) || may_see_all(actor, event_area_path)
}

/// Those who run the event see who answered what.
pub fn may_see_all(actor: &Actor, event_area_path: &str) -> bool {
    event::policy::manages(actor, event_area_path)
}

/// How to reach the respondent is for the respondent, and for those who run the event as long as the
/// respondent may come. The caller may see the answer.
pub fn may_see_contacts(actor: &Actor, rsvp: &rsvp::Model) -> bool {
    let may_come = matches!(
        rsvp.state,
        RsvpState::Going | RsvpState::Maybe | RsvpState::Waitlisted
    );
    owns(actor, rsvp) || may_come
}

/// One takes back one's own answer.
pub fn owns(actor: &Actor, rsvp: &rsvp::Model) -> bool {
    actor.person_id() == Some(rsvp.person_id)
}
