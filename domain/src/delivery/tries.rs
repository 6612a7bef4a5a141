//! Tries that a message's own row does not tell of: earlier ones, and ones of which nobody knew whether
//! they were taken.
//!
//! The row names who took the last one. Receipts of the others come all the same: without their names
//! what they tell would be lost, or be taken for what became of the last one. And what a try of unknown
//! fate costs is counted once somebody tells that it was taken.

use mulin_entities::{Channel, DeliveryId, delivery, delivery_try};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::settle::Taken;
use super::spend::{self, Spent};
use crate::error::Result;
use crate::tx::Tx;

/// Keeps who took the last try of text messages that are to be tried again. Its price was counted when
/// it was taken.
pub(super) async fn keep(tx: &Tx, rows: &[delivery::Model]) -> Result<()> {
    for row in rows.iter().filter(|row| row.channel == Channel::Sms) {
        let taken = Taken {
            provider: row.provider.clone(),
            provider_ref: row.provider_ref.clone(),
            parts: row.parts,
            cost_micros: row.cost_micros,
        };
        if taken.provider_ref.is_some() {
            write(tx, (row.id, row.generation), &taken, true).await?;
        }
    }
    Ok(())
}

/// Keeps a try whose own row has gone on, with its price counted or not; nothing, if nobody knows whose
/// it is.
pub(super) async fn write(
    tx: &Tx,
    (id, generation): (DeliveryId, i32),
    taken: &Taken,
    counted: bool,
) -> Result<()> {
    let Some(provider) = taken.provider.clone() else {
        return Ok(());
    };
    let row = delivery_try::ActiveModel {
        delivery_id: Set(id),
        generation: Set(generation),
        provider: Set(provider),
        provider_ref: Set(taken.provider_ref.clone()),
        parts: Set(taken.parts),
        cost_micros: Set(taken.cost_micros),
        counted: Set(counted),
        at: Set(tx.now()),
    };
    // A try of unknown fate that was found since is told by its message's row until that goes on.
    let again = OnConflict::columns([
        delivery_try::Column::DeliveryId,
        delivery_try::Column::Generation,
    ])
    .update_columns([
        delivery_try::Column::Provider,
        delivery_try::Column::ProviderRef,
        delivery_try::Column::Counted,
    ])
    .to_owned();
    delivery_try::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// The messages of which a provider gave this name to an earlier try.
pub(super) async fn named(tx: &Tx, provider: &str, name: &str) -> Result<Vec<DeliveryId>> {
    let tries = delivery_try::Entity::find()
        .filter(delivery_try::Column::Provider.eq(provider))
        .filter(delivery_try::Column::ProviderRef.eq(name))
        .all(tx.db())
        .await?;
    Ok(tries.into_iter().map(|one| one.delivery_id).collect())
}

/// Whether the provider's name is that of a try of this message that is kept, and so is counted.
pub(super) async fn is_kept(tx: &Tx, id: DeliveryId, taken: &Taken) -> Result<bool> {
    let (Some(provider), Some(name)) = (&taken.provider, &taken.provider_ref) else {
        return Ok(false);
    };
    let kept = delivery_try::Entity::find()
        .filter(delivery_try::Column::DeliveryId.eq(id))
        .filter(delivery_try::Column::Provider.eq(provider))
        .filter(delivery_try::Column::ProviderRef.eq(name))
        .count(tx.db())
        .await?;
    Ok(kept > 0)
}

/// Whether the message was tried before, as far as anybody may have taken it.
pub(super) async fn any(tx: &Tx, id: DeliveryId) -> Result<bool> {
    let kept = delivery_try::Entity::find()
        .filter(delivery_try::Column::DeliveryId.eq(id))
        .count(tx.db())
        .await?;
    Ok(kept > 0)
}

/// The last try of unknown fate that this provider may have taken.
pub(super) async fn lost(
    tx: &Tx,
    id: DeliveryId,
    provider: &str,
) -> Result<Option<delivery_try::Model>> {
    Ok(delivery_try::Entity::find()
        .filter(delivery_try::Column::DeliveryId.eq(id))
        .filter(delivery_try::Column::Provider.eq(provider))
        .filter(delivery_try::Column::Counted.eq(false))
        .order_by_desc(delivery_try::Column::Generation)
        .one(tx.db())
        .await?)
}

/// The provider tells that it took such a try: from now on it has a name, and what it costs is spent.
/// To be called last, as all workers wait for one another at the row of a provider's day.
pub(super) async fn found(tx: &Tx, lost: delivery_try::Model, name: Option<String>) -> Result<()> {
    delivery_try::Entity::update_many()
        .col_expr(delivery_try::Column::Counted, Expr::value(true))
        .col_expr(delivery_try::Column::ProviderRef, Expr::value(name))
        .filter(delivery_try::Column::DeliveryId.eq(lost.delivery_id))
        .filter(delivery_try::Column::Generation.eq(lost.generation))
        .exec(tx.db())
        .await?;
    // Its own row tells the price as well, unless another try has one there.
    delivery::Entity::update_many()
        .col_expr(delivery::Column::Parts, Expr::value(lost.parts))
        .col_expr(delivery::Column::CostMicros, Expr::value(lost.cost_micros))
        .filter(delivery::Column::Id.eq(lost.delivery_id))
        .filter(delivery::Column::Parts.eq(0))
        .exec(tx.db())
        .await?;
    let spent = Spent {
        channel: Channel::Sms,
        provider: Some(&lost.provider),
        parts: lost.parts.into(),
        cost_micros: lost.cost_micros,
    };
    spend::add(tx, spent).await
}
