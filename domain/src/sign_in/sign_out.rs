//! Signs out.

use mulin_entities::SessionEnd;

use super::session_store;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;

/// From where to sign out.
#[derive(Clone, Copy, Debug)]
pub struct SignOut {
    /// From all devices, not this one alone.
    pub all_devices: bool,
}

/// Ends the session of the token in use, if it belongs to one, or all sessions of the person.
pub async fn sign_out(core: &Core, actor: &Actor, input: SignOut) -> Result<()> {
    let person = actor.person()?;
    let (person_id, session_id) = (person.person_id, person.session_id);
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Some(session) = session_id {
                session_store::end_session(tx, session, SessionEnd::SignedOut).await?;
            }
            if input.all_devices {
                session_store::end_sessions(tx, person_id, SessionEnd::Revoked).await?;
            }
            Ok(())
        })
    })
    .await
}
