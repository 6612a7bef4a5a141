//! What calls say: the messages that somebody tells on the telephone, as they stand now.

use mulin_entities::{DeliveryId, delivery};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::context::Context;
use super::outgoing::Outgoing;
use crate::core::Core;
use crate::error::Result;

/// What these calls would say now; nothing of those that no longer hold, or whose person has no
/// telephone. The caller has asked the policy.
pub async fn to_say(core: &Core, messages: Vec<DeliveryId>) -> Result<Vec<Outgoing>> {
    let db = core.db().reader();
    let rows = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(messages))
        .all(db)
        .await?;
    let context = Context::load(core, db, &rows).await?;
    let now = core.now();
    let mut said = Vec::with_capacity(rows.len());
    for row in &rows {
        said.extend(context.outgoing(row, now)?.ok());
    }
    Ok(said)
}
