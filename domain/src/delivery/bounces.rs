//! E-mails that come back after a server has taken them.

use mulin_entities::*;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{receipts, suppress};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;

/// How an e-mail came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounce {
    /// For good (RFC 3463, class 5).
    Hard,
    /// For now, and given up by a server on the way (class 4).
    Soft,
}

/// Notes that an e-mail came back, with its enhanced status code (RFC 3463, such as `5.1.1`): it is
/// BOUNCED, and the next channel's turn. An address that is none (`5.1.x`) gets nothing more; anything
/// else is counted, and five in a row end it too. Answers whether there is such a message. Noting it
/// again changes nothing.
pub async fn note(core: &Core, id: DeliveryId, bounce: Bounce, code: &str) -> Result<bool> {
    let code = code.to_owned();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            use DeliveryState::{Pending, Sending, Sent, Unknown};
            let carried = Condition::all()
                .add(delivery::Column::CarriedBy.eq(id))
                .add(delivery::Column::State.ne(Pending));
            let rows = delivery::Entity::find()
                .filter(
                    Condition::any()
                        .add(delivery::Column::Id.eq(id))
                        .add(carried),
                )
                .order_by_asc(delivery::Column::Id)
                .lock_exclusive()
                .all(tx.db())
                .await?;
            let known = rows.iter().any(|row| row.id == id);
            let open = |row: &&delivery::Model| matches!(row.state, Sent | Sending | Unknown);
            let back: Vec<delivery::Model> = rows.iter().filter(open).cloned().collect();
            let Some(first) = back.iter().find(|row| row.id == id) else {
                return Ok(known);
            };
            if let Some(lookup) = suppress::lookup_of(tx, first).await? {
                // These two speak of the sender's address, which is ours.
                let is_ours = matches!(code.as_str(), "5.1.7" | "5.1.8");
                if bounce == Bounce::Hard && code.starts_with("5.1.") && !is_ours {
                    let reason = SuppressionReason::HardBounce;
                    suppress::for_good(tx, lookup, first.channel, reason).await?;
                } else {
                    suppress::count(tx, lookup, first).await?;
                }
            }
            receipts::fail(tx, &back, DeliveryState::Bounced, &code).await?;
            Ok(known)
        })
    })
    .await
}
