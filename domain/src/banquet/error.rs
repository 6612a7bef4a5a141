//! What forbids something about a banquet.

/// The state of the banquet forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BanquetError {
    /// The event is no banquet.
    #[error("the event is no banquet")]
    NotABanquet,
    /// It is one already.
    #[error("the event is a banquet already")]
    IsABanquet,
    /// Votes are given by rules that do not change under those who vote.
    #[error("guests have begun to vote")]
    VoteHasBegun,
}

impl BanquetError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABanquet => "NOT_A_BANQUET",
            Self::IsABanquet => "IS_A_BANQUET",
            Self::VoteHasBegun => "VOTE_HAS_BEGUN",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::NotABanquet | Self::IsABanquet => "eventId",
            Self::VoteHasBegun => "votesPerGuest",
        }
    }
}
