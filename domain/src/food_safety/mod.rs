//! That nobody is made ill: warnings, what the authorities ask of large meals, samples, and certificates of cooks.

pub mod ban_ingredient;
pub mod certificate;
pub mod certificate_standing;
pub mod certificate_store;
mod count_diets;
pub mod diet_counts;
pub mod diet_store;
pub mod dining_policy;
pub mod dish_store;
mod error;
mod filing;
pub mod filing_store;
pub mod follow;
pub mod ingredients;
pub mod labels;
pub mod lead_time;
pub mod policy;
pub mod record_filing;
pub mod rule_store;
pub mod sample;
pub mod sample_store;
pub mod serve;
pub mod suits;
pub mod warnings;
pub mod words;

pub use ban_ingredient::{BanIngredient, LiftIngredientBan, ban_ingredient, lift_ingredient_ban};
pub use certificate::{
    Paper, RecordCookCertificate, RemoveCookCertificate, record_cook_certificate,
    remove_cook_certificate,
};
pub use count_diets::count_diets;
pub use dining_policy::{AddDiningPolicy, EndDiningPolicy, add_dining_policy, end_dining_policy};
pub use error::FoodSafetyError;
pub use record_filing::{RecordFiling, record_filing};
pub use sample::{DiscardFoodSample, RecordFoodSample, discard_food_sample, record_food_sample};
