//! `sign_in_code`: a code sent to an address to sign in with.

use sea_orm::entity::prelude::*;

use crate::enums::Channel;
use crate::id::SignInCodeId;

/// A code sent to an address to sign in with.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_code")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignInCodeId,
    /// How it travels.
    pub channel: Channel,
    /// Keyed HMAC of the normalised address.
    pub lookup: Vec<u8>,
    /// The address, sealed by the key named in `key_id`.
    pub sealed_address: Vec<u8>,
    /// The code, sealed until it was sent.
    pub sealed_code: Option<Vec<u8>>,
    /// Keyed HMAC of the code.
    pub code_mac: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// Language of the message (BCP 47).
    pub locale: String,
    /// How often somebody tried, right or wrong.
    pub guesses: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it counts.
    pub expires_at: DateTimeUtc,
    /// When somebody first gave the right code.
    pub verified_at: Option<DateTimeUtc>,
    /// When it was turned into a session.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
