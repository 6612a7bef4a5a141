//! People and their roles in the schema.

pub mod grant_role;
mod queries;
pub mod register_person;
pub mod revoke_role;
pub mod types;
pub mod update_person;

pub use queries::PersonQueries;
