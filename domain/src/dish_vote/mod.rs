//! Votes for dishes: hidden until they are counted.

mod cast_dish_votes;
mod close_dish_vote;
mod error;
pub mod follow;
mod open_dish_vote;
pub mod policy;
pub mod rules;
pub mod store;

pub use cast_dish_votes::{CastDishVotes, VotesInput, cast_dish_votes};
pub use close_dish_vote::{CloseDishVote, close_dish_vote};
pub use error::DishVoteError;
pub use open_dish_vote::{OpenDishVote, open_dish_vote};
