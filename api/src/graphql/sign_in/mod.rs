//! Codes and sessions in the schema.

pub mod identity;
pub mod link_identity;
pub mod refresh_session;
pub mod register_myself;
pub mod request_sign_in_code;
pub mod revoke_session;
pub mod sign_in_by_code;
pub mod sign_out;
pub mod types;
pub mod unlink_identity;
