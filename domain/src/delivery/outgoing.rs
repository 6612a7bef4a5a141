//! A message to send, with everything that it says.

use mulin_entities::*;

use crate::clock::Instant;
use crate::rsvp::LinkToken;

/// A message to send.
#[derive(Clone)]
pub struct Outgoing {
    /// The message.
    pub id: DeliveryId,
    /// The fence, for settling.
    pub generation: i32,
    /// Tries so far, this one included.
    pub attempts: i32,
    /// How often nobody knew what became of it.
    pub unknowns: i32,
    /// When it was wanted.
    pub send_at: Instant,
    /// When it may be taken by another worker: it must not be begun from then on.
    pub held_until: Instant,
    /// What it says.
    pub kind: MessageKind,
    /// How it travels.
    pub channel: Channel,
    /// To whom; none for a code.
    pub person_id: Option<PersonId>,
    /// Language (BCP 47).
    pub locale: String,
    /// Where to: an e-mail address, or a telephone number (E.164).
    pub address: String,
    /// To whom; none for a code, which goes to whoever holds the address.
    pub recipient_name: Option<String>,
    /// Telephone of a person who helps where the event or the recipient is.
    pub contact_phone: Option<String>,
    /// Of a link by which the recipient answers the event; none if it is about none that one could
    /// still answer, or nobody knows where this server is reached.
    pub link: Option<LinkToken>,
    /// Others at the same address whom it is for too, each with a link of their own.
    pub others: Vec<Reader>,
    /// The messages that go with it, and end as it does.
    pub carries: Vec<DeliveryId>,
    /// Whether messages may have joined it since it was claimed: they go on without it.
    pub is_bundled: bool,
    /// The particulars.
    pub about: About,
}

impl Outgoing {
    /// What it serves, so that its reader may refuse that and keep the rest.
    pub fn purpose(&self) -> ChannelPurpose {
        super::reach::purpose(self.kind)
    }
}

/// Somebody else whom a message is for.
#[derive(Clone)]
pub struct Reader {
    /// Who.
    pub name: String,
    /// Of the link by which they answer for themselves.
    pub link: Option<LinkToken>,
}

/// What a message is about.
#[derive(Clone)]
pub enum About {
    /// An event that the recipient answered, or is invited to.
    Event(Box<AboutEvent>),
    /// A code to sign in with.
    SignInCode(AboutCode),
    /// Several messages that waited for the recipient's one of the day, each as it would have gone.
    Digest(Vec<Outgoing>),
    /// The recipient's ticket at a stall.
    Ticket(Box<AboutTicket>),
    /// The recipient's shift, or one that they are asked to come to.
    SignUp(Box<AboutSignUp>),
    /// What somebody else did for the recipient.
    ActedForYou(AboutAct),
    /// The recipient's registration, which was confirmed.
    RegistrationConfirmed {
        /// The unit that the recipient lives in.
        area: Option<area::Model>,
    },
    /// How to answer by text message.
    SmsHelp {
        /// The unit that the recipient lives in.
        area: Option<area::Model>,
    },
}

/// What is new about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It is about to start.
    Reminder,
    /// It has another time.
    Rescheduled,
    /// It has another place.
    Moved,
    /// It will not take place.
    Cancelled,
    /// What an organiser tells of it.
    Announcement,
    /// The recipient's answer was taken: they come.
    Confirmed,
    /// A waitlisted party has seats now.
    Promoted,
    /// Seats are held for a waitlisted party, to be taken until a time.
    Offered,
    /// That time is about to end.
    OfferEnding,
    /// That time is over.
    OfferExpired,
    /// Those who run the event let the party in, to seats or to the waitlist.
    Approved,
    /// Those who run the event did not let the party in.
    Refused,
    /// Those who run the event invite the recipient, who has not answered.
    Invited,
}

/// An event, and the recipient's answer, if there is one.
#[derive(Clone)]
pub struct AboutEvent {
    /// What is new.
    pub news: News,
    /// The reminder template of the rule; none for the standard one.
    pub template: Option<String>,
    /// The event.
    pub event: event::Model,
    /// The start that the recipient knew before it was moved.
    pub previous_starts_at: Option<Instant>,
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// The area that invites.
    pub area: Option<area::Model>,
    /// Seats of the party; none without an answer.
    pub party: i32,
    /// Until when seats are held for it.
    pub offer_ends_at: Option<Instant>,
    /// The recipient's answer, if there is one.
    pub answer: Option<RsvpState>,
    /// Whether it waits for seats.
    pub waits: bool,
    /// Why the event was cancelled, or the party was not let in.
    pub reason: Option<String>,
    /// The name of the place that the recipient knew before it was moved.
    pub previous_venue: Option<String>,
    /// What an organiser says, if it is an announcement.
    pub words: Option<Words>,
    /// What the recipient brings to it; none if nothing.
    pub dishes: Option<AboutDishes>,
    /// What the recipient has booked at its stalls, by time.
    pub bookings: Vec<AboutBooking>,
    /// The recipient's shifts at it, by time.
    pub shifts: Vec<AboutShift>,
}

/// What somebody's ticket at a stall is about.
#[derive(Clone)]
pub struct AboutBooking {
    /// Its number, as it is called out; none while it has none.
    pub number: Option<String>,
    /// What is done.
    pub service: String,
    /// The stall.
    pub stall: String,
    /// Where the stall stands; none if nobody said.
    pub place: Option<String>,
    /// When the slot begins and ends; none for a number that was drawn.
    pub times: Option<(Instant, Instant)>,
}

/// What is new about a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfTicket {
    /// A slot is booked.
    Booked,
    /// So it is now, for somebody who waited for one.
    Promoted,
    /// It is nearly its turn.
    Nearly,
    /// What was left can be collected.
    Ready,
    /// It was closed.
    Closed,
}

/// A ticket, and what became of it.
#[derive(Clone)]
pub struct AboutTicket {
    /// What is new.
    pub news: OfTicket,
    /// The service day.
    pub event: event::Model,
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// The area that invites.
    pub area: Option<area::Model>,
    /// Whether it was closed because the event does not take place.
    pub cancelled: bool,
    /// The ticket.
    pub booking: AboutBooking,
}

/// What a volunteer is to know of a shift.
#[derive(Clone)]
pub struct AboutShift {
    /// What is done.
    pub name: String,
    /// As what; every role that has places left, of a call.
    pub roles: Vec<String>,
    /// Where to come; none if nobody said.
    pub place: Option<String>,
    /// When it starts, and when it has ended.
    pub times: (Instant, Instant),
}

/// What is new about a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfShift {
    /// The recipient is on it.
    SignedUp,
    /// So they are now, after they waited.
    Promoted,
    /// They are on it no longer.
    Cancelled(OffShift),
    /// They are asked to take it over.
    SwapOffered,
    /// Somebody else has taken it over.
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

/// A shift, and what became of it.
#[derive(Clone)]
pub struct AboutSignUp {
    /// What is new.
    pub news: OfShift,
    /// The event.
    pub event: event::Model,
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// The area that invites.
    pub area: Option<area::Model>,
    /// The shift.
    pub shift: AboutShift,
    /// Who asks to be relieved, if that is what it tells.
    pub asked_by: Option<String>,
    /// Which of the recipient's shifts they would take for it; none if they want none.
    pub in_exchange: Option<AboutShift>,
}

/// What somebody brings to a banquet.
#[derive(Clone)]
pub struct AboutDishes {
    /// When the dishes are to be there.
    pub bring_by: Instant,
    /// Where they are handed in; none for the place of the event.
    pub bring_to: Option<String>,
    /// The dishes, in the order of their numbers.
    pub dishes: Vec<AboutDish>,
}

/// A dish that somebody brings.
#[derive(Clone)]
pub struct AboutDish {
    /// The dish.
    pub dish: dish::Model,
    /// What its cook has told of allergens. Of those that are missing nobody knows.
    pub allergens: Vec<(Allergen, AllergenPresence)>,
}

/// What an organiser says.
#[derive(Clone)]
pub struct Words {
    /// In a line.
    pub subject: String,
    /// In full.
    pub body: String,
}

/// A code to sign in with.
#[derive(Clone)]
pub struct AboutCode {
    /// Its row.
    pub id: SignInCodeId,
    /// The code, as it is typed.
    pub code: String,
    /// For how many minutes it still counts, rounded up.
    pub minutes: i64,
}

/// What somebody else did for the recipient.
#[derive(Clone)]
pub struct AboutAct {
    /// The name of who did it.
    pub by: String,
    /// What.
    pub done: Done,
    /// The unit that the recipient lives in.
    pub area: Option<area::Model>,
}

/// What can be done for somebody else. Events are told by their title.
#[derive(Clone)]
pub enum Done {
    /// Answered that they come to the event.
    Going(String),
    /// Answered that they may come to it.
    Maybe(String),
    /// Answered that they do not come to it, or took their answer back.
    NotComing(String),
    /// Gave their consent.
    ConsentGiven(ConsentPurpose),
    /// Withdrew it.
    ConsentWithdrawn(ConsentPurpose),
}

impl std::fmt::Debug for Outgoing {
    // Names, addresses and codes stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

macro_rules! silent {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
silent!(
    About,
    AboutEvent,
    AboutDishes,
    AboutDish,
    AboutBooking,
    AboutTicket,
    AboutShift,
    AboutSignUp,
    AboutCode,
    AboutAct,
    Done,
    Reader,
    Words
);
