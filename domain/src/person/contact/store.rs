//! The only SQL about contact points. A person's first of a kind is the oldest.

use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, Unchanged,
};

use super::MAX_CONTACT_POINTS;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::Rule;
use crate::person::rules;
use crate::tx::Tx;

/// A contact point with its address opened.
#[derive(Clone)]
pub struct Contact {
    /// The row.
    pub row: contact_point::Model,
    /// An e-mail address in small letters, or a number as E.164.
    pub address: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.row.id)
            .finish_non_exhaustive()
    }
}

/// Opens a contact point's address. The caller has asked a policy.
pub fn open(core: &Core, row: contact_point::Model) -> Result<Contact> {
    let keyring = core.keyring();
    let plain = keyring.open(&row.key_id, row.id.0.as_bytes(), &row.ciphertext)?;
    let address = String::from_utf8_lossy(&plain).into_owned();
    Ok(Contact { row, address })
}

/// The people's contact points, each person's oldest first, with their addresses opened. The caller
/// has asked a policy.
pub async fn contacts(
    core: &Core,
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<Contact>> {
    let rows = contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.is_in(people))
        .order_by_asc(contact_point::Column::CreatedAt)
        .order_by_asc(contact_point::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(|row| open(core, row)).collect()
}

/// One person's contact points, the oldest first.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<contact_point::Model>> {
    Ok(contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.eq(person))
        .order_by_asc(contact_point::Column::CreatedAt)
        .order_by_asc(contact_point::Column::Id)
        .all(db)
        .await?)
}

/// The contact points of several people, in no order.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<contact_point::Model>> {
    Ok(contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.is_in(people))
        .all(db)
        .await?)
}

/// One contact point, whoever asks: only for commands, which then ask their policy.
pub async fn contact_point(
    db: &impl ConnectionTrait,
    id: ContactPointId,
) -> Result<Option<contact_point::Model>> {
    Ok(contact_point::Entity::find_by_id(id).one(db).await?)
}

/// Several contact points, in no order, whoever asks: the caller asks the policy.
pub async fn contact_points(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ContactPointId>,
) -> Result<Vec<contact_point::Model>> {
    Ok(contact_point::Entity::find()
        .filter(contact_point::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// A contact point's row, sealed and not verified. What a number tells of its line is noted.
pub fn sealed_contact(
    core: &Core,
    id: ContactPointId,
    person: PersonId,
    kind: ContactKind,
    address: &str,
    now: Instant,
) -> contact_point::ActiveModel {
    let keyring = core.keyring();
    let is_phone = kind == ContactKind::Phone;
    contact_point::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        kind: Set(kind),
        ciphertext: Set(keyring.seal(core.entropy(), id.0.as_bytes(), address.as_bytes())),
        lookup: Set(keyring.lookup(address)),
        key_id: Set(keyring.key_id().to_owned()),
        is_shared: Set(false),
        is_landline: Set(is_phone && rules::is_landline(address)),
        receives_sms: Set(is_phone && rules::takes_text_messages(address)),
        verified_at: Set(None),
        created_at: Set(now),
    }
}

/// Adds a row.
pub async fn insert(tx: &Tx, row: contact_point::ActiveModel) -> Result<()> {
    contact_point::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Removes a row.
pub async fn delete(tx: &Tx, id: ContactPointId) -> Result<()> {
    contact_point::Entity::delete_by_id(id)
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Replaces the person's first address of one kind; none removes it. Another address takes the old
/// one's place in the order and nothing else of it: that somebody proved to hold the old one, or
/// that a household shares it, says nothing of the new.
///
/// Errors: `TOO_MANY_ITEMS` at `email` or `phone`.
pub async fn set_contact(
    tx: &Tx,
    person: PersonId,
    kind: ContactKind,
    address: Option<&str>,
) -> Result<()> {
    let own = of_person(tx.db(), person).await?;
    let first = own.iter().find(|row| row.kind == kind);
    let Some(address) = address else {
        return match first {
            Some(first) => delete(tx, first.id).await,
            None => Ok(()),
        };
    };
    let lookups = tx.core().keyring().lookups(address);
    let same = own
        .iter()
        .find(|row| row.kind == kind && lookups.contains(&row.lookup));
    if first.is_none() && own.len() >= MAX_CONTACT_POINTS {
        let path = match kind {
            ContactKind::Email => "email",
            ContactKind::Phone => "phone",
        };
        let max = MAX_CONTACT_POINTS;
        return Err(Error::input(path, Rule::Count { max }));
    }
    let place = first.map_or(tx.now(), |first| first.created_at);
    if let Some(same) = same {
        // It is known already: what is known of it stays, sealed anew so that nothing tells which.
        let (core, id) = (tx.core(), same.id);
        let sealed = core
            .keyring()
            .seal(core.entropy(), id.0.as_bytes(), address.as_bytes());
        contact_point::ActiveModel {
            id: Unchanged(id),
            ciphertext: Set(sealed),
            lookup: Set(core.keyring().lookup(address)),
            key_id: Set(core.keyring().key_id().to_owned()),
            created_at: Set(place),
            ..Default::default()
        }
        .update(tx.db())
        .await?;
    }
    if let Some(first) = first.filter(|first| same.is_none_or(|same| same.id != first.id)) {
        delete(tx, first.id).await?;
    }
    if same.is_none() {
        let row = sealed_contact(tx.core(), tx.new_id(), person, kind, address, place);
        insert(tx, row).await?;
    }
    Ok(())
}

/// Gives the keeper of a merged record the other's contact points, after its own; of an address that
/// both have the keeper's stays, and is proved if either was.
pub async fn merge(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let kept = contacts(tx.core(), tx.db(), [into]).await?;
    for Contact { row, address } in contacts(tx.core(), tx.db(), [from]).await? {
        let double = kept
            .iter()
            .find(|own| own.row.kind == row.kind && own.address == address)
            .map(|own| &own.row);
        let Some(double) = double else {
            contact_point::ActiveModel {
                id: Unchanged(row.id),
                person_id: Set(into),
                created_at: Set(tx.now()),
                ..Default::default()
            }
            .update(tx.db())
            .await?;
            continue;
        };
        if double.verified_at.is_none() && row.verified_at.is_some() {
            contact_point::ActiveModel {
                id: Unchanged(double.id),
                verified_at: Set(row.verified_at),
                ..Default::default()
            }
            .update(tx.db())
            .await?;
        }
        delete(tx, row.id).await?;
    }
    Ok(())
}
