//! `refresh_token`: one of the tokens that keep a session alive.

use sea_orm::entity::prelude::*;

use crate::id::{RefreshTokenId, SessionId};

/// One of the tokens that keep a session alive.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RefreshTokenId,
    /// The session.
    pub session_id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// When it was given out.
    pub created_at: DateTimeUtc,
    /// When it was first exchanged for another.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
