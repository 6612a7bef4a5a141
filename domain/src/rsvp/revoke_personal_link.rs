//! Takes a personal link back.

use mulin_entities::{PersonalLinkId, personal_link};
use serde::Serialize;

use super::link_store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// Which link.
#[derive(Clone, Debug, Serialize)]
pub struct RevokePersonalLink {
    /// Which link.
    pub link_id: IdInput<PersonalLinkId>,
}

/// Takes a link back: it opens nothing from now on, nor do those that messages so far carried to the
/// same person about the same event. Doing so twice changes nothing.
pub async fn revoke_personal_link(
    core: &Core,
    actor: &Actor,
    input: RevokePersonalLink,
) -> Result<personal_link::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("linkId", "PersonalLink", input.link_id);
            faults.finish()?;
            let missing = || Error::not_found("linkId");
            let id = id.ok_or_else(missing)?;
            link_store::lock(tx, id).await?;
            let seen = link_store::visible_links(tx.db(), tx.actor(), [id]).await?;
            let mut link = seen.into_iter().next().ok_or_else(missing)?;
            if link.revoked_at.is_some() {
                return Ok(link);
            }
            link.revoked_at = Some(tx.now());
            link_store::revoke(tx, &link).await?;
            tx.record(
                link.root_area_id,
                What::PersonalLinkRevoked {
                    link_id: id,
                    event_id: link.event_id,
                    person_id: link.person_id,
                },
            );
            Ok(link)
        })
    })
    .await
}
