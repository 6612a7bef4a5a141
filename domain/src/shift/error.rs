//! What forbids something about a shift.

use mulin_entities::{SignUpState, Skill};

use crate::clock::Instant;

/// The shift, or how the volunteer stands, forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// Nobody else is needed in this role.
    #[error("the role is full")]
    Full,
    /// The volunteer is on the shift already.
    #[error("the volunteer is on the shift already")]
    AlreadyOn,
    /// The volunteer is on another shift at that time.
    #[error("overlaps with another shift")]
    Overlaps {
        /// What is done there; none if somebody signed up for it this moment.
        name: Option<String>,
        /// When it starts.
        at: Option<Instant>,
    },
    /// It would be more than a volunteer serves on one day.
    #[error("more than {most} minutes a day")]
    DayLimit {
        /// How many minutes they may.
        most: i32,
    },
    /// It would be more than a volunteer serves in one week.
    #[error("more than {most} minutes a week")]
    WeekLimit {
        /// How many minutes they may.
        most: i32,
    },
    /// There would be too little rest before or after another shift.
    #[error("less than {least} minutes of rest")]
    Rest {
        /// How many minutes it takes.
        least: i32,
    },
    /// The role asks for a paper that somebody has seen.
    #[error("no qualification in {skill:?} counts")]
    NotQualified {
        /// In what.
        skill: Skill,
    },
    /// The role asks for something that the volunteer does not say they can do.
    #[error("the volunteer does not say that they can do {skill:?}")]
    SkillMissing {
        /// What.
        skill: Skill,
    },
    /// Minors are signed up by a grown-up of their household.
    #[error("a minor needs the word of a guardian")]
    GuardianNeeded,
    /// Minors of that age are not taken.
    #[error("minors are not taken")]
    MinorsNotTaken {
        /// From which age they are; none if not at all.
        from_age: Option<i32>,
    },
    /// Who twice did not come does not sign up for a while.
    #[error("locked until {until}")]
    Locked {
        /// Until when.
        until: Instant,
    },
    /// The shift has begun.
    #[error("the shift began at {at}")]
    Begun {
        /// When.
        at: Instant,
    },
    /// Volunteers take themselves off until some time before.
    #[error("volunteers could take themselves off until {at}")]
    TooLate {
        /// Until when they could.
        at: Instant,
    },
    /// The shift does not take place.
    #[error("the shift was cancelled")]
    Cancelled,
    /// A volunteer who stands like this does not take this step.
    #[error("the sign-up is {state:?}")]
    WrongState {
        /// How they stand.
        state: SignUpState,
    },
    /// Volunteers are in what would be gone.
    #[error("{volunteers} volunteers are signed up")]
    HasSignUps {
        /// How many.
        volunteers: i32,
    },
    /// Nobody is looked for to take the shift over, or somebody else.
    #[error("the shift is not offered to the volunteer")]
    NotOffered,
    /// That is not the code that is shown there now.
    #[error("the code is wrong")]
    WrongCode,
    /// Too many wrong codes.
    #[error("too many tries, again at {retry_at}")]
    TooManyTries {
        /// When the next may be tried.
        retry_at: Instant,
    },
    /// Attendance is noted from shortly before the start.
    #[error("attendance is noted from {at}")]
    NotYet {
        /// From when.
        at: Instant,
    },
    /// What was done is certified.
    #[error("the service is certified")]
    Certified,
    /// Volunteers were asked a short time ago.
    #[error("volunteers were called, again at {retry_at}")]
    CalledRecently {
        /// When they may be asked again.
        retry_at: Instant,
    },
    /// Everybody who could be asked is on it, or cannot come.
    #[error("there is nobody to call")]
    NobodyToCall,
}

impl ShiftError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "SHIFT_FULL",
            Self::AlreadyOn => "SHIFT_ALREADY_SIGNED_UP",
            Self::Overlaps { .. } => "SHIFT_OVERLAPS",
            Self::DayLimit { .. } => "SHIFT_DAY_LIMIT",
            Self::WeekLimit { .. } => "SHIFT_WEEK_LIMIT",
            Self::Rest { .. } => "SHIFT_REST",
            Self::NotQualified { .. } => "QUALIFICATION_MISSING",
            Self::SkillMissing { .. } => "SKILL_MISSING",
            Self::GuardianNeeded => "GUARDIAN_NEEDED",
            Self::MinorsNotTaken { .. } => "MINORS_NOT_TAKEN",
            Self::Locked { .. } => "SIGN_UP_LOCKED",
            Self::Begun { .. } => "SHIFT_BEGUN",
            Self::TooLate { .. } => "CANCEL_TOO_LATE",
            Self::Cancelled => "SHIFT_CANCELLED",
            Self::WrongState { .. } => "SIGN_UP_STATE",
            Self::HasSignUps { .. } => "SHIFT_HAS_SIGN_UPS",
            Self::NotOffered => "SWAP_NOT_OFFERED",
            Self::WrongCode => "ATTENDANCE_CODE_WRONG",
            Self::TooManyTries { .. } => "ATTENDANCE_TRIES",
            Self::NotYet { .. } => "ATTENDANCE_NOT_YET",
            Self::Certified => "SERVICE_CERTIFIED",
            Self::CalledRecently { .. } => "CALLED_RECENTLY",
            Self::NobodyToCall => "NOBODY_TO_CALL",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Full
            | Self::AlreadyOn
            | Self::Overlaps { .. }
            | Self::DayLimit { .. }
            | Self::WeekLimit { .. }
            | Self::Rest { .. }
            | Self::NotQualified { .. }
            | Self::SkillMissing { .. }
            | Self::Begun { .. } => "shiftRoleId",
            Self::GuardianNeeded | Self::MinorsNotTaken { .. } | Self::Locked { .. } => {
                "onBehalfOf"
            }
            Self::Cancelled | Self::CalledRecently { .. } | Self::NobodyToCall => "shiftId",
            Self::HasSignUps { .. } => "roles",
            Self::WrongCode | Self::TooManyTries { .. } => "code",
            Self::TooLate { .. }
            | Self::WrongState { .. }
            | Self::NotOffered
            | Self::NotYet { .. }
            | Self::Certified => "signUpId",
        }
    }

    /// When it is worth trying again.
    pub fn retry_at(&self) -> Option<Instant> {
        match self {
            Self::Locked { until } => Some(*until),
            Self::TooManyTries { retry_at } | Self::CalledRecently { retry_at } => Some(*retry_at),
            Self::NotYet { at } => Some(*at),
            _ => None,
        }
    }
}
