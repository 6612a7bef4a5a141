//! The kinds of refusals, each with the facts that it carries.

use async_graphql::{Enum, SimpleObject};
use mulin_domain::seating::Impossibility;

use super::next_step::NextStep;
use super::rsvp::types::RsvpState;
use super::scalars::DateTime;

/// A field of the input breaks a rule.
#[derive(SimpleObject)]
pub struct InvalidInputError {
    /// Stable code, SCREAMING_SNAKE_CASE.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
}

/// The event has no seats for the party.
#[derive(SimpleObject)]
pub struct EventFullError {
    /// `EVENT_FULL`, or `PARTY_DOES_NOT_FIT` when a party that has seats wants more than there are.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// Parties that wait for a seat.
    pub waitlist_length: i32,
    /// Seats that are free, fewer than the party needs.
    pub free: i32,
}

/// Somebody else edited the object since the caller read it. The payload holds the object as it is
/// now.
#[derive(SimpleObject)]
pub struct VersionConflictError {
    /// `VERSION_CONFLICT`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// The version now.
    pub current_version: i32,
}

/// The event takes no answers at this time.
#[derive(SimpleObject)]
pub struct RsvpNotOpenError {
    /// `RSVP_NOT_OPEN_YET` or `RSVP_CLOSED`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// When it will take answers; null if no longer.
    pub opens_at: Option<DateTime>,
    /// When it stopped taking answers; null if it has not begun to.
    pub closed_at: Option<DateTime>,
}

/// Asking again makes sense only later.
#[derive(SimpleObject)]
pub struct RetryLaterError {
    /// `CODE_SENT_RECENTLY` or `TOO_MANY_REQUESTS`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
}

/// The code is not the one that was sent.
#[derive(SimpleObject)]
pub struct WrongCodeError {
    /// `WRONG_CODE`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// How often one may try again before a new code is needed.
    pub guesses_left: i32,
}

/// The answer holds no seats to come with.
#[derive(SimpleObject)]
pub struct NotGoingError {
    /// `NOT_GOING`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// What the answer is.
    pub state: RsvpState,
}

/// Nobody is checked in on the list at this time.
#[derive(SimpleObject)]
pub struct CheckInListClosedError {
    /// `CHECK_IN_LIST_CLOSED`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// From when people are checked in.
    pub opens_at: DateTime,
    /// Until when.
    pub closes_at: DateTime,
}

/// Events of the series that somebody has answered would be moved or cancelled. Nothing was changed.
#[derive(SimpleObject)]
pub struct OccurrencesAnsweredError {
    /// `OCCURRENCES_ANSWERED`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// Events with answers that would have another time.
    pub moved: i32,
    /// Events with answers that would be cancelled.
    pub cancelled: i32,
    /// Parties that have answered them.
    pub parties: i32,
}

/// A refusal of which code and message tell all.
#[derive(SimpleObject)]
pub struct RefusedError {
    /// Stable code, SCREAMING_SNAKE_CASE.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
}

/// Why no plan of who sits where keeps all hard rules. Reasons may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
pub enum SeatingContradiction {
    /// There are fewer seats than guests.
    TooFewSeats,
    /// A household has more guests than each table that it may sit at has seats.
    LargerThanEveryTable,
    /// More guests are pinned to a table than it has seats.
    PinsOverfill,
    /// Two households that have to be apart are pinned to one table.
    PinnedApart,
    /// A household that needs an accessible table is pinned to another.
    PinNotAccessible,
    /// A household needs an accessible table, and there is none for it.
    NoAccessibleTable,
    /// There are fewer seats at accessible tables than guests who need one.
    TooFewAccessibleSeats,
    /// A household would have to be apart from itself.
    ApartFromItself,
    /// A guest would sit alone wherever there is a seat.
    AloneEverywhere,
}

impl From<&Impossibility> for SeatingContradiction {
    fn from(impossible: &Impossibility) -> Self {
        match impossible {
            Impossibility::TooFewSeats { .. } => Self::TooFewSeats,
            Impossibility::LargerThanEveryTable { .. } => Self::LargerThanEveryTable,
            Impossibility::PinsOverfill { .. } => Self::PinsOverfill,
            Impossibility::PinnedApart { .. } => Self::PinnedApart,
            Impossibility::PinNotAccessible { .. } => Self::PinNotAccessible,
            Impossibility::NoAccessibleTable { .. } => Self::NoAccessibleTable,
            Impossibility::TooFewAccessibleSeats { .. } => Self::TooFewAccessibleSeats,
            Impossibility::ApartFromItself { .. } => Self::ApartFromItself,
            Impossibility::AloneEverywhere { .. } => Self::AloneEverywhere,
        }
    }
}

/// No plan of who sits where keeps all hard rules: one contradiction, which the message tells with the
/// households and tables that it is about. Each has an error of its own.
#[derive(SimpleObject)]
pub struct SeatingImpossibleError {
    /// `SEATING_IMPOSSIBLE`.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// The field of `input`, from its top.
    pub path: Vec<String>,
    /// What to offer next; null if there is nothing.
    pub next_step: Option<NextStep>,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
    /// What contradicts.
    pub reason: SeatingContradiction,
}
