//! When a call is made again, and when it is over. Pure.

use chrono::TimeDelta;
use chrono_tz::Tz;
use mulin_entities::{CallOutcome, CallState, DeliveryState, call_task};

use crate::clock::Instant;
use crate::quiet::{Quiet, night};

/// Tries at most, if nobody answers.
pub const MOST_TRIES: i32 = 3;
/// Between two tries, if nobody answers.
pub const PAUSE: TimeDelta = TimeDelta::hours(2);
/// Characters of a note at most.
pub const MAX_NOTE: usize = 500;

/// The state of a call now: one that came too late, or whose message no longer holds, has lapsed,
/// whether or not that was noted.
pub fn state(task: &call_task::Model, message: DeliveryState, now: Instant) -> CallState {
    use DeliveryState::{Expired, Superseded, Suppressed};
    let too_late = task.expires_at.is_some_and(|end| end <= now);
    let is_dropped = matches!(message, Expired | Superseded | Suppressed);
    if task.state == CallState::Open && (too_late || is_dropped) {
        return CallState::Lapsed;
    }
    task.state
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is made again then.
    Again(Instant),
    /// It is over.
    Over,
}

/// What becomes of a call that ended so at `now`, as the `tries`th. Nobody is called at night, and
/// nobody when it is too late.
pub fn next(
    outcome: CallOutcome,
    tries: i32,
    call_again_at: Option<Instant>,
    expires_at: Option<Instant>,
    now: Instant,
    (zone, quiet): (Tz, Quiet),
) -> Next {
    let again = |at: Instant| match expires_at {
        Some(end) if at >= end => Next::Over,
        _ => Next::Again(at),
    };
    match outcome {
        CallOutcome::NoAnswer if tries >= MOST_TRIES => Next::Over,
        CallOutcome::NoAnswer => again(by_day(now + PAUSE, zone, quiet)),
        // At the time that the person named, whenever that is.
        CallOutcome::CallBack => again(call_again_at.unwrap_or(now + PAUSE)),
        CallOutcome::Reached | CallOutcome::WrongNumber | CallOutcome::Refused => Next::Over,
    }
}

/// At that time, or in the morning after.
fn by_day(at: Instant, zone: Tz, quiet: Quiet) -> Instant {
    let night = night(at, zone, quiet);
    night.and_then(|night| night.morning).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use mulin_entities::{AreaId, CallTaskId, DeliveryId, PersonId};
    use uuid::Uuid;

    const ZONE: Tz = Tz::Asia__Shanghai;
    const NIGHT: Quiet = Quiet {
        from: 21 * 60,
        until: 8 * 60,
    };

    fn local(text: &str) -> Instant {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&local).unwrap().to_utc()
    }

    fn after(outcome: CallOutcome, tries: i32, now: &str, end: Option<&str>) -> Next {
        let end = end.map(local);
        next(outcome, tries, None, end, local(now), (ZONE, NIGHT))
    }

    #[test]
    fn who_does_not_answer_is_called_again_by_day_and_three_times_at_most() {
        let silent = CallOutcome::NoAnswer;
        let noon = "2027-02-20 12:00";
        assert_eq!(
            after(silent, 1, noon, None),
            Next::Again(local("2027-02-20 14:00"))
        );
        let evening = after(silent, 2, "2027-02-20 19:30", None);
        assert_eq!(evening, Next::Again(local("2027-02-21 08:00")));
        assert_eq!(after(silent, 3, noon, None), Next::Over);
        let starts = Some("2027-02-20 14:00");
        assert_eq!(after(silent, 1, noon, starts), Next::Over);
        let never = Quiet { from: 0, until: 0 };
        let late = local("2027-02-20 22:00");
        let next = next(silent, 1, None, None, late, (ZONE, never));
        assert_eq!(next, Next::Again(late + PAUSE));
    }

    #[test]
    fn every_other_end_is_one() {
        let noon = "2027-02-20 12:00";
        for outcome in [
            CallOutcome::Reached,
            CallOutcome::WrongNumber,
            CallOutcome::Refused,
        ] {
            assert_eq!(after(outcome, 1, noon, None), Next::Over, "{outcome:?}");
        }
        let wish = Some(local("2027-02-20 21:30"));
        let now = local(noon);
        let again = next(CallOutcome::CallBack, 9, wish, None, now, (ZONE, NIGHT));
        assert_eq!(again, Next::Again(local("2027-02-20 21:30")));
    }

    #[test]
    fn what_comes_too_late_or_holds_no_longer_has_lapsed() {
        let now = local("2027-02-20 12:00");
        let mut task = call_task::Model {
            id: CallTaskId(Uuid::nil()),
            root_area_id: AreaId(Uuid::nil()),
            unit_id: AreaId(Uuid::nil()),
            delivery_id: DeliveryId(Uuid::nil()),
            person_id: PersonId(Uuid::nil()),
            event_id: None,
            state: CallState::Open,
            outcome: None,
            tries: 0,
            sealed_note: None,
            key_id: None,
            due_at: now,
            expires_at: Some(now + TimeDelta::minutes(1)),
            done_by: None,
            done_at: None,
            created_at: now,
        };
        assert_eq!(state(&task, DeliveryState::Pending, now), CallState::Open);
        assert_eq!(state(&task, DeliveryState::Sent, now), CallState::Open);
        let late = now + TimeDelta::minutes(1);
        assert_eq!(
            state(&task, DeliveryState::Pending, late),
            CallState::Lapsed
        );
        assert_eq!(
            state(&task, DeliveryState::Superseded, now),
            CallState::Lapsed
        );
        task.state = CallState::Done;
        assert_eq!(
            state(&task, DeliveryState::Delivered, late),
            CallState::Done
        );
    }
}
