//! Notes what became of a message.

use mulin_entities::{DeliveryId, DeliveryState, delivery};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::backoff;
use crate::error::Result;

/// What became of a try. Codes are stable and hold no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it.
    Sent,
    /// It failed in a way that may pass: tried again later.
    Temporary(String),
    /// The wire broke after the message was handed over: an e-mail is sent again under the same
    /// Message-ID, by which a mail system tells the two are one.
    Unknown(String),
    /// It will never work.
    Permanent(String),
}

/// Settles a try, unless its lease was lost to another worker meanwhile. Answers whether it held.
pub async fn settle(
    core: &Core,
    id: DeliveryId,
    generation: i32,
    attempts: i32,
    outcome: Outcome,
) -> Result<bool> {
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let (state, error) = match outcome {
                Outcome::Sent => (DeliveryState::Sent, None),
                Outcome::Temporary(code) => (DeliveryState::Pending, Some(code)),
                Outcome::Unknown(code) => (DeliveryState::Unknown, Some(code)),
                Outcome::Permanent(code) => (DeliveryState::Failed, Some(code)),
            };
            let again = matches!(state, DeliveryState::Pending | DeliveryState::Unknown);
            let mut update = delivery::Entity::update_many()
                .col_expr(delivery::Column::State, Expr::value(state))
                .col_expr(delivery::Column::LastError, Expr::value(error));
            if again {
                let pause = backoff(tx.core().entropy(), attempts);
                update = update.col_expr(delivery::Column::DueAt, Expr::value(tx.now() + pause));
            } else {
                update = update.col_expr(delivery::Column::SettledAt, Expr::value(tx.now()));
            }
            let settled = update
                .filter(delivery::Column::Id.eq(id))
                .filter(delivery::Column::Generation.eq(generation))
                .filter(delivery::Column::SettledAt.is_null())
                .exec(tx.db())
                .await?;
            Ok(settled.rows_affected == 1)
        })
    })
    .await
}
