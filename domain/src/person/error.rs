//! What people's records and consents forbid.

/// A person's record or consent forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    /// A steward acts only while the person's consent to that stands.
    #[error("the person has not agreed to be acted for")]
    ConsentRequired,
    /// The person wants nobody of the household to act for them.
    #[error("the person opted out of being acted for by the household")]
    OptedOut,
    /// Children do not act for others.
    #[error("only adults act for others")]
    NotAnAdult,
    /// The record waits for the steward.
    #[error("the registration waits for the steward")]
    RegistrationPending,
    /// The record does not wait for anybody.
    #[error("the registration is not pending")]
    NotPending,
    /// The record was merged or erased, and is edited no more.
    #[error("the record is closed")]
    RecordClosed,
    /// A record is not merged with itself.
    #[error("both are the same record")]
    SameRecord,
    /// The consent was withdrawn, has lapsed, or needs no confirmation.
    #[error("the consent does not wait for a confirmation")]
    ConsentNotOpen,
    /// Another officer than the one who recorded it must confirm.
    #[error("another officer must confirm")]
    AnotherOfficer,
    /// Sensitive facts are kept only while the person agrees.
    #[error("the person has not agreed that sensitive facts are kept")]
    SensitiveConsentRequired,
}

impl PersonError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::ConsentRequired => "CONSENT_REQUIRED",
            Self::OptedOut => "OPTED_OUT",
            Self::NotAnAdult => "NOT_AN_ADULT",
            Self::RegistrationPending => "REGISTRATION_PENDING",
            Self::NotPending => "REGISTRATION_NOT_PENDING",
            Self::RecordClosed => "RECORD_CLOSED",
            Self::SameRecord => "SAME_RECORD",
            Self::ConsentNotOpen => "CONSENT_NOT_OPEN",
            Self::AnotherOfficer => "ANOTHER_OFFICER_REQUIRED",
            Self::SensitiveConsentRequired => "SENSITIVE_CONSENT_REQUIRED",
        }
    }

    /// The input field it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::ConsentRequired | Self::OptedOut | Self::NotAnAdult => "onBehalfOf",
            Self::SameRecord => "duplicateId",
            Self::ConsentNotOpen | Self::AnotherOfficer => "consentId",
            Self::RegistrationPending
            | Self::NotPending
            | Self::RecordClosed
            | Self::SensitiveConsentRequired => "personId",
        }
    }
}
