//! Takes a link that invites back.

use mulin_entities::{InvitationLinkId, invitation_link};
use serde::Serialize;

use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event as events;
use crate::input::{Faults, IdInput};

/// Which link.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeInvitationLink {
    /// Which.
    pub link_id: IdInput<InvitationLinkId>,
}

/// Takes a link back: it invites nobody from now on, and whom it has invited stay so. Doing so twice
/// changes nothing. For those who run the event.
pub async fn revoke_invitation_link(
    core: &Core,
    actor: &Actor,
    input: RevokeInvitationLink,
) -> Result<invitation_link::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("linkId", "InvitationLink", input.link_id);
            faults.finish()?;
            let missing = || Error::not_found("linkId");
            let id = id.ok_or_else(missing)?;
            let mut link = store::lock_link(tx, id).await?.ok_or_else(missing)?;
            let event = events::store::event(tx.db(), link.event_id).await?;
            let event = event.ok_or_else(missing)?;
            if !events::policy::manages(tx.actor(), event.id, &event.area_path) {
                return Err(missing());
            }
            if link.revoked_at.is_some() {
                return Ok(link);
            }
            link.revoked_at = Some(tx.now());
            store::revoke_link(tx, id).await?;
            let revoked = What::InvitationLinkRevoked {
                link_id: id,
                event_id: event.id,
            };
            tx.record(link.root_area_id, revoked);
            Ok(link)
        })
    })
    .await
}
