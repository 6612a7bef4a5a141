//! Links an identity with whoever is signed in.

use mulin_entities::external_identity;

use super::{Identity, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::sign_in::SignInError;
use crate::tx::Tx;

/// An identity to link.
#[derive(Clone, Debug)]
pub struct LinkIdentity {
    /// What the verified token says.
    pub identity: Identity,
}

/// Links an identity with the person who is signed in. Doing so twice changes nothing; one that is
/// linked with somebody else is not taken over.
pub async fn link_identity(
    core: &Core,
    actor: &Actor,
    input: LinkIdentity,
) -> Result<external_identity::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move { link(tx, &input.identity).await })
    })
    .await
}

async fn link(tx: &mut Tx, identity: &Identity) -> Result<external_identity::Model> {
    let (me, root) = {
        let person = tx.actor().person()?;
        (person.person_id, person.root_area_id)
    };
    if store::insert(tx, identity, me).await? {
        tx.record(root, What::IdentityLinked { person_id: me });
        return read(tx, identity).await;
    }
    let known = store::lock(tx, identity).await?;
    let known = known.ok_or_else(|| Error::internal("an identity vanished while it was linked"))?;
    match known.unlinked_at {
        None if known.person_id == me => Ok(known),
        None => Err(Refusal::from(SignInError::IdentityTaken).into()),
        Some(_) => {
            store::relink(tx, identity, me).await?;
            tx.record(root, What::IdentityLinked { person_id: me });
            read(tx, identity).await
        }
    }
}

async fn read(tx: &Tx, identity: &Identity) -> Result<external_identity::Model> {
    let row = store::find(tx.db(), identity).await?;
    row.ok_or_else(|| Error::internal("an identity that was linked is missing"))
}
