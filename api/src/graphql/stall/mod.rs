//! Stalls of a service day: what they do, their stations, and the slots that can be booked.

pub mod add_stall;
pub mod carry_stalls;
pub mod enums;
pub mod loaders;
pub mod of_event;
pub mod payload;
pub mod remove_stall;
pub mod set_slots;
pub mod settings;
pub mod staff_station;
pub mod types;
pub mod update_stall;
