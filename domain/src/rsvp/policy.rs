//! Who may see and do what with answers. Hidden means not found.

use mulin_entities::{EventId, Role, RsvpState, person, personal_link, rsvp};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::event;

/// One sees one's own answer, by a personal link too, and those of the people one may act for now,
/// which `acts_for` tells; those who run the event and its helpers see all.
pub fn may_see(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str, acts_for: bool) -> bool {
    acts_for || is_own(actor, rsvp) || may_see_all(actor, rsvp.event_id, event_area_path)
}

/// Who gave an answer for somebody else is for the person, for who did, and for those who run the
/// event. The caller may see the answer.
pub fn may_see_answerer(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str) -> bool {
    rsvp.answered_by == rsvp.person_id
        || is_own(actor, rsvp)
        || actor.person_id() == Some(rsvp.answered_by)
        || event::policy::manages(actor, rsvp.event_id, event_area_path)
}

/// Those who run the event and its helpers see who answered what.
pub fn may_see_all(actor: &Actor, event: EventId, event_area_path: &str) -> bool {
    event::policy::checks_in(actor, event, event_area_path)
}

/// How to reach the respondent is for the respondent, and for those who run the event as long as the
/// respondent may come. The caller may see the answer.
pub fn may_see_contacts(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str) -> bool {
    let may_come = matches!(
        rsvp.state,
        RsvpState::Going
            | RsvpState::Maybe
            | RsvpState::Waitlisted
            | RsvpState::Offered
            | RsvpState::Requested
    );
    let manages = event::policy::manages(actor, rsvp.event_id, event_area_path);
    owns(actor, rsvp) || manages && may_come
}

/// What the person wrote to the organisers is for the person, by a personal link too, for who wrote
/// it for them, and for those who run the event, not for its helpers.
pub fn may_see_note(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str) -> bool {
    is_own(actor, rsvp)
        || actor.person_id() == Some(rsvp.answered_by)
        || event::policy::manages(actor, rsvp.event_id, event_area_path)
}

/// What was decided about a request, and whether an answer was taken back late, is for the person, by
/// a personal link too, for who answered for them, and for those who run the event.
pub fn may_see_decision(actor: &Actor, rsvp: &rsvp::Model, event_area_path: &str) -> bool {
    may_see_note(actor, rsvp, event_area_path)
}

/// Whether it is the actor's own answer, whichever way they come.
pub fn is_own(actor: &Actor, rsvp: &rsvp::Model) -> bool {
    let by_link = actor
        .link()
        .is_some_and(|link| link.person_id == rsvp.person_id && link.event_id == rsvp.event_id);
    owns(actor, rsvp) || by_link
}

/// One takes back one's own answer.
pub fn owns(actor: &Actor, rsvp: &rsvp::Model) -> bool {
    actor.person_id() == Some(rsvp.person_id)
}

/// One makes one's own personal link; stewards and administrators hand them to the people of their
/// subtree, which needs no consent: what the person does with it is theirs.
pub fn may_hand_link(actor: &Actor, person: &person::Model, unit_path: &str) -> Result<()> {
    let own = actor.person_id() == Some(person.id);
    if own || actor.has_role(&[Role::Steward], unit_path) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// A personal link is seen, and taken back, by its person, by those who look after the person's unit,
/// and by those who run the event; never by its bearer.
pub fn may_see_link(
    actor: &Actor,
    link: &personal_link::Model,
    unit_path: &str,
    event_area_path: &str,
) -> bool {
    actor.person_id() == Some(link.person_id)
        || actor.has_role(&[Role::Steward], unit_path)
        || event::policy::manages(actor, link.event_id, event_area_path)
}
