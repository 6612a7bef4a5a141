//! Who may see and do what with answers. Hidden means not found.

use mulin_entities::{EventId, RsvpState, rsvp};

use crate::actor::Actor;
use crate::event;

/// One sees one's own answer, by a personal link too, and those who run the event and its helpers see
/// all.
pub fn may_see(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str) -> bool {
    owns(actor, rsvp)
        || actor.link().is_some_and(|link| {
            link.person_id == rsvp.person_id && link.event_id == rsvp.event_id
        })
        || may_see_all(actor, rsvp.event_id, event_area_path)
}

/// Those who run the event and its helpers see who answered what.
pub fn may_see_all(actor: &Actor, event: EventId, event_area_path: &str) -> bool {
    event::policy::checks_in(actor, event, event_area_path)
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
