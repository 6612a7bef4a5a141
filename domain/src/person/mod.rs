//! People, their households, how to reach them, and their roles.

pub mod acting;
mod appointee;
pub mod can;
pub mod consent;
pub mod contact;
pub mod erase;
mod error;
pub mod follow;
mod grant_role;
pub mod home;
mod import;
pub mod lookup;
mod merge;
mod move_person;
mod naming;
pub mod need;
pub mod newcomer;
pub mod policy;
mod record;
mod register_person;
pub mod registration;
mod revoke_role;
pub mod rules;
pub mod store;
mod update_person;

pub use acting::{Acting, Subject};
pub use appointee::{Reach, appointee};
pub use error::PersonError;
pub use grant_role::{GrantRole, grant_role};
pub use home::Home;
pub use import::{ImportedPeople, PersonLine, import_people};
pub use merge::{MergePeople, merge_people};
pub use move_person::{MovePerson, move_person};
pub use register_person::{RegisterPerson, register_person};
pub use revoke_role::{RevokeRole, revoke_role};
pub use update_person::{QuietHours, UpdatePerson, update_person};
