//! Who may arrange who sits where, and see it. Hidden means not found.

use mulin_entities::{EventId, seating_plan};

use crate::actor::Actor;
use crate::event::policy as events;

/// The plan, with its rules and what it was not published of, is for those who run the event.
pub fn may_see_plan(actor: &Actor, event: EventId, area_path: &str) -> bool {
    events::manages(actor, event, area_path)
}

/// A table is shown to those who run the event, and, once guests were told where they sit, to whoever
/// sees the event. Who sits at it is part of the plan.
pub fn may_see_table(
    actor: &Actor,
    plan: &seating_plan::Model,
    area_path: &str,
    sees_event: bool,
) -> bool {
    may_see_plan(actor, plan.event_id, area_path) || sees_event && plan.published_at.is_some()
}
