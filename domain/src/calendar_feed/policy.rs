//! What a calendar may show, and to whom a person's own addresses.

use mulin_entities::calendar_feed;
use sea_orm::Value;

use crate::actor::Actor;
use crate::event::list::visible_condition;

/// Of the addresses of a person's own calendar nobody else learns.
pub fn may_see(actor: &Actor, feed: &calendar_feed::Model) -> bool {
    actor.person_id() == Some(feed.person_id)
}

/// What a calendar shows of events, as a condition on `event` with its values: those that were
/// published and that the actor may see, cancelled ones too, so that they go out of other calendars.
pub fn shown_to(actor: &Actor) -> (String, Vec<Value>) {
    let (seen, values) = visible_condition(actor);
    (
        format!("event.published_at IS NOT NULL AND ({seen})"),
        values,
    )
}

/// The same of events that the person has answered: among invited guests the answer alone is enough, as
/// it is for the event's page, and it stays so once the event is over.
pub fn shown_to_guest(actor: &Actor) -> (String, Vec<Value>) {
    let (seen, values) = visible_condition(actor);
    (
        format!("event.published_at IS NOT NULL AND (event.visibility = 'INVITED' OR ({seen}))"),
        values,
    )
}
