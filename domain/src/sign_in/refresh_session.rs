//! Exchanges a refresh token for another.
//!
//! Each token is exchanged once, except that for a moment it may be again: the answer was lost, or
//! two tabs asked at once. Whoever comes later with a used token, the thief or the robbed, ends the
//! session for both (RFC 9700 §4.14.2).

use mulin_entities::{PersonState, SessionEnd};

use super::open_session::{NewSession, hash, issue_refresh_token};
use super::{SignInError, rules, session_store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::person;
use crate::tx::{CommandResult, Tx};

/// A refresh token.
#[derive(Clone)]
pub struct RefreshSession {
    /// The token as it was given out.
    pub refresh_token: String,
}

enum Exchange {
    Fresh(Box<NewSession>),
    /// The session is over, or was just ended: that must be kept.
    Over,
}

impl CommandResult for Exchange {
    fn result_id(&self) -> Option<uuid::Uuid> {
        match self {
            Self::Fresh(session) => session.result_id(),
            Self::Over => None,
        }
    }
}

/// Keeps a session alive.
///
/// Errors: `SessionOver`.
pub async fn refresh_session(
    core: &Core,
    actor: &Actor,
    input: RefreshSession,
) -> Result<NewSession> {
    let token = hash(input.refresh_token.trim());
    let exchange = core
        .transact(actor, move |tx| {
            Box::pin(async move { exchange(tx, token).await })
        })
        .await?;
    match exchange {
        Exchange::Fresh(session) => Ok(*session),
        Exchange::Over => Err(Refusal::from(SignInError::SessionOver).into()),
    }
}

async fn exchange(tx: &mut Tx, token: Vec<u8>) -> Result<Exchange> {
    let Some(token) = session_store::lock_refresh_token(tx, token).await? else {
        return Ok(Exchange::Over);
    };
    let session = session_store::lock_session(tx, token.session_id).await?;
    let Some(session) = session.filter(|one| one.ended_at.is_none() && one.expires_at > tx.now())
    else {
        return Ok(Exchange::Over);
    };
    match token.used_at {
        None => session_store::mark_token_used(tx, token.id).await?,
        Some(used_at) if tx.now() - used_at <= rules::GRACE => {}
        Some(_) => {
            session_store::end_session(tx, session.id, SessionEnd::Reused).await?;
            tracing::warn!(session = %session.id, "a refresh token was used twice");
            return Ok(Exchange::Over);
        }
    }
    let person = person::store::person(tx.db(), session.person_id).await?;
    let lives = |state| matches!(state, PersonState::Active | PersonState::Pending);
    let Some(person) = person.filter(|person| lives(person.state)) else {
        return Ok(Exchange::Over);
    };
    session_store::forget_old_tokens(tx, session.id).await?;
    let session = session_store::prolong(tx, session).await?;
    Ok(Exchange::Fresh(Box::new(NewSession {
        refresh_token: issue_refresh_token(tx, session.id).await?,
        session,
        person,
    })))
}
