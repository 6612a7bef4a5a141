//! Shifts of volunteers at events: what is needed, who signs up, and who was there.

mod add_shift;
mod attendance;
mod call_for_volunteers;
mod call_store;
mod cancel_sign_up;
pub mod code;
mod error;
mod fit;
pub(crate) mod follow;
pub mod limits;
pub mod list;
mod moved;
mod open;
pub mod policy;
pub mod settings;
mod sign_up;
pub mod sign_up_store;
pub mod store;
mod swap;
mod update_shift;

pub use add_shift::{AddShift, add_shift};
pub use attendance::{
    AttendShift, ConfirmAttendance, MarkNoShow, attend_shift, confirm_attendance, mark_no_show,
};
pub use call_for_volunteers::{CallForVolunteers, call_for_volunteers};
pub use cancel_sign_up::{CancelSignUp, cancel_sign_up};
pub use error::ShiftError;
pub use settings::{NewRole, Settings};
pub use sign_up::{SignUpForShift, sign_up_for_shift};
pub use swap::{
    AcceptSwap, OfferSwap, WithdrawSwap, accept_shift_swap, offer_shift_swap, withdraw_shift_swap,
};
pub use update_shift::{CancelShift, UpdateShift, cancel_shift, update_shift};
