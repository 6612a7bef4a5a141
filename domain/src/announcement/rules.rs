//! When announcements are sent. Pure.

use chrono::TimeDelta;
use mulin_entities::{Presence, announcement, event};

use crate::clock::Instant;

/// Announcements of one event that may wait for their time.
pub const MAX_SCHEDULED: usize = 20;
/// Characters of what it is about.
pub const MAX_SUBJECT: usize = 60;
/// Characters of its words: a text message of some ten parts.
pub const MAX_BODY: usize = 1_000;
/// How long after an event who was there may still be written to.
pub const MAX_AFTER: TimeDelta = TimeDelta::days(30);

/// Until when an announcement may be wanted: before the event is over; to those who were there until
/// some weeks after.
pub fn latest(presence: Option<Presence>, ends_at: Instant) -> Instant {
    match presence {
        Some(Presence::Present) => ends_at + MAX_AFTER,
        Some(Presence::Absent) | None => ends_at,
    }
}

/// When it is wanted: at its time, so long before the start, or when it was written. What moves with
/// the event and is late by the move goes out at once.
pub fn due_at(announcement: &announcement::Model, event: &event::Model, now: Instant) -> Instant {
    match (announcement.before_seconds, announcement.send_at) {
        (Some(before), _) => (event.starts_at - TimeDelta::seconds(i64::from(before))).max(now),
        (None, Some(at)) => at,
        (None, None) => announcement.created_at,
    }
}

/// When its recipients are listed: ahead of its time, but who is there is only known when it is time.
pub fn listed_at(
    presence: Option<Presence>,
    due_at: Instant,
    ahead: TimeDelta,
    now: Instant,
) -> Instant {
    match presence {
        Some(_) => due_at.max(now),
        None => (due_at - ahead).max(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn recipients_are_listed_neither_late_nor_before_it_is_known_who_is_there(
            due in 0..1_000_000_i64, ahead in 0..100_000_i64, now in 0..1_000_000_i64,
        ) {
            let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let (due, now, ahead) = (at(due), at(now), TimeDelta::seconds(ahead));
            let plain = listed_at(None, due, ahead, now);
            prop_assert!(plain >= now && plain <= due.max(now));
            for presence in [Presence::Present, Presence::Absent] {
                let there = listed_at(Some(presence), due, ahead, now);
                prop_assert_eq!(there, due.max(now));
            }
        }
    }
}
