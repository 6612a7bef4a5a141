//! When a reminder is due. Pure.

use chrono::TimeDelta;
use mulin_entities::{EventState, ScheduleState, event};

use crate::clock::Instant;

/// When a rule's messages are wanted.
pub fn due_at(event: &event::Model, before_seconds: i32) -> Instant {
    event.starts_at - TimeDelta::seconds(i64::from(before_seconds))
}

/// The state in which a rule's fan-out begins.
pub fn first_state(event: &event::Model, before_seconds: i32, now: Instant) -> ScheduleState {
    if event.state != EventState::Published {
        ScheduleState::Cancelled
    } else if due_at(event, before_seconds) < now {
        ScheduleState::Missed
    } else {
        ScheduleState::Pending
    }
}
