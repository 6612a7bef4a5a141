//! Who the bearer of an outside issuer's token is.

use mulin_entities::{ContactKind, PersonId, PersonState, external_identity};
use sea_orm::ConnectionTrait;

use super::{Identity, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::Faults;
use crate::keys::Keyring;
use crate::person::{rules, store as people};
use crate::sign_in::SignInError;
use crate::tx::Tx;

/// The person with whom an identity is linked. One that is seen for the first time is linked with the
/// only active person who has the address that the issuer has verified.
///
/// Refuses with [`SignInError::IdentityNotLinked`] when that is nobody, or anybody of several.
pub async fn recognise(core: &Core, identity: &Identity) -> Result<PersonId> {
    let db = core.db().reader();
    if let Some(known) = store::find(db, identity).await? {
        return linked(&known);
    }
    // A stranger must not make us write.
    owner(db, core.keyring(), identity).await?;
    let identity = identity.clone();
    let row = core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move { link_first(tx, &identity).await })
        })
        .await?;
    linked(&row)
}

fn linked(row: &external_identity::Model) -> Result<PersonId> {
    match row.unlinked_at {
        None => Ok(row.person_id),
        Some(_) => Err(not_linked()),
    }
}

async fn link_first(tx: &mut Tx, identity: &Identity) -> Result<external_identity::Model> {
    let id = owner(tx.db(), tx.core().keyring(), identity).await?;
    // Two identities that come at once with the same address wait here for each other.
    let person = people::lock_person(tx.db(), id)
        .await?
        .filter(|person| person.state == PersonState::Active)
        .ok_or_else(not_linked)?;
    // An address that the issuer gives to somebody else now must not open the record of the first.
    let others = store::of_person(tx.db(), id).await?;
    let is_known_there = others
        .iter()
        .any(|other| other.issuer == identity.issuer && other.subject != identity.subject);
    if is_known_there {
        return Err(not_linked());
    }
    if store::insert(tx, identity, id).await? {
        let person_id = person.id;
        tx.record(person.root_area_id, What::IdentityLinked { person_id });
    }
    store::find(tx.db(), identity).await?.ok_or_else(not_linked)
}

/// The only person whom the verified addresses show.
async fn owner(
    db: &impl ConnectionTrait,
    keyring: &Keyring,
    identity: &Identity,
) -> Result<PersonId> {
    // Written as the addresses of people are; what is none reaches nobody.
    let mut faults = Faults::default();
    let email = rules::email_address(&mut faults, "token", identity.email.as_deref());
    let phone = rules::phone_number(&mut faults, "token", identity.phone.as_deref());
    let mut shown = Vec::new();
    for (kind, address) in [(ContactKind::Email, email), (ContactKind::Phone, phone)] {
        if let Some(address) = address {
            shown.extend(store::only_person_at(db, kind, keyring.lookups(&address)).await?);
        }
    }
    shown.dedup();
    match shown.as_slice() {
        [only] => Ok(*only),
        _ => Err(not_linked()),
    }
}

fn not_linked() -> Error {
    Refusal::from(SignInError::IdentityNotLinked).into()
}
