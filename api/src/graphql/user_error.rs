//! Expected refusals as data.
#![expect(
    clippy::duplicated_attributes,
    reason = "fields of an interface may have the same type"
)]

use async_graphql::{Interface, SimpleObject};
use mulin_domain::Refusal;
use mulin_domain::check_in::CheckInError;
use mulin_domain::event::EventError;
use mulin_domain::rsvp::RsvpError;
use mulin_domain::sign_in::SignInError;

use super::next_step::NextStep;
use super::rsvp::types::RsvpState;
use super::scalars::DateTime;
use super::texts::{self, Speech};

/// An expected refusal: a stable code, the reason and the way out in the caller's language, and the
/// field of the input that it is about. Codes may be added: treat one that you do not know by its
/// message.
#[derive(Interface)]
#[graphql(
    field(
        name = "code",
        ty = "&String",
        desc = "Stable code, SCREAMING_SNAKE_CASE."
    ),
    field(
        name = "message",
        ty = "&String",
        desc = "The reason and the way out, in the caller's language."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "The field of `input`, from its top: `[\"party\", \"adults\"]`."
    ),
    field(
        name = "next_step",
        ty = "&Option<NextStep>",
        desc = "What to offer next; null if there is nothing."
    ),
    field(
        name = "retry_at",
        ty = "&Option<DateTime>",
        desc = "From when trying again makes sense; null if the time alone changes nothing."
    )
)]
pub enum UserError {
    /// See the type.
    InvalidInput(InvalidInputError),
    /// See the type.
    EventFull(EventFullError),
    /// See the type.
    VersionConflict(VersionConflictError),
    /// See the type.
    RsvpNotOpen(RsvpNotOpenError),
    /// See the type.
    RetryLater(RetryLaterError),
    /// See the type.
    WrongCode(WrongCodeError),
    /// See the type.
    NotGoing(NotGoingError),
    /// See the type.
    CheckInListClosed(CheckInListClosedError),
    /// See the type.
    Refused(RefusedError),
}

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

impl UserError {
    /// The path, to be told where in a longer input it lies.
    pub fn path_mut(&mut self) -> &mut Vec<String> {
        match self {
            Self::InvalidInput(error) => &mut error.path,
            Self::EventFull(error) => &mut error.path,
            Self::VersionConflict(error) => &mut error.path,
            Self::RsvpNotOpen(error) => &mut error.path,
            Self::RetryLater(error) => &mut error.path,
            Self::WrongCode(error) => &mut error.path,
            Self::NotGoing(error) => &mut error.path,
            Self::CheckInListClosed(error) => &mut error.path,
            Self::Refused(error) => &mut error.path,
        }
    }

    /// A refusal as the caller sees it.
    pub fn new(refusal: &Refusal, speech: Speech) -> Self {
        let (code, path) = (refusal.code().to_owned(), refusal.path());
        let message = texts::refusal(refusal, speech);
        let next_step = refusal.next_step().map(NextStep::from);
        let retry_at = refusal.retry_at().map(DateTime);
        match refusal {
            Refusal::Input(_) => Self::InvalidInput(InvalidInputError {
                code,
                message,
                path,
                next_step,
                retry_at,
            }),
            Refusal::VersionConflict { current } => {
                let current_version = *current;
                Self::VersionConflict(VersionConflictError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    current_version,
                })
            }
            Refusal::Rsvp(
                RsvpError::EventFull {
                    waitlist_length,
                    free,
                }
                | RsvpError::PartyDoesNotFit {
                    waitlist_length,
                    free,
                },
            ) => {
                let (waitlist_length, free) = (*waitlist_length, *free);
                Self::EventFull(EventFullError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    waitlist_length,
                    free,
                })
            }
            Refusal::Rsvp(RsvpError::NotOpenYet { opens_at }) => {
                let opens_at = Some(DateTime(*opens_at));
                Self::RsvpNotOpen(RsvpNotOpenError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    opens_at,
                    closed_at: None,
                })
            }
            Refusal::Rsvp(RsvpError::Closed { closed_at }) => {
                let closed_at = Some(DateTime(*closed_at));
                Self::RsvpNotOpen(RsvpNotOpenError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    opens_at: None,
                    closed_at,
                })
            }
            Refusal::SignIn(
                SignInError::CodeSentRecently { .. } | SignInError::TooManyRequests { .. },
            ) => Self::RetryLater(RetryLaterError {
                code,
                message,
                path,
                next_step,
                retry_at,
            }),
            Refusal::SignIn(SignInError::WrongCode { guesses_left }) => {
                let guesses_left = *guesses_left;
                Self::WrongCode(WrongCodeError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    guesses_left,
                })
            }
            Refusal::CheckIn(CheckInError::NotGoing { state }) => {
                let state = (*state).into();
                Self::NotGoing(NotGoingError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    state,
                })
            }
            Refusal::CheckIn(CheckInError::ListClosed {
                opens_at,
                closes_at,
            }) => {
                let (opens_at, closes_at) = (DateTime(*opens_at), DateTime(*closes_at));
                Self::CheckInListClosed(CheckInListClosedError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    opens_at,
                    closes_at,
                })
            }
            Refusal::CheckIn(
                CheckInError::CodeInvalid
                | CheckInError::CodeOfAnotherEvent
                | CheckInError::ComesWithParty,
            )
            | Refusal::SignIn(
                SignInError::CodeExpired
                | SignInError::NotRegistered
                | SignInError::SessionOver
                | SignInError::IdentityTokenInvalid
                | SignInError::IdentityNotLinked
                | SignInError::IdentityTaken,
            )
            | Refusal::Person(_)
            | Refusal::Call(_)
            | Refusal::Invitation(_)
            | Refusal::Announcement(_)
            | Refusal::Rsvp(
                RsvpError::PartyTooLarge { .. }
                | RsvpError::HouseholdLimit { .. }
                | RsvpError::MemberHasSeat
                | RsvpError::InAnotherParty
                | RsvpError::RequestRefused
                | RsvpError::NotRequested
                | RsvpError::RefusedBefore
                | RsvpError::NotForPerson,
            )
            | Refusal::Event(
                EventError::Cancelled
                | EventError::Ended { .. }
                | EventError::Started { .. }
                | EventError::NotPublished,
            ) => Self::Refused(RefusedError {
                code,
                message,
                path,
                next_step,
                retry_at,
            }),
        }
    }
}
