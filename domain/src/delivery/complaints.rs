//! Readers who called a message unwanted.

use mulin_entities::{Channel, DeliveryId, SuppressionReason, delivery};
use sea_orm::{EntityTrait, QuerySelect};

use super::suppress;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;

/// Notes that the reader of an e-mail called it unwanted: the address gets no more by e-mail. The
/// message itself arrived, and stays what it is. Answers whether there is such a message.
pub async fn note(core: &Core, id: DeliveryId) -> Result<bool> {
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let row = delivery::Entity::find_by_id(id)
                .lock_exclusive()
                .one(tx.db())
                .await?;
            let Some(row) = row.filter(|row| row.channel == Channel::Email) else {
                return Ok(false);
            };
            if let Some(lookup) = suppress::lookup_of(tx, &row).await? {
                let reason = SuppressionReason::Complaint;
                suppress::for_good(tx, lookup, row.channel, reason).await?;
            }
            Ok(true)
        })
    })
    .await
}
