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
    /// The record to keep was merged or erased itself.
    #[error("the record to keep is closed")]
    KeeperClosed,
    /// The other record was merged into a third, or erased.
    #[error("the duplicate record is closed")]
    DuplicateClosed,
    /// A young child is registered by an adult.
    #[error("an adult registers a child under 14")]
    AdultRegisters,
    /// The consent was withdrawn, has lapsed, or needs no confirmation.
    #[error("the consent does not wait for a confirmation")]
    ConsentNotOpen,
    /// Another officer than the one who recorded it must confirm.
    #[error("another officer must confirm")]
    AnotherOfficer,
    /// Who acts for whom hangs on who is a child: no child says that it is none, and no household
    /// that somebody is one.
    #[error("a steward of another household must say who is a child")]
    StewardRequired,
    /// A steward's note that nobody confirmed is not written again by the same steward.
    #[error("the same steward noted this consent before and nobody confirmed it")]
    NotedBefore,
    /// Sensitive facts are kept only while the person agrees.
    #[error("the person has not agreed that sensitive facts are kept")]
    SensitiveConsentRequired,
    /// What somebody does not eat is as sensitive, and kept only while the person agrees.
    #[error("the person has not agreed that what they do not eat is kept")]
    DietConsentRequired,
    /// Who only asked to be registered does not act for others.
    #[error("the registration of who acts waits for the steward")]
    ActorPending,
    /// The record of whom it is about was merged or erased.
    #[error("the record of whom it is about is closed")]
    SubjectClosed,
    /// A young child cannot agree to it.
    #[error("an adult must agree for a child under 14")]
    GuardianRequired,
    /// The policy that was shown is not the one in force.
    #[error("the policy is not the one in force")]
    UnknownPolicyVersion,
    /// One gets out and erases one's own data; for a child an adult of the household does.
    #[error("only the person may do this")]
    OnlyOneself,
    /// What was written to confirm is not the person's name.
    #[error("the name was not repeated")]
    ConfirmationMismatch,
    /// A city is not left without anybody who runs it.
    #[error("the person is the last administrator of the city")]
    LastAdministrator,
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
            Self::KeeperClosed | Self::DuplicateClosed => "RECORD_CLOSED",
            Self::AdultRegisters => "ADULT_MUST_REGISTER",
            Self::ConsentNotOpen => "CONSENT_NOT_OPEN",
            Self::AnotherOfficer => "ANOTHER_OFFICER_REQUIRED",
            Self::StewardRequired => "STEWARD_REQUIRED",
            Self::NotedBefore => "CONSENT_NOTED_BEFORE",
            Self::SensitiveConsentRequired | Self::DietConsentRequired => {
                "SENSITIVE_CONSENT_REQUIRED"
            }
            Self::ActorPending => "REGISTRATION_PENDING",
            Self::SubjectClosed => "RECORD_CLOSED",
            Self::GuardianRequired => "GUARDIAN_REQUIRED",
            Self::UnknownPolicyVersion => "UNKNOWN_POLICY_VERSION",
            Self::OnlyOneself => "ONLY_ONESELF",
            Self::ConfirmationMismatch => "CONFIRMATION_MISMATCH",
            Self::LastAdministrator => "LAST_ADMINISTRATOR",
        }
    }

    /// The input field it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::ConsentRequired
            | Self::OptedOut
            | Self::NotAnAdult
            | Self::ActorPending
            | Self::SubjectClosed
            | Self::OnlyOneself
            | Self::LastAdministrator => "onBehalfOf",
            Self::GuardianRequired | Self::NotedBefore => "purpose",
            Self::UnknownPolicyVersion => "policyVersion",
            Self::ConfirmationMismatch => "confirm",
            Self::SameRecord | Self::DuplicateClosed => "duplicateId",
            Self::KeeperClosed => "keepId",
            Self::AdultRegisters | Self::StewardRequired => "birthYear",
            Self::ConsentNotOpen | Self::AnotherOfficer => "consentId",
            Self::RegistrationPending | Self::NotPending | Self::RecordClosed => "personId",
            Self::SensitiveConsentRequired => "kinds",
            Self::DietConsentRequired => "allergens",
        }
    }
}
