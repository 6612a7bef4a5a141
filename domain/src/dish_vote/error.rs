//! What keeps votes from being given or counted.

use crate::clock::Instant;

/// Votes cannot be given, or not these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DishVoteError {
    /// Guests do not vote yet.
    #[error("guests do not vote yet")]
    NotOpen,
    /// The votes were counted.
    #[error("the votes were counted at {at}")]
    Closed {
        /// When.
        at: Instant,
    },
    /// The banquet gives its guests no votes.
    #[error("guests have no votes to give")]
    NoVotes,
    /// Only guests vote: who comes by an answer of their own, and who is named in a party that comes.
    #[error("only guests vote")]
    NotAGuest,
    /// Nobody votes for what their own household brings.
    #[error("the dish is of one's own household")]
    OwnDish {
        /// Which of the lines, from 0.
        line: usize,
    },
    /// More votes for one dish than a guest may give.
    #[error("at most {max} votes for a dish")]
    CapExceeded {
        /// Which of the lines, from 0.
        line: usize,
        /// Votes that a guest may give to one dish.
        max: i32,
    },
    /// More votes than a guest has.
    #[error("{given} votes of {budget}")]
    BudgetExceeded {
        /// Votes that a guest has.
        budget: i32,
        /// Votes on the ballot.
        given: i32,
    },
}

impl DishVoteError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen => "VOTE_NOT_OPEN",
            Self::Closed { .. } => "VOTE_CLOSED",
            Self::NoVotes => "NO_VOTES_TO_GIVE",
            Self::NotAGuest => "NOT_A_GUEST",
            Self::OwnDish { .. } => "OWN_DISH",
            Self::CapExceeded { .. } => "VOTE_CAP_EXCEEDED",
            Self::BudgetExceeded { .. } => "VOTE_BUDGET_EXCEEDED",
        }
    }

    /// The input field it is about, from the top of the input, parted by dots.
    pub fn field(&self) -> String {
        match self {
            Self::NotOpen | Self::Closed { .. } | Self::NoVotes | Self::NotAGuest => {
                "eventId".to_owned()
            }
            Self::OwnDish { line } => format!("votes.{line}.dishId"),
            Self::CapExceeded { line, .. } => format!("votes.{line}.votes"),
            Self::BudgetExceeded { .. } => "votes".to_owned(),
        }
    }
}
