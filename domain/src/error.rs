//! What a command answers when it does not do what was asked.

use sea_orm::DbErr;

use crate::announcement::AnnouncementError;
use crate::banquet::BanquetError;
use crate::calendar_feed::CalendarFeedError;
use crate::call::CallError;
use crate::check_in::CheckInError;
use crate::dish::DishError;
use crate::dish_vote::DishVoteError;
use crate::event::EventError;
use crate::food_safety::FoodSafetyError;
use crate::input::{InputError, Rule};
use crate::invitation::InvitationError;
use crate::keys::CannotOpen;
use crate::person::PersonError;
use crate::points::PointsError;
use crate::rsvp::RsvpError;
use crate::seating::SeatingError;
use crate::series::SeriesError;
use crate::service_record::ServiceRecordError;
use crate::shift::ShiftError;
use crate::sign_in::SignInError;
use crate::stall::StallError;
use crate::ticket::TicketError;
use crate::volunteer::VolunteerError;

/// Why a command did nothing. Whatever it had written is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Expected refusals, all that apply, which the client shows and acts upon.
    #[error("refused: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Refusal>),
    /// The caller must sign in first.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// The caller may see this, but not do that.
    #[error("the actor may not do this")]
    Forbidden,
    /// The database is away; trying again later helps.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] DbErr),
    /// Too many wait already, or got in one another's way; trying again in a moment helps.
    #[error("too many wait")]
    Throttled,
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A fault of ours, told by a sentence.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::Internal(what.into().into())
    }

    /// A single fault of the input.
    pub fn input(path: &str, rule: Rule) -> Self {
        Self::from(InputError::at(path, rule))
    }

    /// What the caller may not see is not there.
    pub fn not_found(path: &str) -> Self {
        Self::input(path, Rule::NotFound)
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if crate::dialect::is_unavailable(&error) {
            return Self::Unavailable(error);
        }
        if crate::dialect::is_contended(&error) {
            tracing::warn!(%error, "a transaction was taken back");
            return Self::Throttled;
        }
        Self::Internal(Box::new(error))
    }
}

impl From<CannotOpen> for Error {
    fn from(error: CannotOpen) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl<T: Into<Refusal>> From<T> for Error {
    fn from(refusal: T) -> Self {
        Self::Refused(vec![refusal.into()])
    }
}

/// One expected refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The input breaks a rule.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Somebody else edited it since the caller read it.
    #[error("version is {current}")]
    VersionConflict {
        /// The version now.
        current: i32,
    },
    /// The state of the event forbids it.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The state of a series, or what was answered to its occurrences, forbids it.
    #[error(transparent)]
    Series(#[from] SeriesError),
    /// The rules of RSVPs forbid it.
    #[error(transparent)]
    Rsvp(#[from] RsvpError),
    /// The state of a banquet forbids it.
    #[error(transparent)]
    Banquet(#[from] BanquetError),
    /// The state of a dish, or of who brings it, forbids it.
    #[error(transparent)]
    Dish(#[from] DishError),
    /// The state of a stall forbids it.
    #[error(transparent)]
    Stall(#[from] StallError),
    /// The state of a queue, of a slot or of a ticket forbids it.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// The state of a team, or of what somebody has shown, forbids it.
    #[error(transparent)]
    Volunteer(#[from] VolunteerError),
    /// The state of a shift, or how a volunteer stands, forbids it.
    #[error(transparent)]
    Shift(#[from] ShiftError),
    /// The state of what a volunteer did forbids it.
    #[error(transparent)]
    ServiceRecord(#[from] ServiceRecordError),
    /// What somebody has of points, or of a reward, forbids it.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The rules of food safety forbid it.
    #[error(transparent)]
    FoodSafety(#[from] FoodSafetyError),
    /// A person's record or consent forbids it.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// A link invites no more.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// Nothing more can be announced, or called off.
    #[error(transparent)]
    Announcement(#[from] AnnouncementError),
    /// They cannot be checked in.
    #[error(transparent)]
    CheckIn(#[from] CheckInError),
    /// A household does not get the table, or nobody gets one.
    #[error(transparent)]
    Seating(#[from] SeatingError),
    /// There is no further address for a calendar.
    #[error(transparent)]
    CalendarFeed(#[from] CalendarFeedError),
    /// The state of a call forbids it.
    #[error(transparent)]
    Call(#[from] CallError),
    /// Votes cannot be given, or not these.
    #[error(transparent)]
    DishVote(#[from] DishVoteError),
    /// Signing in is refused.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input(error) => error.rule.code(),
            Self::VersionConflict { .. } => "VERSION_CONFLICT",
            Self::Event(error) => error.code(),
            Self::Series(error) => error.code(),
            Self::Rsvp(error) => error.code(),
            Self::Person(error) => error.code(),
            Self::Banquet(error) => error.code(),
            Self::Dish(error) => error.code(),
            Self::Stall(error) => error.code(),
            Self::Ticket(error) => error.code(),
            Self::Volunteer(error) => error.code(),
            Self::Shift(error) => error.code(),
            Self::ServiceRecord(error) => error.code(),
            Self::Points(error) => error.code(),
            Self::FoodSafety(error) => error.code(),
            Self::Invitation(error) => error.code(),
            Self::Announcement(error) => error.code(),
            Self::CheckIn(error) => error.code(),
            Self::Seating(error) => error.code(),
            Self::CalendarFeed(error) => error.code(),
            Self::Call(error) => error.code(),
            Self::DishVote(error) => error.code(),
            Self::SignIn(error) => error.code(),
        }
    }

    /// The input field it is about, from the top of the input.
    pub fn path(&self) -> Vec<String> {
        match self {
            Self::Input(error) => error.path.clone(),
            Self::VersionConflict { .. } => vec!["expectedVersion".to_owned()],
            Self::Event(error) => vec![error.field().to_owned()],
            Self::Series(error) => vec![error.field().to_owned()],
            Self::Rsvp(error) => error.field().split('.').map(str::to_owned).collect(),
            Self::Person(error) => vec![error.field().to_owned()],
            Self::Banquet(error) => vec![error.field().to_owned()],
            Self::Dish(error) => vec![error.field().to_owned()],
            Self::Stall(error) => vec![error.field().to_owned()],
            Self::Ticket(error) => vec![error.field().to_owned()],
            Self::Volunteer(error) => vec![error.field().to_owned()],
            Self::Shift(error) => vec![error.field().to_owned()],
            Self::ServiceRecord(error) => vec![error.field().to_owned()],
            Self::Points(error) => vec![error.field().to_owned()],
            Self::FoodSafety(error) => vec![error.field().to_owned()],
            Self::Invitation(error) => vec![error.field().to_owned()],
            Self::Announcement(error) => vec![error.field().to_owned()],
            Self::CheckIn(error) => vec![error.field().to_owned()],
            Self::Seating(error) => error.path(),
            Self::CalendarFeed(error) => vec![error.field().to_owned()],
            Self::Call(error) => vec![error.field().to_owned()],
            Self::DishVote(error) => error.field().split('.').map(str::to_owned).collect(),
            Self::SignIn(error) => vec![error.field().to_owned()],
        }
    }
}

/// What commands answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
