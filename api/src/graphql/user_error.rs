//! Expected refusals as data.
#![expect(
    clippy::duplicated_attributes,
    reason = "fields of an interface may have the same type"
)]

use async_graphql::Interface;
use mulin_domain::Refusal;
use mulin_domain::check_in::CheckInError;
use mulin_domain::event::EventError;
use mulin_domain::rsvp::RsvpError;
use mulin_domain::seating::SeatingError;
use mulin_domain::series::SeriesError;
use mulin_domain::sign_in::SignInError;

use super::next_step::NextStep;
pub use super::refusal_kinds::{
    CheckInListClosedError, EventFullError, InvalidInputError, NotGoingError,
    OccurrencesAnsweredError, RefusedError, RetryLaterError, RsvpNotOpenError,
    SeatingImpossibleError, VersionConflictError, WrongCodeError,
};
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
    OccurrencesAnswered(OccurrencesAnsweredError),
    /// See the type.
    SeatingImpossible(SeatingImpossibleError),
    /// See the type.
    Refused(RefusedError),
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
            Self::OccurrencesAnswered(error) => &mut error.path,
            Self::SeatingImpossible(error) => &mut error.path,
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
            Refusal::Seating(SeatingError::Impossible(impossible)) => {
                let reason = impossible.into();
                Self::SeatingImpossible(SeatingImpossibleError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    reason,
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
            Refusal::Series(SeriesError::OccurrencesAnswered {
                moved,
                cancelled,
                parties,
            }) => {
                let events = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
                let parties = i32::try_from(*parties).unwrap_or(i32::MAX);
                let (moved, cancelled) = (events(*moved), events(*cancelled));
                Self::OccurrencesAnswered(OccurrencesAnsweredError {
                    code,
                    message,
                    path,
                    next_step,
                    retry_at,
                    moved,
                    cancelled,
                    parties,
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
            | Refusal::Banquet(_)
            | Refusal::Dish(_)
            | Refusal::Stall(_)
            | Refusal::Ticket(_)
            | Refusal::Volunteer(_)
            | Refusal::Shift(_)
            | Refusal::ServiceRecord(_)
            | Refusal::Points(_)
            | Refusal::FoodSafety(_)
            | Refusal::Call(_)
            | Refusal::CalendarFeed(_)
            | Refusal::Series(
                SeriesError::Ended | SeriesError::NotInASeries | SeriesError::OccurrencePast,
            )
            | Refusal::Invitation(_)
            | Refusal::Announcement(_)
            | Refusal::DishVote(_)
            | Refusal::Seating(
                SeatingError::NotSet
                | SeatingError::TooSmall { .. }
                | SeatingError::TableFull { .. }
                | SeatingError::MustBeApart { .. }
                | SeatingError::NotAccessible { .. }
                | SeatingError::HeadTable { .. }
                | SeatingError::PinnedElsewhere { .. }
                | SeatingError::Alone { .. },
            )
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
