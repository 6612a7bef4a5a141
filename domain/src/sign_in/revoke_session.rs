//! Signs another device out.

use mulin_entities::{SessionEnd, SessionId, session};

use super::{policy, session_store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// Which session to end.
#[derive(Clone, Debug)]
pub struct RevokeSession {
    /// One of the person's own.
    pub session_id: IdInput<SessionId>,
}

/// Ends a session of one's own; its access tokens count no more from then on.
///
/// Errors: `NOT_FOUND` if it is not one's own, or over.
pub async fn revoke_session(
    core: &Core,
    actor: &Actor,
    input: RevokeSession,
) -> Result<session::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let missing = || Error::not_found("sessionId");
            let mut faults = Faults::default();
            let id = faults.id("sessionId", "Session", input.session_id);
            faults.finish()?;
            let id = id.ok_or_else(missing)?;
            let session = session_store::lock_session(tx, id).await?;
            let session = session
                .filter(|one| policy::may_see_session(tx.actor(), one, tx.now()))
                .ok_or_else(missing)?;
            session_store::end_session(tx, id, SessionEnd::Revoked).await?;
            Ok(session)
        })
    })
    .await
}
