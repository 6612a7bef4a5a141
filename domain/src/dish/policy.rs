//! Who sees and keeps dishes. Hidden means not found.

use mulin_entities::{DishState, EventId, HouseholdId, dish};

use crate::actor::Actor;
use crate::event;

/// Those who run the event, with its banquet, see and edit all.
pub fn sees_all(actor: &Actor, event: EventId, event_area_path: &str) -> bool {
    event::policy::manages(actor, event, event_area_path)
}

/// Whether the dish is of the actor's own household, also by a personal link of its cook.
pub fn is_of_household(actor: &Actor, dish: &dish::Model) -> bool {
    let lives_there = actor
        .signed_in()
        .is_some_and(|own| own.household_id == dish.household_id);
    let by_link = actor
        .link()
        .is_some_and(|link| Some(link.person_id) == dish.cook_id && link.event_id == dish.event_id);
    lives_there || by_link || dish.cook_id.is_some() && actor.person_id() == dish.cook_id
}

/// Who sees the event sees what is brought to it; what does not come any more is for its household and
/// for those who run the event. The caller may see the event.
pub fn may_see(actor: &Actor, dish: &dish::Model, event_area_path: &str) -> bool {
    dish.state == DishState::Pledged
        || is_of_household(actor, dish)
        || sees_all(actor, dish.event_id, event_area_path)
}

/// Whether the household's name is shown whole: to itself, and to those who run the event. Others see
/// it masked. The caller may see the dish.
pub fn sees_household(actor: &Actor, dish: &dish::Model, event_area_path: &str) -> bool {
    is_of_household(actor, dish) || sees_all(actor, dish.event_id, event_area_path)
}

/// What a household brings, and what became of it, is for the household. The caller may see the event.
pub fn is_own(actor: &Actor, household: HouseholdId) -> bool {
    actor
        .signed_in()
        .is_some_and(|own| own.household_id == household)
}
