//! Stalls of a service day: what they do, their stations, and the slots that can be booked.

mod add_stall;
mod carry_stalls;
mod error;
pub(crate) mod follow;
mod open;
mod parts;
pub mod policy;
mod remove_stall;
mod set_slots;
pub mod settings;
mod staff_station;
pub mod store;
mod update_stall;

pub use add_stall::{AddStall, add_stall};
pub use carry_stalls::{Carried, CarryStalls, carry_stalls};
pub use error::StallError;
pub use remove_stall::{RemoveStall, remove_stall};
pub use set_slots::{SetSlots, SlotRange, set_slots};
pub use settings::{NewService, NewStation, Settings};
pub use staff_station::{OpenStation, StaffStation, close_station, open_station, pause_station};
pub use update_stall::{UpdateStall, update_stall};
