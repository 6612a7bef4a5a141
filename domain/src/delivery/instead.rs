//! Calls in place of messages whose reader could not answer them.

use mulin_entities::{Channel, DeliveryId, delivery};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::write;
use crate::error::Result;
use crate::tx::Tx;

/// Begins the key of such a call. Its message arrived: no other channel goes on with it.
const KEY: &str = "call:";

/// Plans a call in place of each of these messages, once.
pub async fn plan_calls_instead(tx: &Tx, messages: &[DeliveryId]) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let messages = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(messages.iter().copied()))
        .all(tx.db())
        .await?;
    let call = |message: &delivery::Model| {
        let key = format!("{KEY}{}", message.id.0.simple());
        write::instead(tx, message, Channel::Call, key, tx.now())
    };
    write::add(tx, messages.iter().map(call).collect()).await
}

/// Whether a message is such a call.
pub(super) fn is_one(message: &delivery::Model) -> bool {
    message.dedupe_key.starts_with(KEY)
}
