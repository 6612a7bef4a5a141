//! Keeps a message from others while it is on the wire, however long that takes: a slow server is no
//! reason to send a second one.

use mulin_entities::{DeliveryState, delivery};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::outgoing::Outgoing;
use crate::actor::Actor;
use crate::core::Core;
use crate::due_work;
use crate::error::Result;

/// Moves the end of the message's lease away from now. Answers whether it still held.
pub async fn renew(core: &Core, message: &Outgoing) -> Result<bool> {
    let (id, generation) = (message.id, message.generation);
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let until = tx.now() + due_work::lease(tx.core());
            let renewed = delivery::Entity::update_many()
                .col_expr(delivery::Column::LeasedUntil, Expr::value(until))
                .filter(delivery::Column::Id.eq(id))
                .filter(delivery::Column::Generation.eq(generation))
                // A word on what became of it may be quicker, and its pause stands.
                .filter(delivery::Column::State.eq(DeliveryState::Sending))
                .exec(tx.db())
                .await?;
            Ok(renewed.rows_affected == 1)
        })
    })
    .await
}
