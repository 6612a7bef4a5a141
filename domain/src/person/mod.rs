//! People, their households, how to reach them, and their roles.

pub mod acting;
pub mod consent;
mod error;
mod grant_role;
pub mod policy;
mod register_person;
mod revoke_role;
pub mod rules;
pub mod store;
mod update_person;

pub use acting::{Acting, Subject};
pub use error::PersonError;
pub use grant_role::{GrantRole, grant_role};
pub use register_person::{Home, RegisterPerson, register_person};
pub use revoke_role::{RevokeRole, revoke_role};
pub use update_person::{QuietHours, UpdatePerson, update_person};
