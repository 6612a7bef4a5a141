//! Who sits where at a banquet, in the schema.

pub mod arrange_tables;
pub mod judgement;
pub mod loaders;
pub mod move_household;
pub mod of_banquet;
pub mod payload;
pub mod plan;
pub mod publish_seating;
pub mod set_seating_rules;
pub mod set_tables;
pub mod types;
