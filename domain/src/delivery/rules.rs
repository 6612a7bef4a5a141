//! Which messages still hold, and for whom they are. Pure.

use chrono::TimeDelta;
use mulin_entities::*;

use crate::clock::Instant;

/// Whose answers a message is for.
pub fn audience(kind: MessageKind) -> &'static [RsvpState] {
    match kind {
        MessageKind::EventReminder => &[RsvpState::Going, RsvpState::Maybe],
        MessageKind::RsvpPromoted => &[RsvpState::Going],
        MessageKind::RsvpOffered | MessageKind::RsvpOfferEnding => &[RsvpState::Offered],
        MessageKind::RsvpOfferExpired => &[RsvpState::Expired],
        MessageKind::RsvpApproved => &[RsvpState::Going, RsvpState::Waitlisted],
        MessageKind::RsvpRefused => &[RsvpState::Refused],
        MessageKind::RsvpConfirmed => &[RsvpState::Going],
        // They say themselves for whom they are.
        MessageKind::Announcement
        | MessageKind::Invited
        | MessageKind::SignInCode
        | MessageKind::ActedForYou
        | MessageKind::RegistrationConfirmed
        | MessageKind::SmsHelp
        | MessageKind::TicketBooked
        | MessageKind::TicketPromoted
        | MessageKind::TicketNearly
        | MessageKind::TicketReady
        | MessageKind::TicketClosed
        | MessageKind::ShiftSignedUp
        | MessageKind::ShiftPromoted
        | MessageKind::ShiftCancelled
        | MessageKind::ShiftSwapOffered
        | MessageKind::ShiftSwapped
        | MessageKind::ShiftChanged
        | MessageKind::VolunteersCalled => &[],
        MessageKind::EventRescheduled | MessageKind::EventMoved | MessageKind::EventCancelled => &[
            RsvpState::Going,
            RsvpState::Maybe,
            RsvpState::Waitlisted,
            RsvpState::Offered,
            RsvpState::Requested,
        ],
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
    /// Until when seats are held for it.
    pub offer_expires_at: Option<Instant>,
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
    // An offer whose time is over is none, whether or not that was noted.
    let is_of_offer = matches!(
        kind,
        MessageKind::RsvpOffered | MessageKind::RsvpOfferEnding
    );
    if is_of_offer && facts.offer_expires_at.is_none_or(|end| end <= now) {
        return Some(DeliveryState::Superseded);
    }
    let too_late = useless_from(kind, facts.starts_at, facts.ends_at);
    (too_late <= now).then_some(DeliveryState::Expired)
}

/// An invitation, as of now.
#[derive(Clone, Copy, Debug)]
pub struct InvitationFacts {
    /// State of the event.
    pub event_state: EventState,
    /// Its start.
    pub starts_at: Instant,
    /// Whether the person is still invited, by whatever invitation.
    pub is_invited: bool,
    /// Whether the person has answered meanwhile, and not taken that back.
    pub has_answered: bool,
}

/// Why an invitation is not told after all; none if it still holds. Another time of the event is told
/// with it, as who has not answered gets no notice of the move.
pub fn invitation_no_longer_holds(facts: InvitationFacts, now: Instant) -> Option<DeliveryState> {
    if facts.event_state != EventState::Published || !facts.is_invited || facts.has_answered {
        return Some(DeliveryState::Superseded);
    }
    (facts.starts_at <= now).then_some(DeliveryState::Expired)
}

/// A code, as of now.
#[derive(Clone, Copy, Debug)]
pub struct CodeFacts {
    /// Until when it counts.
    pub expires_at: Instant,
    /// Whether somebody used it, or guessed at it too often.
    pub is_spent: bool,
    /// Whether no other was made for its address since.
    pub is_newest: bool,
    /// Whether a worker died while it held the message, so that nobody knows whether it was sent,
    /// and it would be sent by a way that does not tell a message from its repetition.
    pub may_have_been_sent: bool,
}

/// Why a code is not sent after all, with the stable code of the cause; none if it still counts.
pub fn code_no_longer_holds(
    facts: CodeFacts,
    now: Instant,
) -> Option<(DeliveryState, Option<&'static str>)> {
    if facts.may_have_been_sent {
        return Some((DeliveryState::Failed, Some("WORKER_LOST")));
    }
    if facts.is_spent || facts.expires_at <= now {
        return Some((DeliveryState::Expired, None));
    }
    (!facts.is_newest).then_some((DeliveryState::Superseded, None))
}

/// What messages of one occasion share that go to one address: together they are one message.
pub fn bundle_key(
    schedule: DeliveryScheduleId,
    schedule_rev: i32,
    channel: Channel,
    lookup: &[u8],
) -> String {
    let schedule = schedule.0.simple();
    // Eight bytes of a keyed hash tell the addresses of one event apart, and nothing else.
    let address: String = lookup
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{schedule}:{schedule_rev}:{}:{address}", channel.as_str())
}

/// The keys of an occasion by every channel, from that by any of them.
pub fn keys_of(dedupe_key: &str) -> [String; 3] {
    let occasion = occasion_of(dedupe_key);
    CHANNELS.map(|channel| format!("{occasion}:{}", channel.as_str()))
}

/// The same by another channel.
pub fn key_by(dedupe_key: &str, channel: Channel) -> String {
    format!("{}:{}", occasion_of(dedupe_key), channel.as_str())
}

fn occasion_of(dedupe_key: &str) -> &str {
    match dedupe_key.rsplit_once(':') {
        Some((occasion, last)) if CHANNELS.iter().any(|channel| channel.as_str() == last) => {
            occasion
        }
        _ => dedupe_key,
    }
}

const CHANNELS: [Channel; 3] = [Channel::Email, Channel::Sms, Channel::Call];

/// How long it stays true that it is nearly somebody's turn.
pub const NEARLY_LASTS: TimeDelta = TimeDelta::minutes(10);

/// How long after a day what it left open is told of.
pub const AFTERWARDS: TimeDelta = TimeDelta::days(3);

/// From when on a message about an event is of no more use.
pub fn useless_from(kind: MessageKind, starts_at: Instant, ends_at: Instant) -> Instant {
    match kind {
        // Who is on the way, or there, still has to know.
        MessageKind::EventCancelled
        | MessageKind::EventMoved
        | MessageKind::Announcement
        | MessageKind::TicketBooked
        | MessageKind::TicketPromoted
        | MessageKind::TicketNearly => ends_at,
        MessageKind::TicketReady | MessageKind::TicketClosed => ends_at + AFTERWARDS,
        // Shifts may be after the event: what is cleared away then. Each message knows its own.
        MessageKind::ShiftSignedUp
        | MessageKind::ShiftPromoted
        | MessageKind::ShiftCancelled
        | MessageKind::ShiftSwapOffered
        | MessageKind::ShiftSwapped
        | MessageKind::ShiftChanged
        | MessageKind::VolunteersCalled => ends_at + AFTERWARDS,
        _ => starts_at,
    }
}

/// For how long a message is tried that is refused for now: an e-mail as long as mail systems do
/// (RFC 5321, section 4.5.4.1), a text message a day.
pub fn tried_for(channel: Channel) -> TimeDelta {
    match channel {
        Channel::Email => TimeDelta::days(4),
        Channel::Sms | Channel::Call => TimeDelta::days(1),
    }
}

/// How long a receipt is waited for when nobody knows what became of a text message. Networks tell
/// within minutes; and providers know no message again that is sent a second time.
pub const RECEIPT_WAIT: TimeDelta = TimeDelta::minutes(10);

/// So often the fate of a text message may be unknown: sent once more, and then given up.
pub const MOST_UNKNOWNS: i32 = 2;

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
    use chrono::TimeZone;
    use chrono_tz::Asia::Shanghai as ZONE;

    fn local(text: &str) -> Instant {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&local).unwrap().to_utc()
    }

    #[test]
    fn an_occasion_has_a_key_by_every_channel() {
        let key = "e:0:r:p:1:SMS";
        let all = ["e:0:r:p:1:EMAIL", "e:0:r:p:1:SMS", "e:0:r:p:1:CALL"];
        assert_eq!(keys_of(key), all);
        assert_eq!(keys_of("e:0:r:p:1"), all);
        assert_eq!(key_by(key, Channel::Call), all[2]);
    }

    #[test]
    fn codes_are_sent_while_they_count_and_by_text_message_once() {
        let now = local("2027-02-20 12:00");
        let facts = CodeFacts {
            expires_at: now + TimeDelta::minutes(1),
            is_spent: false,
            is_newest: true,
            may_have_been_sent: false,
        };
        let state = |facts| code_no_longer_holds(facts, now).map(|(state, _)| state);
        assert_eq!(state(facts), None);
        for (facts, expected) in [
            (
                CodeFacts {
                    expires_at: now,
                    ..facts
                },
                DeliveryState::Expired,
            ),
            (
                CodeFacts {
                    is_spent: true,
                    ..facts
                },
                DeliveryState::Expired,
            ),
            (
                CodeFacts {
                    is_newest: false,
                    ..facts
                },
                DeliveryState::Superseded,
            ),
            (
                CodeFacts {
                    may_have_been_sent: true,
                    ..facts
                },
                DeliveryState::Failed,
            ),
        ] {
            assert_eq!(state(facts), Some(expected), "{facts:?}");
        }
    }

    #[test]
    fn an_invitation_is_told_while_it_stands_and_is_not_answered() {
        let now = local("2027-02-20 12:00");
        let facts = InvitationFacts {
            event_state: EventState::Published,
            starts_at: local("2027-02-20 12:01"),
            is_invited: true,
            has_answered: false,
        };
        let state = |facts| invitation_no_longer_holds(facts, now);
        assert_eq!(state(facts), None);
        let superseded = Some(DeliveryState::Superseded);
        let event_state = EventState::Cancelled;
        assert_eq!(
            state(InvitationFacts {
                event_state,
                ..facts
            }),
            superseded
        );
        let is_invited = false;
        assert_eq!(
            state(InvitationFacts {
                is_invited,
                ..facts
            }),
            superseded
        );
        let has_answered = true;
        assert_eq!(
            state(InvitationFacts {
                has_answered,
                ..facts
            }),
            superseded
        );
        let starts_at = now;
        let late = state(InvitationFacts { starts_at, ..facts });
        assert_eq!(late, Some(DeliveryState::Expired));
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
            offer_expires_at: None,
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
