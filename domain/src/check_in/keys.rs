//! The keys that sign the codes of events: a pair an event, made at first need, the private half
//! sealed by the master key.

use std::collections::HashMap;

use ed25519_dalek::SigningKey;
use mulin_entities::{EventId, RsvpId, check_in_key, rsvp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

pub use super::code::EntryCode;
use super::policy;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};

/// What is bound to a sealed key after the event's key.
pub const SEAL_SUFFIX: &[u8] = b"check-in key";

/// The keys of events, those that have none being given one. Two that ask at once get the same.
pub async fn of_events(core: &Core, events: Vec<EventId>) -> Result<Vec<check_in_key::Model>> {
    let known = read(core.db().reader(), events.iter().copied()).await?;
    let lacking: Vec<EventId> = events
        .iter()
        .copied()
        .filter(|event| !known.iter().any(|key| key.event_id == *event))
        .collect();
    if lacking.is_empty() {
        return Ok(known);
    }
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let (entropy, keyring) = (tx.core().entropy(), tx.core().keyring());
            let rows = lacking.into_iter().map(|event_id| {
                let mut seed = [0; 32];
                entropy.fill(&mut seed);
                let public_key = SigningKey::from_bytes(&seed).verifying_key();
                check_in_key::ActiveModel {
                    event_id: Set(event_id),
                    public_key: Set(public_key.as_bytes().to_vec()),
                    sealed_private_key: Set(keyring.seal(entropy, &context(event_id), &seed)),
                    key_id: Set(keyring.key_id().to_owned()),
                    created_at: Set(tx.now()),
                }
            });
            // Who comes second uses what the first has made.
            let first_stays = OnConflict::column(check_in_key::Column::EventId)
                .do_nothing()
                .to_owned();
            check_in_key::Entity::insert_many(rows)
                .on_conflict(first_stays)
                .exec_without_returning(tx.db())
                .await?;
            Ok(())
        })
    })
    .await?;
    read(core.db().reader(), events).await
}

/// The keys that there are.
pub async fn read(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<check_in_key::Model>> {
    Ok(check_in_key::Entity::find()
        .filter(check_in_key::Column::EventId.is_in(events))
        .all(db)
        .await?)
}

/// The codes of these answers to whatever events. The caller has asked the policy who may have them,
/// and whether there are any.
pub async fn codes(core: &Core, answers: &[(EventId, RsvpId)]) -> Result<Vec<EntryCode>> {
    let mut events: Vec<EventId> = answers.iter().map(|(event, _)| *event).collect();
    events.sort_unstable();
    events.dedup();
    let mut keys = HashMap::new();
    for row in of_events(core, events).await? {
        keys.insert(row.event_id, open(core, &row)?);
    }
    let code = |(event, rsvp): &(EventId, RsvpId)| {
        let key = keys.get(event)?;
        Some(EntryCode::sign(key, *event, *rsvp))
    };
    Ok(answers.iter().filter_map(code).collect())
}

/// The code of one answer, for whoever writes to its person; none unless the party comes.
pub async fn code_of(core: &Core, rsvp: &rsvp::Model) -> Result<Option<EntryCode>> {
    if !policy::has_code(rsvp) {
        return Ok(None);
    }
    let codes = codes(core, &[(rsvp.event_id, rsvp.id)]).await?;
    Ok(codes.into_iter().next())
}

/// Whether the key of the event that it names made the code.
pub async fn is_ours(db: &impl ConnectionTrait, code: &EntryCode) -> Result<bool> {
    let keys = read(db, [code.event_id()]).await?;
    Ok(keys.iter().any(|key| code.is_signed_by(&key.public_key)))
}

fn context(event: EventId) -> Vec<u8> {
    [event.0.as_bytes().as_slice(), SEAL_SUFFIX].concat()
}

fn open(core: &Core, row: &check_in_key::Model) -> Result<SigningKey> {
    let context = context(row.event_id);
    let seed = core
        .keyring()
        .open(&row.key_id, &context, &row.sealed_private_key)?;
    let seed: [u8; 32] = seed
        .try_into()
        .map_err(|_| Error::internal("a check-in key is not 32 bytes long"))?;
    Ok(SigningKey::from_bytes(&seed))
}
