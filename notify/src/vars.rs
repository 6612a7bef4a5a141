//! The particulars of a message. Texts are user input and are made safe when rendered.

use std::fmt;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::message::MessageKind;

/// What a message says, with all that its words need.
#[derive(Clone)]
#[allow(
    clippy::large_enum_variant,
    reason = "one a message, which is mostly news of events"
)]
pub enum MessageVars {
    /// News of an event that the reader answered, or is invited to.
    Event(EventVars),
    /// A code to sign in with.
    SignInCode(CodeVars),
    /// The reader's ticket at a stall.
    Ticket(TicketVars),
    /// The reader's shift, or one that they are asked to come to.
    SignUp(SignUpVars),
    /// Somebody else acted for the reader.
    ActedForYou(ActVars),
    /// The reader's registration was confirmed.
    RegistrationConfirmed(ReaderVars),
    /// Several messages that waited for the reader's one of the day.
    Digest(DigestVars),
    /// How to answer by text message.
    SmsHelp(ReaderVars),
}

impl MessageVars {
    /// The reminder template that it is written in; none for the standard one, and of all else.
    pub fn template(&self) -> Option<&str> {
        match self {
            MessageVars::Event(vars) if vars.news == EventNews::Reminder => {
                vars.template.as_deref()
            }
            _ => None,
        }
    }

    /// Which message it is.
    pub const fn kind(&self) -> MessageKind {
        match self {
            MessageVars::Event(vars) => match vars.news {
                EventNews::Reminder => MessageKind::EventReminder,
                EventNews::Rescheduled => MessageKind::EventRescheduled,
                EventNews::Moved => MessageKind::EventMoved,
                EventNews::Cancelled => MessageKind::EventCancelled,
                EventNews::Announcement => MessageKind::Announcement,
                EventNews::Confirmed => MessageKind::RsvpConfirmed,
                EventNews::Promoted => MessageKind::RsvpPromoted,
                EventNews::Offered => MessageKind::RsvpOffered,
                EventNews::OfferEnding => MessageKind::RsvpOfferEnding,
                EventNews::OfferExpired => MessageKind::RsvpOfferExpired,
                EventNews::Approved => MessageKind::RsvpApproved,
                EventNews::Refused => MessageKind::RsvpRefused,
                EventNews::Invited => MessageKind::Invited,
            },
            MessageVars::Ticket(vars) => match vars.news {
                TicketNews::Booked => MessageKind::TicketBooked,
                TicketNews::Promoted => MessageKind::TicketPromoted,
                TicketNews::Nearly => MessageKind::TicketNearly,
                TicketNews::Ready => MessageKind::TicketReady,
                TicketNews::Closed => MessageKind::TicketClosed,
            },
            MessageVars::SignUp(vars) => match vars.news {
                ShiftNews::SignedUp => MessageKind::ShiftSignedUp,
                ShiftNews::Promoted => MessageKind::ShiftPromoted,
                ShiftNews::Cancelled(_) => MessageKind::ShiftCancelled,
                ShiftNews::SwapOffered => MessageKind::ShiftSwapOffered,
                ShiftNews::Swapped => MessageKind::ShiftSwapped,
                ShiftNews::Changed => MessageKind::ShiftChanged,
                ShiftNews::Called => MessageKind::VolunteersCalled,
            },
            MessageVars::SignInCode(_) => MessageKind::SignInCode,
            MessageVars::ActedForYou(_) => MessageKind::ActedForYou,
            MessageVars::RegistrationConfirmed(_) => MessageKind::RegistrationConfirmed,
            MessageVars::Digest(_) => MessageKind::Digest,
            MessageVars::SmsHelp(_) => MessageKind::SmsHelp,
        }
    }
}

/// What is new about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventNews {
    /// It comes near.
    Reminder,
    /// It has another time.
    Rescheduled,
    /// It has another place.
    Moved,
    /// It does not take place.
    Cancelled,
    /// What an organiser tells of it.
    Announcement,
    /// The reader's yes was taken.
    Confirmed,
    /// The reader came from the waitlist to a seat.
    Promoted,
    /// Seats are held for the reader, to be taken until a time.
    Offered,
    /// That time is about to end.
    OfferEnding,
    /// That time is over, and the seats went to the next.
    OfferExpired,
    /// The reader was let in.
    Approved,
    /// The reader was not let in.
    Refused,
    /// The reader is invited, and has not answered yet.
    Invited,
}

/// An event, and the reader's part in it.
#[derive(Clone)]
pub struct EventVars {
    /// What is new.
    pub news: EventNews,
    /// The reminder template that a reminder is written in; none for the standard one.
    pub template: Option<String>,
    /// How the reader is addressed; on a shared address, everybody the message is for.
    pub recipient_name: String,
    /// The event's title.
    pub event_title: String,
    /// When the event begins.
    pub starts_at: DateTime<Utc>,
    /// When the event ends.
    pub ends_at: DateTime<Utc>,
    /// The event's zone: every time is written in it.
    pub zone: Tz,
    /// When the event was to begin before it was moved.
    pub previous_starts_at: Option<DateTime<Utc>>,
    /// The name of the place.
    pub venue_name: Option<String>,
    /// The postal address of the place.
    pub venue_address: Option<String>,
    /// How many people come with this RSVP, the reader included; 0 says nothing about it.
    pub party_size: u32,
    /// The neighbourhood that signs the message.
    pub area_name: String,
    /// The phone number of a person to ask.
    pub contact_phone: Option<String>,
    /// Until when seats are held for the reader.
    pub offer_ends_at: Option<DateTime<Utc>>,
    /// Whether the reader was let in to the waitlist, rather than to a seat.
    pub waits: bool,
    /// Why the event is cancelled or moved, or the reader was not let in, in the organiser's words.
    pub reason: Option<String>,
    /// The place before it was moved.
    pub previous_venue_name: Option<String>,
    /// What an announcement is about, in the organiser's words.
    pub heading: Option<String>,
    /// An announcement's words.
    pub body: Option<String>,
    /// Where the reader answers without signing in; only `http` and `https` addresses are shown.
    pub answer_url: Option<String>,
    /// Whether it is for several who share an address: a text message then says for whom.
    pub is_shared: bool,
    /// Where each of them answers for themselves, instead of `answer_url`.
    pub answers: Vec<NamedLink>,
    /// What the reader brings; none if nothing.
    pub dishes: Option<DishesVars>,
    /// What the reader has booked at the stalls of the event, by time.
    pub bookings: Vec<BookingVars>,
    /// The reader's shifts at the event, by time.
    pub shifts: Vec<ShiftVars>,
}

/// Somebody's ticket at a stall.
#[derive(Clone)]
pub struct BookingVars {
    /// Its number, as it is called out, if it has one.
    pub number: Option<String>,
    /// What is done.
    pub service: String,
    /// The stall.
    pub stall: String,
    /// Where the stall stands, if that was told.
    pub place: Option<String>,
    /// When the slot begins and ends, if one is booked.
    pub times: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// A ticket, and what became of it.
#[derive(Clone)]
pub struct TicketVars {
    /// What is new.
    pub news: TicketNews,
    /// Who reads.
    pub reader: ReaderVars,
    /// The title of the service day.
    pub event_title: String,
    /// The event's zone: every time is written in it.
    pub zone: Tz,
    /// The name of the place of the event.
    pub venue_name: Option<String>,
    /// The postal address of that place.
    pub venue_address: Option<String>,
    /// Whether it was closed because the event does not take place.
    pub cancelled: bool,
    /// The ticket.
    pub booking: BookingVars,
}

/// What is new about a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketNews {
    /// A slot is the reader's.
    Booked,
    /// So it is now, as one became free.
    Promoted,
    /// It is nearly their turn.
    Nearly,
    /// What they left can be collected.
    Ready,
    /// It was closed.
    Closed,
}

/// What a volunteer is to know of a shift.
#[derive(Clone)]
pub struct ShiftVars {
    /// What is done.
    pub name: String,
    /// As what; of a call, each role that has places left.
    pub roles: Vec<String>,
    /// Where to come, if that was told.
    pub place: Option<String>,
    /// When it starts, and when it has ended.
    pub times: (DateTime<Utc>, DateTime<Utc>),
}

/// A shift, and what became of it.
#[derive(Clone)]
pub struct SignUpVars {
    /// What is new.
    pub news: ShiftNews,
    /// Who reads.
    pub reader: ReaderVars,
    /// The event's title.
    pub event_title: String,
    /// The event's zone: every time is written in it.
    pub zone: Tz,
    /// The name of the place of the event.
    pub venue_name: Option<String>,
    /// The postal address of that place.
    pub venue_address: Option<String>,
    /// The shift.
    pub shift: ShiftVars,
    /// Who asks to be relieved, if that is what it tells.
    pub asked_by: Option<String>,
    /// Which of the reader's shifts they would take for it, if they want one.
    pub in_exchange: Option<ShiftVars>,
}

/// What is new about a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftNews {
    /// The reader is on it.
    SignedUp,
    /// So they are now, after they waited.
    Promoted,
    /// They are on it no longer.
    Cancelled(OffShift),
    /// They are asked to take it over.
    SwapOffered,
    /// Somebody else took it over.
    Swapped,
    /// It has another time or place.
    Changed,
    /// Volunteers are asked to come.
    Called,
}

/// Why a volunteer is on a shift no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffShift {
    /// The event does not take place.
    EventCancelled,
    /// The shift does not.
    ShiftCancelled,
    /// It is when they are on another.
    ShiftMoved,
    /// Those who look after it took them off.
    Staff,
}

/// What a reader brings to a banquet.
#[derive(Clone)]
pub struct DishesVars {
    /// When it is to be there.
    pub bring_by: DateTime<Utc>,
    /// Where it is handed in; none for the place of the event.
    pub bring_to: Option<String>,
    /// Each dish.
    pub dishes: Vec<DishVars>,
}

/// A dish, and what belongs on its label. Allergens are told by their names in the reader's language.
#[derive(Clone)]
pub struct DishVars {
    /// Its number at the banquet.
    pub number: i32,
    /// What it is.
    pub name: String,
    /// For how many tastes it is enough.
    pub servings: i32,
    /// When it is cooked, if that was told.
    pub cooked_at: Option<DateTime<Utc>>,
    /// How it is kept.
    pub keep: Keep,
    /// What is in it.
    pub contains: Vec<String>,
    /// Of what there may be traces.
    pub may_contain: Vec<String>,
    /// What is not in it.
    pub free_from: Vec<String>,
    /// Of what nobody knows.
    pub undeclared: Vec<String>,
}

/// How a dish is kept until it is eaten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// At 60 °C or above.
    Hot,
    /// At 8 °C or below.
    Cold,
    /// As the room is.
    Ambient,
}

/// Where one of several readers answers.
#[derive(Clone)]
pub struct NamedLink {
    /// Who.
    pub name: String,
    /// Where; only `http` and `https` addresses are shown.
    pub url: String,
}

/// Several messages to one reader.
#[derive(Clone)]
pub struct DigestVars {
    /// Who reads.
    pub reader: ReaderVars,
    /// What each message would have said by itself. None of them is a digest.
    pub items: Vec<MessageVars>,
}

/// A code to sign in with, for whoever holds the address.
#[derive(Clone)]
pub struct CodeVars {
    /// The code, as it is typed.
    pub code: String,
    /// For how many minutes it counts.
    pub minutes: u32,
}

/// Who reads, and whom they may call.
#[derive(Clone)]
pub struct ReaderVars {
    /// How the reader is addressed.
    pub recipient_name: String,
    /// The neighbourhood that signs the message.
    pub area_name: String,
    /// The phone number of a person to ask.
    pub contact_phone: Option<String>,
}

/// What somebody else did for the reader.
#[derive(Clone)]
pub struct ActVars {
    /// Who reads.
    pub reader: ReaderVars,
    /// The name of who did it; empty if nobody knows it any more.
    pub by: String,
    /// What they did.
    pub act: Act,
    /// Where the reader answers the event for themselves; only `http` and `https` addresses are shown.
    pub answer_url: Option<String>,
}

/// What can be done for somebody else.
#[derive(Clone)]
pub enum Act {
    /// An event was answered.
    Answered {
        /// How.
        answer: Answer,
        /// The event's title.
        event_title: String,
    },
    /// A consent was given.
    ConsentGiven(Purpose),
    /// A consent was withdrawn.
    ConsentWithdrawn(Purpose),
}

/// An answer to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Going,
    /// Perhaps.
    Maybe,
    /// No, or not any more.
    NotComing,
}

/// To what somebody agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Their steward acts for them.
    ActOnBehalf,
    /// Their needs are kept.
    SensitiveData,
    /// They are told of offers.
    Promotions,
    /// Pictures of them are taken and shown.
    Photos,
}

macro_rules! silent {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            // Names, places, codes and phone numbers stay out of logs.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
silent!(
    MessageVars,
    EventVars,
    DishesVars,
    DishVars,
    BookingVars,
    TicketVars,
    ShiftVars,
    SignUpVars,
    NamedLink,
    DigestVars,
    CodeVars,
    ReaderVars,
    ActVars,
    Act
);
