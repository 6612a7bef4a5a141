//! Dishes: what households bring to a banquet, what is asked for, and what is in it.

pub mod allergens;
pub mod bring_dish;
pub mod claim_wanted_dish;
pub mod enums;
pub mod loaders;
pub mod of_banquet;
pub mod payload;
pub mod types;
pub mod update_dish;
pub mod viewer_can;
pub mod want_dish;
pub mod wanted;
pub mod withdraw_dish;
