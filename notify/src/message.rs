//! What is to be said, before anybody chose words for it.

use std::fmt;
use std::str::FromStr;

use crate::vars::MessageVars;

/// One thing to tell one person, in one language.
#[derive(Clone, Debug)]
pub struct Message {
    /// The language of the reader.
    pub locale: Locale,
    /// What happened, with its particulars.
    pub vars: MessageVars,
}

impl Message {
    /// The same in the words of a reminder template; only a reminder has others than the standard ones.
    #[must_use]
    pub fn in_template(mut self, name: &str) -> Self {
        if let MessageVars::Event(vars) = &mut self.vars {
            vars.template = Some(name.to_owned());
        }
        self
    }
}

/// What a message is about. The names are stable: they are stored and name the template files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// An event the reader said yes to comes near.
    EventReminder,
    /// An event the reader said yes to has another time.
    EventRescheduled,
    /// An event the reader said yes to has another place.
    EventMoved,
    /// An event the reader said yes to does not take place.
    EventCancelled,
    /// What an organiser tells those who answered.
    Announcement,
    /// The reader's yes was taken.
    RsvpConfirmed,
    /// The reader came from the waitlist to a seat.
    RsvpPromoted,
    /// Seats are held for the reader, to be taken until a time.
    RsvpOffered,
    /// That time is about to end.
    RsvpOfferEnding,
    /// That time is over, and the seats went to the next.
    RsvpOfferExpired,
    /// The reader was let in.
    RsvpApproved,
    /// The reader was not let in.
    RsvpRefused,
    /// The reader is invited.
    Invited,
    /// A code to sign in with.
    SignInCode,
    /// Somebody else acted for the reader.
    ActedForYou,
    /// The reader's registration was confirmed.
    RegistrationConfirmed,
    /// Several messages that waited for the reader's one of the day.
    Digest,
    /// How to answer by text message.
    SmsHelp,
    /// The reader has booked a slot at a stall.
    TicketBooked,
    /// The reader waited for a slot at a stall and has one now.
    TicketPromoted,
    /// It is nearly the reader's turn at a stall.
    TicketNearly,
    /// What the reader left at a stall can be collected.
    TicketReady,
    /// The reader's ticket was closed, as the day is over or does not take place.
    TicketClosed,
    /// The reader has a place on a shift.
    ShiftSignedUp,
    /// The reader waited for a place on a shift and has one now.
    ShiftPromoted,
    /// The reader is on a shift no longer.
    ShiftCancelled,
    /// The reader is asked to take over somebody's shift.
    ShiftSwapOffered,
    /// Somebody else took over the reader's shift.
    ShiftSwapped,
    /// The reader's shift has another time or place.
    ShiftChanged,
    /// Volunteers are asked to come to a shift.
    VolunteersCalled,
}

impl MessageKind {
    /// Every kind, in order of declaration.
    pub const ALL: [MessageKind; 30] = [
        MessageKind::EventReminder,
        MessageKind::EventRescheduled,
        MessageKind::EventMoved,
        MessageKind::EventCancelled,
        MessageKind::Announcement,
        MessageKind::RsvpConfirmed,
        MessageKind::RsvpPromoted,
        MessageKind::RsvpOffered,
        MessageKind::RsvpOfferEnding,
        MessageKind::RsvpOfferExpired,
        MessageKind::RsvpApproved,
        MessageKind::RsvpRefused,
        MessageKind::Invited,
        MessageKind::SignInCode,
        MessageKind::ActedForYou,
        MessageKind::RegistrationConfirmed,
        MessageKind::Digest,
        MessageKind::SmsHelp,
        MessageKind::TicketBooked,
        MessageKind::TicketPromoted,
        MessageKind::TicketNearly,
        MessageKind::TicketReady,
        MessageKind::TicketClosed,
        MessageKind::ShiftSignedUp,
        MessageKind::ShiftPromoted,
        MessageKind::ShiftCancelled,
        MessageKind::ShiftSwapOffered,
        MessageKind::ShiftSwapped,
        MessageKind::ShiftChanged,
        MessageKind::VolunteersCalled,
    ];

    /// The stored name, such as `EVENT_REMINDER`.
    pub const fn as_str(self) -> &'static str {
        match self {
            MessageKind::EventReminder => "EVENT_REMINDER",
            MessageKind::EventRescheduled => "EVENT_RESCHEDULED",
            MessageKind::EventMoved => "EVENT_MOVED",
            MessageKind::EventCancelled => "EVENT_CANCELLED",
            MessageKind::Announcement => "ANNOUNCEMENT",
            MessageKind::RsvpConfirmed => "RSVP_CONFIRMED",
            MessageKind::RsvpPromoted => "RSVP_PROMOTED",
            MessageKind::RsvpOffered => "RSVP_OFFERED",
            MessageKind::RsvpOfferEnding => "RSVP_OFFER_ENDING",
            MessageKind::RsvpOfferExpired => "RSVP_OFFER_EXPIRED",
            MessageKind::RsvpApproved => "RSVP_APPROVED",
            MessageKind::RsvpRefused => "RSVP_REFUSED",
            MessageKind::Invited => "INVITED",
            MessageKind::SignInCode => "SIGN_IN_CODE",
            MessageKind::ActedForYou => "ACTED_FOR_YOU",
            MessageKind::RegistrationConfirmed => "REGISTRATION_CONFIRMED",
            MessageKind::Digest => "DIGEST",
            MessageKind::SmsHelp => "SMS_HELP",
            MessageKind::TicketBooked => "TICKET_BOOKED",
            MessageKind::TicketPromoted => "TICKET_PROMOTED",
            MessageKind::TicketNearly => "TICKET_NEARLY",
            MessageKind::TicketReady => "TICKET_READY",
            MessageKind::TicketClosed => "TICKET_CLOSED",
            MessageKind::ShiftSignedUp => "SHIFT_SIGNED_UP",
            MessageKind::ShiftPromoted => "SHIFT_PROMOTED",
            MessageKind::ShiftCancelled => "SHIFT_CANCELLED",
            MessageKind::ShiftSwapOffered => "SHIFT_SWAP_OFFERED",
            MessageKind::ShiftSwapped => "SHIFT_SWAPPED",
            MessageKind::ShiftChanged => "SHIFT_CHANGED",
            MessageKind::VolunteersCalled => "VOLUNTEERS_CALLED",
        }
    }

    /// The stem of its template files, such as `event_reminder`.
    pub(crate) const fn file_stem(self) -> &'static str {
        match self {
            MessageKind::EventReminder => "event_reminder",
            MessageKind::EventRescheduled => "event_rescheduled",
            MessageKind::EventMoved => "event_moved",
            MessageKind::EventCancelled => "event_cancelled",
            MessageKind::Announcement => "announcement",
            MessageKind::RsvpConfirmed => "rsvp_confirmed",
            MessageKind::RsvpPromoted => "rsvp_promoted",
            MessageKind::RsvpOffered => "rsvp_offered",
            MessageKind::RsvpOfferEnding => "rsvp_offer_ending",
            MessageKind::RsvpOfferExpired => "rsvp_offer_expired",
            MessageKind::RsvpApproved => "rsvp_approved",
            MessageKind::RsvpRefused => "rsvp_refused",
            MessageKind::Invited => "invited",
            MessageKind::SignInCode => "sign_in_code",
            MessageKind::ActedForYou => "acted_for_you",
            MessageKind::RegistrationConfirmed => "registration_confirmed",
            MessageKind::Digest => "digest",
            MessageKind::SmsHelp => "sms_help",
            MessageKind::TicketBooked => "ticket_booked",
            MessageKind::TicketPromoted => "ticket_promoted",
            MessageKind::TicketNearly => "ticket_nearly",
            MessageKind::TicketReady => "ticket_ready",
            MessageKind::TicketClosed => "ticket_closed",
            MessageKind::ShiftSignedUp => "shift_signed_up",
            MessageKind::ShiftPromoted => "shift_promoted",
            MessageKind::ShiftCancelled => "shift_cancelled",
            MessageKind::ShiftSwapOffered => "shift_swap_offered",
            MessageKind::ShiftSwapped => "shift_swapped",
            MessageKind::ShiftChanged => "shift_changed",
            MessageKind::VolunteersCalled => "volunteers_called",
        }
    }
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no [`MessageKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of message: {0:?}")]
pub struct UnknownMessageKind(String);

impl FromStr for MessageKind {
    type Err = UnknownMessageKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        MessageKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownMessageKind(name.to_owned()))
    }
}

/// A language the templates are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Chinese in simplified characters.
    ZhCn,
    /// English.
    En,
}

impl Locale {
    /// Every locale, in order of declaration.
    pub const ALL: [Locale; 2] = [Locale::ZhCn, Locale::En];

    /// The nearest locale to a BCP 47 tag: any Chinese is [`Locale::ZhCn`], all else [`Locale::En`].
    pub fn from_bcp47(tag: &str) -> Locale {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") {
            Locale::ZhCn
        } else {
            Locale::En
        }
    }

    /// The BCP 47 tag, which is also the name of the templates' folder.
    pub const fn as_str(self) -> &'static str {
        match self {
            Locale::ZhCn => "zh-CN",
            Locale::En => "en",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_round_trip_and_strangers_are_refused() {
        for kind in MessageKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("event_reminder".parse::<MessageKind>().is_err());
    }

    #[test]
    fn any_chinese_is_chinese_and_all_else_english() {
        for tag in ["zh", "zh-CN", "ZH-Hant-TW", "zh_CN"] {
            assert_eq!(Locale::from_bcp47(tag), Locale::ZhCn, "{tag}");
        }
        for tag in ["en", "en-GB", "fr", "zha", ""] {
            assert_eq!(Locale::from_bcp47(tag), Locale::En, "{tag}");
        }
    }
}
