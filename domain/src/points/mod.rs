//! Points for served hours: rules, accounts, and what points are exchanged for.

mod error;
pub(crate) mod follow;
pub mod policy;
mod redeem;
mod rewards;
pub mod rules;
mod set_points_rule;
pub mod store;

pub use error::PointsError;
pub use redeem::{
    OfRedemption, RedeemReward, cancel_redemption, hand_over_redemption, redeem_reward,
};
pub use rewards::{AddReward, UpdateReward, add_reward, update_reward};
pub use set_points_rule::{SetPointsRule, set_points_rule};
