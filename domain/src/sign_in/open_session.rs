//! Opening a session, and the refresh tokens that keep it alive.
//!
//! A refresh token is 256 random bits, so that its SHA-256 is as good a secret as any slower hash.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mulin_entities::{SessionId, person, session};
use sha2::{Digest, Sha256};

use super::session_store;
use crate::error::Result;
use crate::tx::{CommandResult, Tx};

/// What refresh tokens begin with, so that one that leaked is recognised.
const PREFIX: &str = "refresh_";

/// A session with the token that refreshes it, which is told this once.
#[derive(Clone)]
pub struct NewSession {
    /// The session.
    pub session: session::Model,
    /// Who is signed in.
    pub person: person::Model,
    /// Exchanged for another by `refresh_session`; ends with the session.
    pub refresh_token: String,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession")
            .field("id", &self.session.id)
            .finish_non_exhaustive()
    }
}

impl CommandResult for NewSession {
    fn result_id(&self) -> Option<uuid::Uuid> {
        Some(self.session.id.0)
    }
}

/// Opens a session for a person who has shown who they are; `device` is what the client calls its
/// device, checked before (0 to 60 characters of one line).
pub async fn open_session(tx: &Tx, person: &person::Model, device: &str) -> Result<NewSession> {
    let session = session_store::insert_session(tx, person, device).await?;
    Ok(NewSession {
        refresh_token: issue_refresh_token(tx, session.id).await?,
        person: person.clone(),
        session,
    })
}

/// Makes one more refresh token of a session.
pub(super) async fn issue_refresh_token(tx: &Tx, session: SessionId) -> Result<String> {
    let mut bytes = [0; 32];
    tx.core().entropy().fill(&mut bytes);
    let token = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
    session_store::insert_refresh_token(tx, session, hash(&token)).await?;
    Ok(token)
}

/// As what a refresh token is kept.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}
