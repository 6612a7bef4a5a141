//! What a provider tells of a text message, by a callback or when asked: which message it means, and
//! what that leads to.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::receipts::{self, Report};
use super::{tries, write};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::tx::Tx;

/// What a provider tells of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The provider.
    pub provider: String,
    /// The message's name there, if it was told.
    pub provider_ref: Option<String>,
    /// Our key, if the provider returned it.
    pub id: Option<DeliveryId>,
    /// What became of it; none if the provider has it and knows no more yet.
    pub report: Option<Report>,
}

/// Notes what a provider tells; may be told any number of times, in any order. Answers whether it was
/// about a message of ours.
///
/// The provider's own name of the message decides. Our key counts only for a try whose name there was
/// lost with the answer: so nobody who merely knows a key can tell anything of what another provider,
/// or another try, took.
pub async fn note(core: &Core, told: Told) -> Result<bool> {
    let named = told.provider_ref.as_deref().filter(|name| !name.is_empty());
    if let Some(report) = told.report.clone()
        && let Some(name) = named
        && receipts::note(core, &told.provider, name, report).await?
    {
        return Ok(true);
    }
    let Some(id) = told.id else {
        return Ok(false);
    };
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move { by_key(tx, id, told).await })
    })
    .await
}

async fn by_key(tx: &Tx, id: DeliveryId, told: Told) -> Result<bool> {
    // What it carried went with it, unless it joined too late.
    let carried = Condition::all()
        .add(delivery::Column::CarriedBy.eq(id))
        .add(receipts::went_along());
    let which = Condition::any()
        .add(delivery::Column::Id.eq(id))
        .add(carried);
    let rows = delivery::Entity::find()
        .filter(which)
        .order_by_asc(delivery::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let row = rows.iter().find(|row| row.id == id);
    let Some(row) = row.filter(|row| row.channel == Channel::Sms) else {
        return Ok(false);
    };
    let name = told.provider_ref.filter(|name| !name.is_empty());
    let by_this = row.provider.as_ref() == Some(&told.provider);
    if by_this && name.is_some() && row.provider_ref == name {
        // The name may have been noted since it was looked for: then it decides after all.
        match told.report {
            None => {}
            Some(Report::Delivered) => receipts::delivered(tx, &rows, false).await?,
            Some(Report::Failed { code, permanent }) => {
                receipts::failed(tx, &rows, &code, permanent).await?;
            }
        }
        return Ok(true);
    }
    let lost = tries::lost(tx, id, &told.provider).await?;
    let last_is_nameless = row.provider_ref.is_none();
    if !last_is_nameless && lost.is_none() {
        return Ok(false);
    }
    match told.report {
        None if row.state == DeliveryState::Unknown => {
            found(tx, id, &told.provider, name.as_deref()).await?;
        }
        None => {}
        // By whichever try.
        Some(Report::Delivered) => receipts::delivered(tx, &rows, lost.is_some()).await?,
        Some(Report::Failed { code, permanent }) => {
            // While another try is under way, or was taken, it may be of an earlier one, and says
            // nothing of this one.
            let again = row.state == DeliveryState::Sending && tries::any(tx, id).await?;
            if last_is_nameless && !again {
                receipts::failed(tx, &rows, &code, permanent).await?;
            }
        }
    }
    if let Some(lost) = lost {
        tries::found(tx, lost, name).await?;
    }
    Ok(true)
}

/// A message of which nobody knew whether it was taken was: it waits for its receipt like any other,
/// and is not sent again. Answers whether it was such a message. Who joined it since goes by themselves.
pub(super) async fn found(
    tx: &Tx,
    id: DeliveryId,
    provider: &str,
    provider_ref: Option<&str>,
) -> Result<bool> {
    let with_those_it_carries = Condition::any()
        .add(delivery::Column::Id.eq(id))
        .add(delivery::Column::CarriedBy.eq(id));
    let found = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Sent))
        .col_expr(delivery::Column::LastError, Expr::value(None::<String>))
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .col_expr(delivery::Column::Provider, Expr::value(provider))
        .col_expr(delivery::Column::ProviderRef, Expr::value(provider_ref))
        .filter(with_those_it_carries)
        .filter(delivery::Column::State.eq(DeliveryState::Unknown))
        .exec(tx.db())
        .await?;
    if found.rows_affected == 0 {
        return Ok(false);
    }
    write::release(tx, &[id]).await?;
    Ok(true)
}
