//! What can wait for a person's one message of the day, and until when. Pure.

use chrono::{Days, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use mulin_entities::{Channel, MessageKind, PersonId};

use crate::clock::Instant;

/// What waited must still leave this long before the event.
const NOTICE: TimeDelta = TimeDelta::hours(1);

/// Whether such a message can wait at all. What calls for an answer at once, or tells that one need
/// not come, never does; nor does any kind that is not named here.
pub fn can_wait(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::EventReminder
            | MessageKind::EventRescheduled
            | MessageKind::RsvpPromoted
            | MessageKind::RsvpOfferExpired
            | MessageKind::RsvpApproved
            | MessageKind::RsvpRefused
            | MessageKind::ActedForYou
            | MessageKind::RegistrationConfirmed
    )
}

/// The person's next digest after `due`, if the message can wait for it: not on the day of the event,
/// and not until it is of no more use.
pub fn waits_until(
    kind: MessageKind,
    due: Instant,
    starts_at: Option<Instant>,
    digest_at: Option<i32>,
    zone: Tz,
) -> Option<Instant> {
    let minute = digest_at.filter(|_| can_wait(kind))?;
    let at = next(due, minute, zone)?;
    let Some(starts_at) = starts_at else {
        return Some(at);
    };
    let day = |at: Instant| at.with_timezone(&zone).date_naive();
    (day(due) != day(starts_at) && at + NOTICE <= starts_at).then_some(at)
}

/// What the messages of one digest share.
pub fn key(person: PersonId, channel: Channel, at: Instant, zone: Tz) -> String {
    let day = at.with_timezone(&zone).date_naive();
    format!("digest:{}:{}:{day}", person.0.simple(), channel.as_str())
}

/// The next time that the clocks show the minute, `from` included.
fn next(from: Instant, minute: i32, zone: Tz) -> Option<Instant> {
    let seconds = u32::try_from(minute * 60).ok()?;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?;
    let today = from.with_timezone(&zone).date_naive();
    // A clock that is put forward may skip the minute of a day.
    (0..3)
        .filter_map(|days| {
            let local = today.checked_add_days(Days::new(days))?.and_time(time);
            Some(zone.from_local_datetime(&local).earliest()?.to_utc())
        })
        .find(|at| *at >= from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZONE: Tz = Tz::Asia__Shanghai;
    const EVENING: Option<i32> = Some(18 * 60);

    fn local(text: &str) -> Instant {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&local).unwrap().to_utc()
    }

    fn held(kind: MessageKind, due: &str, starts: &str) -> Option<Instant> {
        waits_until(kind, local(due), Some(local(starts)), EVENING, ZONE)
    }

    #[test]
    fn what_can_wait_waits_for_the_next_digest_before_the_day_of_the_event() {
        let reminder = MessageKind::EventReminder;
        let at = held(reminder, "2027-02-19 12:00", "2027-02-20 12:00");
        assert_eq!(at, Some(local("2027-02-19 18:00")));
        // At the minute itself it is in time.
        let at = held(reminder, "2027-02-19 18:00", "2027-02-20 12:00");
        assert_eq!(at, Some(local("2027-02-19 18:00")));
        // The next one is on the day of the event: in time, or not.
        let at = held(reminder, "2027-02-19 19:00", "2027-02-20 19:00");
        assert_eq!(at, Some(local("2027-02-20 18:00")));
        assert_eq!(held(reminder, "2027-02-19 19:00", "2027-02-20 18:59"), None);
        // The same day does not wait.
        assert_eq!(held(reminder, "2027-02-20 10:00", "2027-02-20 20:00"), None);
        for urgent in [
            MessageKind::RsvpOffered,
            MessageKind::RsvpOfferEnding,
            MessageKind::EventCancelled,
            MessageKind::SignInCode,
        ] {
            assert_eq!(held(urgent, "2027-02-10 12:00", "2027-02-20 12:00"), None);
        }
        let due = local("2027-02-19 12:00");
        let none = waits_until(reminder, due, None, None, ZONE);
        assert_eq!(none, None, "who wants no digest");
        let told = waits_until(MessageKind::ActedForYou, due, None, EVENING, ZONE);
        assert_eq!(told, Some(local("2027-02-19 18:00")));
    }

    proptest! {
        #[test]
        fn nothing_waits_longer_than_a_day_or_past_its_use(
            due in 0..200_000i64, ahead in 0..10_000i64, minute in 0..1440i32,
            zone in proptest::sample::select(vec![ZONE, Tz::Europe__Berlin, Tz::UTC]),
        ) {
            let due = local("2027-02-19 00:00") + TimeDelta::minutes(due);
            let starts = due + TimeDelta::minutes(ahead);
            let at = waits_until(
                MessageKind::EventReminder, due, Some(starts), Some(minute), zone,
            );
            if let Some(at) = at {
                prop_assert!(at >= due && at + NOTICE <= starts);
                // An hour more on the day on which clocks are put back, a day where one is skipped.
                prop_assert!(at - due <= TimeDelta::hours(49));
            }
        }
    }
}
