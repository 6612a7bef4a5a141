//! Stalls of a service day: what they do, their stations, and the slots that can be booked.

mod carried;
mod cost;
mod people;
mod set_slots;
mod stations;
mod updates;
