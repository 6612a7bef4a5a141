//! Codes, sessions, and whatever else shows who somebody is.
//!
//! A code proves that somebody holds an address, and no more: `request_sign_in_code` sends one to
//! whoever asks, [`verify_code`] spends a guess in a transaction of its own, so that no later fault
//! gives it back, and what it answers is turned into a session ([`redeem`], [`open_session`]) in the
//! transaction of whatever it was given for.

mod address;
mod alarm;
mod error;
pub mod follow;
pub mod identity;
mod limits;
mod open_session;
pub mod policy;
mod refresh_session;
mod register_myself;
mod request_sign_in_code;
mod revoke_session;
pub mod rules;
pub mod session_store;
mod sign_in_by_code;
mod sign_out;
pub mod store;
mod verify_code;

pub use address::Address;
pub use error::SignInError;
pub use limits::count_try;
pub use open_session::{NewSession, open_session};
pub use refresh_session::{RefreshSession, refresh_session};
pub use register_myself::{RegisterMyself, register_myself};
pub use request_sign_in_code::{CodeSent, RequestSignInCode, request_sign_in_code};
pub use revoke_session::{RevokeSession, revoke_session};
pub use sign_in_by_code::{SignIn, SignedIn, sign_in};
pub use sign_out::{SignOut, sign_out};
pub use verify_code::{Verified, redeem, verify_code};
