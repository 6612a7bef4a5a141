//! Who sees tickets. Hidden means not found. Who serves at a stall is decided there.

use mulin_entities::{EventId, PersonId, ticket};

use crate::actor::Actor;

/// Whether the ticket is the actor's own, or of the actor's household, also by a personal link to the
/// event.
pub fn is_own(actor: &Actor, row: &ticket::Model) -> bool {
    let lives_there = actor.signed_in().is_some_and(|own| {
        row.person_id == Some(own.person_id) || row.household_id == Some(own.household_id)
    });
    lives_there || by_link(actor, row.person_id, row.event_id)
}

fn by_link(actor: &Actor, holder: Option<PersonId>, event: EventId) -> bool {
    actor
        .link()
        .is_some_and(|link| Some(link.person_id) == holder && link.event_id == event)
}

/// One sees one's own ticket and those of one's household, of the people one may act for now, which
/// `acts_for` tells, and, where one serves, all of the stall.
pub fn may_see(actor: &Actor, row: &ticket::Model, serves: bool, acts_for: bool) -> bool {
    serves || acts_for || is_own(actor, row) || matches!(actor, Actor::System)
}
