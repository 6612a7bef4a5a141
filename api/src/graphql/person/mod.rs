//! People and their roles in the schema.

pub mod acting;
pub mod add_contact_point;
pub mod confirm_consent;
pub mod confirm_registration;
pub mod consent_loaders;
pub mod consents;
pub mod contact_points;
pub mod diet;
pub mod grant_role;
pub mod households;
pub mod loaders;
pub mod merge_people;
pub mod move_person;
pub mod needs;
mod queries;
pub mod record_consent;
pub mod record_loaders;
pub mod refuse_registration;
pub mod register_person;
pub mod remove_contact_point;
pub mod revoke_role;
pub mod roles;
pub mod set_diet;
pub mod set_needs;
pub mod types;
pub mod update_contact_point;
pub mod update_person;
pub mod viewer_can;
pub mod withdraw_consent;

pub use queries::PersonQueries;
