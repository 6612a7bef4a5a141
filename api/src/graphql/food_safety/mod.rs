//! That nobody is made ill: warnings, what the authorities ask of large meals, samples, and certificates of cooks.

pub mod authority_loaders;
pub mod certificates;
pub mod filings;
pub mod loaders;
pub mod names;
pub mod of_banquet;
pub mod of_cook;
pub mod of_dish;
pub mod rule_mutations;
pub mod rules;
pub mod samples;
pub mod suits;
pub mod warnings;
