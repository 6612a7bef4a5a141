//! Who may see and end sessions: their owner, and nobody else, whatever their role.

use mulin_entities::session;

use crate::actor::Actor;
use crate::clock::Instant;

/// One sees and ends one's own sessions until they are over.
pub fn may_see_session(actor: &Actor, session: &session::Model, now: Instant) -> bool {
    let live = session.ended_at.is_none() && session.expires_at > now;
    live && actor.person_id() == Some(session.person_id)
}
