//! What the caller can do with an event.

use async_graphql::SimpleObject;
use mulin_domain::Actor;
use mulin_domain::check_in;
use mulin_domain::clock::Instant;
use mulin_domain::event::{can, view::EventView};
use mulin_domain::rsvp;

/// What the caller can do with an event now, as the mutations themselves would decide it: by role,
/// by the state of the event, and by the time. A button whose flag is false need not be drawn.
#[derive(SimpleObject, Clone, Copy)]
pub struct EventViewerCan {
    /// Edit its text, place and terms, and set its reminders.
    pub edit: bool,
    /// Publish it: a draft that has not begun.
    pub publish: bool,
    /// Move it to another time: until it begins.
    pub reschedule: bool,
    /// Cancel it: until it is over.
    pub cancel: bool,
    /// Add, edit and remove items of its programme.
    pub edit_programme: bool,
    /// See who answered what.
    pub see_rsvps: bool,
    /// Check in whoever comes, on the event's own list: it is published, the caller helps there or runs
    /// it, and it is between four hours before the start and twelve after the end.
    pub check_in: bool,
    /// Give and take back parts in it.
    pub grant_roles: bool,
    /// Answer it, or change the answer.
    pub respond: bool,
}

impl EventViewerCan {
    /// Of an event that the actor may see.
    pub fn of(actor: &Actor, event: &EventView, now: Instant) -> Self {
        let can = can::with(actor, event, now);
        Self {
            edit: can.edit,
            publish: can.publish,
            reschedule: can.reschedule,
            cancel: can.cancel,
            edit_programme: can.edit_programme,
            see_rsvps: rsvp::policy::may_see_all(actor, event.id, &event.area_path),
            check_in: check_in::can::check_in(actor, event, now),
            grant_roles: can.grant_roles,
            respond: rsvp::can::respond(actor, event, now),
        }
    }
}
