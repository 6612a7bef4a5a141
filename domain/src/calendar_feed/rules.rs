//! How an event stands in a calendar, in feeds as in e-mails. Pure.

use chrono::TimeDelta;
use mulin_calendar::ical::{Alarm, Status};
use mulin_entities::{EventId, EventState, RsvpState, reminder_rule};

use crate::clock::Instant;
use crate::delivery::audience::Audience;
use crate::error::Result;

/// Addresses that one person may have at a time: one for every program and device.
pub const MAX_FEEDS: u64 = 10;
/// Characters of what a person calls an address.
pub const MAX_LABEL: usize = 60;
/// Events that are read at a time.
pub const PAGE: usize = 500;

/// The answers whose events stand in a person's own calendar: who comes, may come, or waits.
pub const STANDING: [RsvpState; 5] = [
    RsvpState::Going,
    RsvpState::Maybe,
    RsvpState::Waitlisted,
    RsvpState::Offered,
    RsvpState::Requested,
];

/// Calendars hold what began then or later.
pub fn begin(now: Instant) -> Instant {
    now - TimeDelta::days(90)
}

/// The identity of an event in all calendars, for ever.
pub fn uid(event: EventId, host: &str) -> String {
    format!("event-{}@{host}", event.0.simple())
}

/// Raised with every change of time; a cancellation changes the event as a move does (RFC 5546, section
/// 2.1.4).
pub fn sequence(schedule_rev: i32, is_cancelled: bool) -> u32 {
    let revision = u32::try_from(schedule_rev).unwrap_or(0);
    revision.saturating_add(u32::from(is_cancelled))
}

/// A place as one line.
pub fn location(name: &str, address: &str) -> String {
    match address.trim() {
        "" => name.to_owned(),
        address => format!("{name} ({address})"),
    }
}

/// Whether the event takes place, and for sure with whoever gave the answer, if it is about one's.
pub fn status(state: EventState, answer: Option<RsvpState>) -> Status {
    match (state, answer) {
        (EventState::Cancelled, _) => Status::Cancelled,
        (_, None | Some(RsvpState::Going)) => Status::Confirmed,
        (_, Some(_)) => Status::Tentative,
    }
}

/// When to ring before an event: as the person wishes, if they said anything and come or may come; else
/// by the event's rules for such an answer. The earliest first, each once.
pub fn alarms(
    answer: RsvpState,
    own: Option<&[i32]>,
    rules: &[reminder_rule::Model],
) -> Result<Vec<Alarm>> {
    let mut seconds: Vec<u32> = Vec::new();
    match own {
        Some(own) if matches!(answer, RsvpState::Going | RsvpState::Maybe) => {
            seconds.extend(own.iter().filter_map(|before| u32::try_from(*before).ok()));
        }
        Some(_) => {}
        None => {
            for rule in rules {
                if Audience::parse(&rule.audience)?.holds(Some(answer)) {
                    seconds.extend(u32::try_from(rule.before_seconds));
                }
            }
        }
    }
    seconds.sort_unstable_by(|one, other| other.cmp(one));
    seconds.dedup();
    let alarm = |before_seconds| Alarm { before_seconds };
    Ok(seconds.into_iter().map(alarm).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mulin_entities::ReminderRuleId;
    use uuid::Uuid;

    fn rule(before_seconds: i32, audience: &str) -> reminder_rule::Model {
        reminder_rule::Model {
            id: ReminderRuleId(Uuid::nil()),
            event_id: EventId(Uuid::nil()),
            before_seconds,
            audience: audience.to_owned(),
            channels: None,
            template: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
            removed_at: None,
        }
    }

    #[test]
    fn an_event_is_the_same_in_all_calendars() {
        let event = EventId(Uuid::from_u128(1));
        let uid = uid(event, "mulin.example");
        assert_eq!(uid, "event-00000000000000000000000000000001@mulin.example");
        assert_eq!((sequence(2, false), sequence(2, true)), (2, 3));
        assert_eq!(sequence(-1, false), 0);
        assert_eq!(location("活动室", " "), "活动室");
        assert_eq!(location("活动室", "桂花路18号"), "活动室 (桂花路18号)");
    }

    #[test]
    fn who_waits_does_not_come_for_sure() {
        use EventState::{Cancelled, Published};
        for (state, answer, expected) in [
            (Published, None, Status::Confirmed),
            (Published, Some(RsvpState::Going), Status::Confirmed),
            (Published, Some(RsvpState::Maybe), Status::Tentative),
            (Published, Some(RsvpState::Waitlisted), Status::Tentative),
            (Cancelled, Some(RsvpState::Going), Status::Cancelled),
            (Cancelled, None, Status::Cancelled),
        ] {
            assert_eq!(status(state, answer), expected, "{state:?} {answer:?}");
        }
    }

    #[test]
    fn alarms_are_the_persons_own_or_the_events() {
        let rules = [
            rule(3_600, "GOING"),
            rule(86_400, "GOING,MAYBE"),
            rule(3_600, "GOING,WAITLISTED"),
        ];
        let rings = |answer, own: Option<&[i32]>| -> Vec<u32> {
            let alarms = alarms(answer, own, &rules).unwrap().into_iter();
            alarms.map(|alarm| alarm.before_seconds).collect()
        };
        assert_eq!(rings(RsvpState::Going, None), [86_400, 3_600]);
        assert_eq!(rings(RsvpState::Maybe, None), [86_400]);
        assert_eq!(rings(RsvpState::Waitlisted, None), [3_600]);
        assert_eq!(rings(RsvpState::Maybe, Some(&[900, 7_200])), [7_200, 900]);
        assert_eq!(rings(RsvpState::Waitlisted, Some(&[900])), [0; 0]);
    }
}
