//! Gives messages that came to nothing another try, at somebody's word.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use super::context::Context;
use super::{tries, withdraw};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::tx::{CommandResult, Tx};

/// What became of the wish to try again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retried {
    /// They wait for a worker.
    pub again: Vec<DeliveryId>,
    /// They stay as they are, with the stable code of why.
    pub refused: Vec<(DeliveryId, String)>,
}

impl CommandResult for Retried {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

/// Sends messages again that FAILED or BOUNCED, also those given up because nobody knew their fate, if
/// they still hold and the address can be used: at once, each by itself. A code is asked for anew by
/// whoever needs one, and a call is made again by its task. The caller has asked a policy.
pub async fn retry(core: &Core, ids: Vec<DeliveryId>) -> Result<Retried> {
    core.transact(&Actor::System, move |tx| Box::pin(again(tx, ids)))
        .await
}

async fn again(tx: &mut Tx, ids: Vec<DeliveryId>) -> Result<Retried> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(delivery::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let mut retried = Retried::default();
    let missing = ids
        .iter()
        .filter(|id| !rows.iter().any(|row| row.id == **id));
    retried
        .refused
        .extend(missing.map(|id| (*id, "NOT_FOUND".to_owned())));
    let context = Context::load(tx.core(), tx.db(), &rows).await?;
    for row in &rows {
        match refusal(&context, row, tx)? {
            Some(why) => retried.refused.push((row.id, why)),
            None => retried.again.push(row.id),
        }
    }
    if !retried.again.is_empty() {
        let again = rows.iter().filter(|row| retried.again.contains(&row.id));
        tries::keep(tx, &again.cloned().collect::<Vec<_>>()).await?;
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(DeliveryState::Pending))
            .col_expr(delivery::Column::SettledAt, Expr::value(None::<Instant>))
            .col_expr(delivery::Column::DueAt, Expr::value(tx.now()))
            .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<Instant>))
            .col_expr(delivery::Column::SendAt, Expr::value(tx.now()))
            .col_expr(delivery::Column::Attempts, Expr::value(0))
            .col_expr(delivery::Column::Unknowns, Expr::value(0))
            .col_expr(
                delivery::Column::Generation,
                Expr::col(delivery::Column::Generation).add(1),
            )
            .col_expr(delivery::Column::Provider, Expr::value(None::<String>))
            .col_expr(delivery::Column::ProviderRef, Expr::value(None::<String>))
            .col_expr(delivery::Column::Parts, Expr::value(0))
            .col_expr(delivery::Column::CostMicros, Expr::value(0_i64))
            .col_expr(delivery::Column::InDigest, Expr::value(false))
            .col_expr(delivery::Column::BundleKey, Expr::value(None::<String>))
            .col_expr(delivery::Column::CarriedBy, Expr::value(None::<DeliveryId>))
            .filter(delivery::Column::Id.is_in(retried.again.iter().copied()))
            .exec(tx.db())
            .await?;
        // Or whoever is reached now would be told by the next channel as well.
        withdraw::supersede_next(tx, &retried.again).await?;
    }
    Ok(retried)
}

fn refusal(context: &Context, row: &delivery::Model, tx: &Tx) -> Result<Option<String>> {
    let came_to_nothing = matches!(row.state, DeliveryState::Failed | DeliveryState::Bounced);
    if !came_to_nothing {
        return Ok(Some(row.state.as_str()));
    }
    if row.kind == MessageKind::SignInCode || row.channel == Channel::Call {
        return Ok(Some("NEVER_AGAIN".to_owned()));
    }
    Ok(context
        .outgoing(row, tx.now())?
        .err()
        .map(|why| match why.error {
            Some(error) => error.to_owned(),
            None => why.state.as_str(),
        }))
}
