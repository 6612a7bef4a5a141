//! Addresses that nothing more is sent to, as what was sent there came back.

use mulin_entities::*;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use super::reachable::Reachable;
use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;

/// The stable code of a number that does not exist, or takes no text messages.
pub const BAD_NUMBER: &str = "INVALID_NUMBER";

/// So many messages in a row that come back for now end the trust in an address.
pub const SOFT_BOUNCES: i32 = 5;

/// Nothing more is sent to the number by text message.
pub async fn number(tx: &Tx, lookup: Vec<u8>) -> Result<()> {
    for_good(tx, lookup, Channel::Sms, SuppressionReason::InvalidNumber).await
}

/// Nothing more is sent to the address by the channel. One that is suppressed already stays so for its
/// first reason.
pub async fn for_good(
    tx: &Tx,
    lookup: Vec<u8>,
    channel: Channel,
    reason: SuppressionReason,
) -> Result<()> {
    let row = noted(tx, &lookup, channel).await?;
    if row.as_ref().is_some_and(|row| row.reason.is_some()) {
        return Ok(());
    }
    let soft_bounces = row.map_or(0, |row| row.soft_bounces);
    write(
        tx,
        suppression::Model {
            lookup,
            channel,
            reason: Some(reason),
            soft_bounces,
            since: tx.now(),
        },
    )
    .await
}

/// Counts a message to a person that came back for now. One that stayed with them in between begins
/// the count anew.
pub async fn count(tx: &Tx, lookup: Vec<u8>, bounced: &delivery::Model) -> Result<()> {
    let channel = bounced.channel;
    let row = noted(tx, &lookup, channel).await?;
    let before = match row {
        Some(row) if row.reason.is_some() => return Ok(()),
        Some(row) if stayed(tx, bounced, row.since).await? => 0,
        Some(row) => row.soft_bounces,
        None => 0,
    };
    let soft_bounces = before + 1;
    let reason = (soft_bounces >= SOFT_BOUNCES).then_some(SuppressionReason::SoftBounces);
    write(
        tx,
        suppression::Model {
            lookup,
            channel,
            reason,
            soft_bounces,
            since: tx.now(),
        },
    )
    .await
}

/// Whether something that was sent to the person between the last bounce and this message stayed.
async fn stayed(tx: &Tx, bounced: &delivery::Model, since: Instant) -> Result<bool> {
    let (Some(person), Some(until)) = (bounced.person_id, bounced.settled_at) else {
        return Ok(false);
    };
    let stayed = delivery::Entity::find()
        .filter(delivery::Column::PersonId.eq(person))
        .filter(delivery::Column::Channel.eq(bounced.channel))
        .filter(delivery::Column::State.is_in([DeliveryState::Sent, DeliveryState::Delivered]))
        .filter(delivery::Column::SettledAt.gt(since))
        .filter(delivery::Column::SettledAt.lt(until))
        .limit(1)
        .one(tx.db())
        .await?;
    Ok(stayed.is_some())
}

async fn noted(tx: &Tx, lookup: &[u8], channel: Channel) -> Result<Option<suppression::Model>> {
    Ok(suppression::Entity::find_by_id((lookup.to_vec(), channel))
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

async fn write(tx: &Tx, row: suppression::Model) -> Result<()> {
    let again = OnConflict::columns([suppression::Column::Lookup, suppression::Column::Channel])
        .update_columns([
            suppression::Column::Reason,
            suppression::Column::SoftBounces,
            suppression::Column::Since,
        ])
        .to_owned();
    let row = suppression::ActiveModel {
        lookup: Set(row.lookup),
        channel: Set(row.channel),
        reason: Set(row.reason),
        soft_bounces: Set(row.soft_bounces),
        since: Set(row.since),
    };
    suppression::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Under what the address is noted that the message went to; none if the person has another since, or
/// nobody knows it any more.
pub async fn lookup_of(tx: &Tx, row: &delivery::Model) -> Result<Option<Vec<u8>>> {
    if let Some(code) = row.sign_in_code_id {
        let code = sign_in_code::Entity::find_by_id(code).one(tx.db()).await?;
        return Ok(code.map(|code| code.lookup));
    }
    let Some(person) = row.person_id else {
        return Ok(None);
    };
    let reachable = Reachable::load(tx.core(), tx.db(), [person]).await?;
    let Some(address) = reachable.address(person, row.channel) else {
        return Ok(None);
    };
    let sent_at = row.settled_at.unwrap_or(tx.now());
    let is_newer = address.added_at().is_some_and(|added| added > sent_at);
    let lookup = tx.core().keyring().lookup(&address.open(tx.core())?);
    Ok((!is_newer).then_some(lookup))
}
