//! What an actor could do with an event now: the policies and rules of the commands, asked ahead of
//! them.

use mulin_entities::EventState;

use super::view::EventView;
use super::{policy, rules};
use crate::actor::Actor;
use crate::clock::Instant;

/// Which commands would do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Can {
    /// `update_event`, and `set_event_reminders`.
    pub edit: bool,
    /// `publish_event`; it does nothing with what was published before.
    pub publish: bool,
    /// `reschedule_event`
    pub reschedule: bool,
    /// `cancel_event`
    pub cancel: bool,
    /// `add_programme_item` and its siblings.
    pub edit_programme: bool,
    /// `grant_event_role`
    pub grant_roles: bool,
}

/// What the actor could do with an event that they may see.
pub fn with(actor: &Actor, event: &EventView, now: Instant) -> Can {
    let manages = policy::manages(actor, event.id, &event.area_path);
    let alive = rules::must_be_alive(event, now).is_ok();
    let ahead = rules::must_be_ahead(event, now).is_ok();
    Can {
        edit: manages && alive,
        publish: manages && ahead && event.state == EventState::Draft,
        reschedule: manages && ahead,
        cancel: manages && alive,
        edit_programme: manages && alive,
        grant_roles: alive && policy::may_grant_roles(actor, &event.area_path).is_ok(),
    }
}
