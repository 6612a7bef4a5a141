//! What forbids something about points.

use mulin_entities::RedemptionState;

/// The account, the reward, or who asks, forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// The person has fewer points than the reward costs.
    #[error("{balance} points of {cost}")]
    Insufficient {
        /// How many they have.
        balance: i32,
        /// How many it costs.
        cost: i32,
    },
    /// All were given.
    #[error("the reward is out of stock")]
    OutOfStock,
    /// It is not given any more.
    #[error("the reward has ended")]
    Ended,
    /// Who asked for a reward does not hand it over to themselves.
    #[error("one does not hand over to oneself")]
    OwnRedemption,
    /// An exchange that stands like this does not take this step.
    #[error("the redemption is {state:?}")]
    RedemptionState {
        /// How it stands.
        state: RedemptionState,
    },
}

impl PointsError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Insufficient { .. } => "POINTS_INSUFFICIENT",
            Self::OutOfStock => "REWARD_OUT_OF_STOCK",
            Self::Ended => "REWARD_ENDED",
            Self::OwnRedemption => "OWN_REDEMPTION",
            Self::RedemptionState { .. } => "REDEMPTION_STATE",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Insufficient { .. } | Self::OutOfStock | Self::Ended => "rewardId",
            Self::OwnRedemption | Self::RedemptionState { .. } => "redemptionId",
        }
    }
}
