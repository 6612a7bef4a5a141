//! Votes for dishes: hidden until they are counted.

pub mod cast_dish_votes;
pub mod loaders;
pub mod of_banquet;
pub mod of_dish;
pub mod run;
pub mod types;
