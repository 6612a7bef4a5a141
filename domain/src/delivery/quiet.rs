//! When messages leave: not while the recipient sleeps, and yet before the event. Pure.

use chrono::TimeDelta;
use chrono_tz::Tz;
use mulin_entities::MessageKind;

use crate::clock::Instant;
use crate::quiet::night;
pub use crate::quiet::{Quiet, zone_of};

/// A message that waited for the morning must still leave this long before the event.
const MORNING_NOTICE: TimeDelta = TimeDelta::minutes(60);
/// Cancellations this close to the start ignore quiet hours.
const URGENT: TimeDelta = TimeDelta::hours(24);

/// When to send a message that is wanted at `due`: at once, or, in quiet hours, in the morning if
/// that is early enough, else the evening before if that is still to come, else at once.
pub fn send_at(
    due: Instant,
    now: Instant,
    starts_at: Instant,
    zone: Tz,
    quiet: Quiet,
    kind: MessageKind,
) -> Instant {
    let urgent = kind == MessageKind::EventCancelled && starts_at - now <= URGENT;
    let due = due.max(now);
    let Some(night) = night(due, zone, quiet).filter(|_| !urgent) else {
        return due;
    };
    let early_enough = |morning: &Instant| *morning + MORNING_NOTICE <= starts_at;
    if let Some(morning) = night.morning.filter(early_enough) {
        return morning;
    }
    night
        .evening
        .filter(|evening| *evening > now)
        .unwrap_or(due)
}

/// When to send a message about an event that begins and ends at these times: before the start as
/// [`send_at`] says; while it lasts at once, as whoever is there is awake; after its end not while
/// the recipient sleeps.
pub fn send_about(
    due: Instant,
    now: Instant,
    (starts_at, ends_at): (Instant, Instant),
    zone: Tz,
    quiet: Quiet,
    kind: MessageKind,
) -> Instant {
    let due = due.max(now);
    let is_of_after = matches!(
        kind,
        MessageKind::Announcement
            | MessageKind::TicketReady
            | MessageKind::TicketClosed
            | MessageKind::ShiftCancelled
            | MessageKind::ShiftSwapped
            | MessageKind::ShiftChanged
    );
    if !is_of_after || due < starts_at {
        return send_at(due, now, starts_at, zone, quiet, kind);
    }
    if due < ends_at {
        return due;
    }
    send_calmly_at(due, zone, quiet)
}

/// Whether these are somebody's quiet hours.
pub fn is_quiet(at: Instant, zone: Tz, quiet: Quiet) -> bool {
    night(at, zone, quiet).is_some()
}

/// When to send a message that is about no event and can wait: now, or when the quiet hours end.
pub fn send_calmly_at(now: Instant, zone: Tz, quiet: Quiet) -> Instant {
    let morning = night(now, zone, quiet).and_then(|night| night.morning);
    morning.unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    const DEFAULT: Quiet = Quiet {
        from: 21 * 60,
        until: 8 * 60,
    };
    const ZONE: Tz = Tz::Asia__Shanghai;

    fn local(text: &str) -> Instant {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&local).unwrap().to_utc()
    }

    fn sent(due: &str, now: &str, starts: &str) -> Instant {
        let kind = MessageKind::EventReminder;
        send_at(local(due), local(now), local(starts), ZONE, DEFAULT, kind)
    }

    #[test]
    fn messages_leave_at_a_decent_hour() {
        // By day: when wanted.
        let by_day = sent("2027-02-20 16:30", "2027-02-19 12:00", "2027-02-20 18:30");
        assert_eq!(by_day, local("2027-02-20 16:30"));
        // At night, with the morning early enough: 08:00.
        let morning = sent("2027-02-19 23:00", "2027-02-19 12:00", "2027-02-20 18:30");
        assert_eq!(morning, local("2027-02-20 08:00"));
        let just = sent("2027-02-20 07:00", "2027-02-19 12:00", "2027-02-20 09:00");
        assert_eq!(just, local("2027-02-20 08:00"));
        // The morning is too late: 20:59 the evening before.
        let evening = sent("2027-02-20 06:30", "2027-02-19 12:00", "2027-02-20 08:30");
        assert_eq!(evening, local("2027-02-19 20:59"));
        // That has passed, too: at once.
        let at_once = sent("2027-02-20 06:30", "2027-02-20 06:00", "2027-02-20 08:30");
        assert_eq!(at_once, local("2027-02-20 06:30"));
    }

    #[test]
    fn late_cancellations_and_people_without_quiet_hours_do_not_wait() {
        let (due, starts) = (local("2027-02-19 23:00"), local("2027-02-20 18:30"));
        let cancelled = MessageKind::EventCancelled;
        assert_eq!(send_at(due, due, starts, ZONE, DEFAULT, cancelled), due);
        let never = Quiet { from: 0, until: 0 };
        assert_eq!(
            send_at(due, due, starts, ZONE, never, MessageKind::EventReminder),
            due
        );
    }

    proptest! {
        #[test]
        fn no_message_leaves_in_the_past_or_after_a_start_it_could_precede(
            due in 0..100_000i64, now in 0..100_000i64, starts in 0..100_000i64,
            from in 0..1440i32, until in 0..1440i32,
        ) {
            let base = local("2027-02-19 00:00");
            let minute = |minutes: i64| base + TimeDelta::minutes(minutes % 4_000);
            let (due, now, starts) = (minute(due), minute(now), minute(starts));
            let quiet = Quiet { from, until };
            let sent = send_at(due, now, starts, ZONE, quiet, MessageKind::EventReminder);
            prop_assert!(sent >= now);
            if due.max(now) < starts {
                prop_assert!(sent < starts);
            }
        }
    }

    #[test]
    fn an_announcement_waits_for_the_morning_only_once_the_event_is_over() {
        let times = (local("2027-02-20 18:30"), local("2027-02-20 22:30"));
        for (due, leaves) in [
            ("2027-02-20 10:00", "2027-02-20 10:00"),
            ("2027-02-20 22:00", "2027-02-20 22:00"),
            ("2027-02-20 22:30", "2027-02-21 08:00"),
            ("2027-02-21 12:00", "2027-02-21 12:00"),
        ] {
            let kind = MessageKind::Announcement;
            let at = send_about(local(due), local(due), times, ZONE, DEFAULT, kind);
            assert_eq!(at, local(leaves), "{due}");
        }
    }

    #[test]
    fn what_can_wait_leaves_by_day() {
        for (now, leaves) in [
            ("2027-02-19 20:59", "2027-02-19 20:59"),
            ("2027-02-19 21:00", "2027-02-20 08:00"),
            ("2027-02-20 07:59", "2027-02-20 08:00"),
            ("2027-02-20 08:00", "2027-02-20 08:00"),
        ] {
            let at = send_calmly_at(local(now), ZONE, DEFAULT);
            assert_eq!(at, local(leaves), "{now}");
        }
        let (never, night) = (Quiet { from: 0, until: 0 }, local("2027-02-19 23:00"));
        assert_eq!(send_calmly_at(night, ZONE, never), night);
    }
}
