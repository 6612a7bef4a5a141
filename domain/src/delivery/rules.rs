//! When messages leave, and which still hold. Pure.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use mulin_entities::*;

use crate::clock::Instant;

/// A message that waited for the morning must still leave this long before the event.
const MORNING_NOTICE: TimeDelta = TimeDelta::minutes(60);
/// Cancellations this close to the start ignore quiet hours.
const URGENT: TimeDelta = TimeDelta::hours(24);

/// When a person wants no messages, in minutes of the day. Equal ends mean never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// From here …
    pub from: i32,
    /// … until here, the next day if it is earlier.
    pub until: i32,
}

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
    if urgent || quiet.from == quiet.until {
        return due;
    }
    let local = due.with_timezone(&zone);
    let minute = (chrono::Timelike::num_seconds_from_midnight(&local.time()) / 60).cast_signed();
    let wraps = quiet.from > quiet.until;
    let is_quiet = if wraps {
        minute >= quiet.from || minute < quiet.until
    } else {
        (quiet.from..quiet.until).contains(&minute)
    };
    if !is_quiet {
        return due;
    }
    let evening_day = if wraps && minute < quiet.until {
        local.date_naive().checked_sub_days(Days::new(1))
    } else {
        Some(local.date_naive())
    };
    let morning_day = if wraps && minute >= quiet.from {
        local.date_naive().checked_add_days(Days::new(1))
    } else {
        Some(local.date_naive())
    };
    let morning = morning_day.and_then(|day| at(zone, day, quiet.until));
    if let Some(morning) = morning.filter(|morning| *morning + MORNING_NOTICE <= starts_at) {
        return morning;
    }
    let evening = evening_day
        .and_then(|day| at(zone, day, quiet.from))
        .map(|at| at - TimeDelta::minutes(1));
    evening.filter(|evening| *evening > now).unwrap_or(due)
}

fn at(zone: Tz, day: chrono::NaiveDate, minute: i32) -> Option<Instant> {
    let seconds = u32::try_from(minute * 60).ok()?;
    let local = day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?);
    let there: DateTime<Tz> = zone.from_local_datetime(&local).earliest()?;
    Some(there.to_utc())
}

/// Whose answers a message is for.
pub fn audience(kind: MessageKind) -> &'static [RsvpState] {
    match kind {
        MessageKind::EventReminder => &[RsvpState::Going, RsvpState::Maybe],
        MessageKind::RsvpPromoted => &[RsvpState::Going],
        MessageKind::SignInCode
        | MessageKind::ActedForYou
        | MessageKind::RegistrationConfirmed => &[],
        MessageKind::EventRescheduled | MessageKind::EventCancelled => {
            &[RsvpState::Going, RsvpState::Maybe, RsvpState::Waitlisted]
        }
    }
}

/// What a message is about, as of now.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// State of the event.
    pub event_state: EventState,
    /// Its schedule.
    pub schedule_rev: i32,
    /// Its start.
    pub starts_at: Instant,
    /// Its end.
    pub ends_at: Instant,
    /// State of the answer.
    pub rsvp_state: RsvpState,
    /// Raised when somebody came back.
    pub answer_rev: i32,
}

/// What a message was planned for.
#[derive(Clone, Copy, Debug)]
pub struct Planned {
    /// What it says.
    pub kind: MessageKind,
    /// The event's schedule it speaks of.
    pub schedule_rev: i32,
    /// The answer it is for.
    pub answer_rev: i32,
}

/// Why a message is not sent after all; none if it still holds.
pub fn no_longer_holds(planned: Planned, facts: Facts, now: Instant) -> Option<DeliveryState> {
    let kind = planned.kind;
    let wanted_state = match kind {
        MessageKind::EventCancelled => EventState::Cancelled,
        _ => EventState::Published,
    };
    if facts.event_state != wanted_state
        || facts.schedule_rev != planned.schedule_rev
        || facts.answer_rev != planned.answer_rev
        || !audience(kind).contains(&facts.rsvp_state)
    {
        return Some(DeliveryState::Superseded);
    }
    let too_late = match kind {
        MessageKind::EventCancelled => facts.ends_at,
        _ => facts.starts_at,
    };
    (too_late <= now).then_some(DeliveryState::Expired)
}

/// The key that lets a message be planned once. A moved event or somebody who came back is another
/// occasion; a retry never is.
pub fn dedupe_key(
    event: EventId,
    schedule_rev: i32,
    occasion: &str,
    person: PersonId,
    answer_rev: i32,
    channel: Channel,
) -> String {
    let (event, person) = (event.0.simple(), person.0.simple());
    format!(
        "{event}:{schedule_rev}:{occasion}:{person}:{answer_rev}:{}",
        channel.as_str()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn messages_that_no_longer_hold_are_not_sent() {
        let now = local("2027-02-20 12:00");
        let facts = Facts {
            event_state: EventState::Published,
            schedule_rev: 2,
            starts_at: local("2027-02-20 18:30"),
            ends_at: local("2027-02-20 21:00"),
            rsvp_state: RsvpState::Going,
            answer_rev: 1,
        };
        let planned = |kind| Planned {
            kind,
            schedule_rev: 2,
            answer_rev: 1,
        };
        let reminder = |facts| no_longer_holds(planned(MessageKind::EventReminder), facts, now);
        assert_eq!(reminder(facts), None);
        let superseded = Some(DeliveryState::Superseded);
        assert_eq!(
            reminder(Facts {
                schedule_rev: 3,
                ..facts
            }),
            superseded
        );
        assert_eq!(
            reminder(Facts {
                event_state: EventState::Cancelled,
                ..facts
            }),
            superseded
        );
        assert_eq!(
            reminder(Facts {
                rsvp_state: RsvpState::Withdrawn,
                ..facts
            }),
            superseded
        );
        assert_eq!(
            reminder(Facts {
                starts_at: now,
                ..facts
            }),
            Some(DeliveryState::Expired)
        );
        let cancelled = |facts| no_longer_holds(planned(MessageKind::EventCancelled), facts, now);
        assert_eq!(cancelled(facts), superseded);
        let off = Facts {
            event_state: EventState::Cancelled,
            starts_at: now,
            ..facts
        };
        assert_eq!(cancelled(off), None);
    }
}
