//! Deletes what is kept no longer: idempotency keys after their 24 hours.

use mulin_entities::{DueWorkKind, idempotency};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::idempotency::REMEMBERED;

/// Plans the daily clean-up, if nobody has yet.
pub async fn plan(core: &Core) -> Result<()> {
    core.transact(&Actor::System, |tx| {
        Box::pin(async move {
            due_work::plan_once(tx, DueWorkKind::Retention, Uuid::nil(), tx.now()).await
        })
    })
    .await
}

/// Cleans up, and comes again tomorrow.
pub async fn run(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            if due_work::hold(tx, &held).await? {
                idempotency::Entity::delete_many()
                    .filter(idempotency::Column::CreatedAt.lt(tx.now() - REMEMBERED))
                    .exec(tx.db())
                    .await?;
                let tomorrow = tx.now() + chrono::TimeDelta::days(1);
                due_work::plan(tx, DueWorkKind::Retention, held.subject_id, tomorrow).await?;
            }
            Ok(())
        })
    })
    .await
}
