//! Who sits where at a banquet: tables, rules, and the plan.

mod arrange_tables;
pub mod cards;
mod error;
pub mod follow;
mod hall;
mod move_household;
mod open;
mod parties;
pub mod party_store;
pub mod place_store;
pub mod policy;
mod publish_seating;
pub mod read;
pub mod rule_store;
pub mod rules;
mod set_seating_rules;
mod set_tables;
pub mod store;

pub use arrange_tables::{ArrangeTables, Arranged, arrange_tables};
pub use error::{Impossibility, Named, SeatingError};
pub use hall::Broken;
pub use move_household::{MoveHousehold, Moved, Worse, move_household};
pub use mulin_seating::{HardRule, SoftRule, Term};
pub use publish_seating::{PublishSeating, publish_seating};
pub use read::Judged;
pub use set_seating_rules::{NewApart, NewPin, SetSeatingRules, set_seating_rules};
pub use set_tables::{NewTable, SetTables, set_tables};
