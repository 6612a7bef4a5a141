//! What calls say: the messages that somebody tells on the telephone, as they stand now.

use mulin_entities::{DeliveryId, delivery};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::context::Context;
use super::outgoing::Outgoing;
use super::{calls_as_one, group};
use crate::core::Core;
use crate::error::Result;

/// What these calls would say now, each under the message that its task stands for; nothing of those
/// that no longer hold, or whose person has no telephone. The caller has asked the policy.
pub async fn to_say(core: &Core, messages: Vec<DeliveryId>) -> Result<Vec<Outgoing>> {
    let db = core.db().reader();
    let carried = calls_as_one::carried(db, &messages).await?;
    let mut rows = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(messages))
        .all(db)
        .await?;
    rows.extend(carried);
    let context = Context::load(core, db, &rows).await?;
    let now = core.now();
    let mut said = Vec::with_capacity(rows.len());
    for call in group::by_carrier(rows) {
        let id = call.carrier;
        let mut whole = Vec::with_capacity(call.rows.len());
        for row in call.rows {
            if let Ok(message) = context.outgoing(&row, now)? {
                whole.push((row, message));
            }
        }
        let one = group::compose(whole).into_iter().next();
        said.extend(one.map(|one| Outgoing { id, ..one }));
    }
    Ok(said)
}
