//! Dishes: what households bring to a banquet, what is asked for, and what is in it.

pub mod bring;
pub mod can;
pub mod claim_wanted_dish;
pub mod details;
mod error;
pub(crate) mod follow;
pub mod list;
mod open;
pub mod policy;
pub mod store;
pub mod tags;
pub mod update_dish;
pub mod update_wanted_dish;
pub mod viewer;
pub mod vocabulary;
pub mod want_dish;
pub mod wanted_store;
pub mod withdraw_dish;

pub use bring::{BringDish, bring_dish};
pub use claim_wanted_dish::{ClaimWantedDish, claim_wanted_dish};
pub use details::{AllergenInput, Details};
pub use error::DishError;
pub use tags::DietTag;
pub use update_dish::{UpdateDish, update_dish};
pub use update_wanted_dish::{
    RemoveWantedDish, UpdateWantedDish, remove_wanted_dish, update_wanted_dish,
};
pub use vocabulary::Vocabulary;
pub use want_dish::{WantDish, want_dish};
pub use withdraw_dish::{WithdrawDish, withdraw_dish};
