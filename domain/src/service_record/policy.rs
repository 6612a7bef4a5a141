//! Who certifies what volunteers did, and who sees it. Hidden means not found.

use mulin_entities::{EventId, PersonId, service_record};

use crate::actor::Actor;
use crate::event as events;

/// Those who run the event, and the leads of the team, certify what others did; never their own.
pub fn certifies(
    actor: &Actor,
    event: EventId,
    area_path: &str,
    row: &service_record::Model,
) -> bool {
    events::policy::manages(actor, event, area_path)
        || row.team_id.is_some_and(|team| actor.leads(team))
        || matches!(actor, Actor::System)
}

/// Whether it is the actor's own.
pub fn is_own(actor: &Actor, person: Option<PersonId>) -> bool {
    person.is_some() && actor.person_id() == person
}
