//! Teams of volunteers in the schema.

pub mod create_team;
pub mod enums;
pub mod grant_team_lead;
pub mod loaders;
pub mod members;
pub mod of_person;
pub mod qualifications;
mod queries;
pub mod revoke_team_lead;
pub mod types;
pub mod update_team;

pub use queries::VolunteerQueries;
