//! Unlinks what an outside issuer knows of whoever is signed in.

use mulin_entities::external_identity;

use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};

/// What to unlink.
#[derive(Clone, Debug)]
pub struct UnlinkIdentity {
    /// The issuer (`iss`), as it was told.
    pub issuer: String,
}

/// Unlinks the identities that the person who is signed in has at an issuer, so that its tokens open
/// nothing any more. Answers those that are left.
pub async fn unlink_identity(
    core: &Core,
    actor: &Actor,
    input: UnlinkIdentity,
) -> Result<Vec<external_identity::Model>> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (me, root) = {
                let person = tx.actor().person()?;
                (person.person_id, person.root_area_id)
            };
            if store::unlink(tx, &input.issuer, me).await? == 0 {
                return Err(Error::not_found("issuer"));
            }
            tx.record(root, What::IdentityUnlinked { person_id: me });
            store::of_person(tx.db(), me).await
        })
    })
    .await
}
