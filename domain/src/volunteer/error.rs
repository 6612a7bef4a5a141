//! What forbids something about volunteers.

use mulin_entities::MemberState;

/// The state of a team or a paper, or who asks, forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VolunteerError {
    /// Nobody lets themselves in, or vouches for what they have shown themselves.
    #[error("one's own asks for somebody else's word")]
    OwnApproval {
        /// The field that names what is one's own.
        field: &'static str,
    },
    /// The part in the team stands otherwise.
    #[error("the membership is {state:?}")]
    MemberState {
        /// How it stands.
        state: MemberState,
    },
    /// The paper was taken away, or counts no longer.
    #[error("the qualification has ended")]
    QualificationEnded,
    /// Teams take people of their own city.
    #[error("the team is of another city")]
    OtherCity,
}

impl VolunteerError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OwnApproval { .. } => "OWN_APPROVAL",
            Self::MemberState { .. } => "MEMBER_STATE",
            Self::QualificationEnded => "QUALIFICATION_ENDED",
            Self::OtherCity => "OTHER_CITY",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::OwnApproval { field } => field,
            Self::MemberState { .. } => "teamMemberId",
            Self::QualificationEnded => "qualificationId",
            Self::OtherCity => "teamId",
        }
    }
}
