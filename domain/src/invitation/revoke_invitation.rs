//! Takes an invitation back.

use mulin_entities::{InvitationId, invitation};
use serde::Serialize;

use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event as events;
use crate::input::{Faults, IdInput};

/// Which invitation.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeInvitation {
    /// Which.
    pub invitation_id: IdInput<InvitationId>,
}

/// Takes an invitation back: whom nothing else invites sees the event no more. An answer that was
/// given stands, and who has one that did not leave goes on to see the event. Doing so twice changes
/// nothing. For those who run the event.
pub async fn revoke_invitation(
    core: &Core,
    actor: &Actor,
    input: RevokeInvitation,
) -> Result<invitation::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("invitationId", "Invitation", input.invitation_id);
            faults.finish()?;
            let missing = || Error::not_found("invitationId");
            let id = id.ok_or_else(missing)?;
            let mut invitation = store::lock(tx, id).await?.ok_or_else(missing)?;
            let event = events::store::event(tx.db(), invitation.event_id).await?;
            let event = event.ok_or_else(missing)?;
            if !events::policy::manages(tx.actor(), event.id, &event.area_path) {
                return Err(missing());
            }
            if invitation.revoked_at.is_some() {
                return Ok(invitation);
            }
            invitation.revoked_at = Some(tx.now());
            store::revoke(tx, id).await?;
            let revoked = What::InvitationRevoked {
                invitation_id: id,
                event_id: event.id,
            };
            tx.record(invitation.root_area_id, revoked);
            Ok(invitation)
        })
    })
    .await
}
