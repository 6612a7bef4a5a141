//! Notes what became of a message.

use mulin_entities::{Channel, DeliveryState, MessageKind, delivery};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::codes;
use super::outgoing::{About, Outgoing};
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
    /// Message-ID, by which a mail system tells the two are one. A code by SMS is given up: nothing
    /// tells that the two are one, and whoever got none asks for another.
    Unknown(String),
    /// It will never work.
    Permanent(String),
}

/// Settles a try, unless its lease was lost to another worker meanwhile. Answers whether it held.
pub async fn settle(core: &Core, message: &Outgoing, outcome: Outcome) -> Result<bool> {
    let (id, generation, attempts) = (message.id, message.generation, message.attempts);
    let never_twice = message.kind == MessageKind::SignInCode && message.channel == Channel::Sms;
    let code = match &message.about {
        About::SignInCode(code) => Some(code.id),
        _ => None,
    };
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let (state, error) = match outcome {
                Outcome::Sent => (DeliveryState::Sent, None),
                Outcome::Temporary(code) => (DeliveryState::Pending, Some(code)),
                Outcome::Unknown(code) if never_twice => (DeliveryState::Failed, Some(code)),
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
            let held = settled.rows_affected == 1;
            if held && !again {
                codes::forget(tx, code).await?;
            }
            Ok(held)
        })
    })
    .await
}
