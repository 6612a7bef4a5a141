//! What forbids something about what volunteers did.

use mulin_entities::{ServiceRecordId, SignUpState};

/// How the sign-up or the record stands, or who asks, forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceRecordError {
    /// Only who was there has served.
    #[error("the sign-up is {state:?}")]
    NotAttended {
        /// How it stands.
        state: SignUpState,
    },
    /// What was done is certified; what is wrong about it is corrected.
    #[error("the service is certified by {record}")]
    AlreadyCertified {
        /// By which record.
        record: ServiceRecordId,
    },
    /// Another record stands in its place.
    #[error("the record was corrected")]
    Corrected,
    /// Hours once served are not taken off.
    #[error("the record counts {minutes} minutes, and hours never fall")]
    HoursNeverFall {
        /// How many minutes it counts.
        minutes: i32,
    },
    /// Nothing was certified in that time.
    #[error("nothing was certified in that time")]
    NothingServed,
}

impl ServiceRecordError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAttended { .. } => "NOT_ATTENDED",
            Self::AlreadyCertified { .. } => "ALREADY_CERTIFIED",
            Self::Corrected => "RECORD_CORRECTED",
            Self::HoursNeverFall { .. } => "HOURS_NEVER_FALL",
            Self::NothingServed => "NOTHING_SERVED",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::NotAttended { .. } | Self::AlreadyCertified { .. } => "signUpIds",
            Self::Corrected => "serviceRecordId",
            Self::HoursNeverFall { .. } => "until",
            Self::NothingServed => "from",
        }
    }
}
