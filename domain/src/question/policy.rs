//! Who asks, and who sees what was answered.

use mulin_entities::{EventId, QuestionAudience, rsvp};

use crate::actor::Actor;
use crate::event;

/// An answer is for the person, by a personal link too, for those who may act for them now, which
/// `acts_for` tells, and for those who run the event; its helpers see what is for them.
pub fn may_see_answer(
    actor: &Actor,
    rsvp: &rsvp::Model,
    audience: QuestionAudience,
    event_area_path: &str,
    acts_for: bool,
) -> bool {
    let own = actor.doer() == Some(rsvp.person_id)
        && actor
            .link()
            .is_none_or(|link| link.event_id == rsvp.event_id);
    own || acts_for
        || match audience {
            QuestionAudience::Organisers => sees_all(actor, rsvp.event_id, event_area_path),
            QuestionAudience::Helpers => {
                event::policy::checks_in(actor, rsvp.event_id, event_area_path)
            }
        }
}

/// Those who run the event see every answer.
pub fn sees_all(actor: &Actor, event: EventId, event_area_path: &str) -> bool {
    event::policy::manages(actor, event, event_area_path)
}
