//! Codes, sessions, and whatever else shows who somebody is.

mod error;

pub use error::SignInError;
