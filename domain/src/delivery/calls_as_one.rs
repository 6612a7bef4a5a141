//! Calls that tell several messages of one change: the task stands for one of them, which carries the
//! others. Where its own reason is gone, another carries on.

use std::collections::HashMap;

use mulin_entities::{CallTaskId, Channel, DeliveryId, DeliveryState, delivery};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use super::write;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// What these calls tell beside the messages that their tasks stand for.
pub async fn carried(
    db: &impl ConnectionTrait,
    messages: &[DeliveryId],
) -> Result<Vec<delivery::Model>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    Ok(delivery::Entity::find()
        .filter(delivery::Column::CarriedBy.is_in(messages.iter().copied()))
        .filter(delivery::Column::Channel.eq(Channel::Call))
        .filter(delivery::Column::State.eq(DeliveryState::Sent))
        .all(db)
        .await?)
}

/// Of the open tasks that a condition selects, those that tell more than the message they stand for
/// stand for another from now on; the message they stood for is superseded. The others are left to end.
pub async fn hand_over(tx: &Tx, which: &str, values: &[Value]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Task {
        id: CallTaskId,
        delivery_id: DeliveryId,
    }
    // Each round takes one message off each task: those that are left may have no reason either.
    loop {
        let text = format!(
            "SELECT id, delivery_id FROM call_task WHERE state = 'OPEN' AND {which} ORDER BY id"
        );
        let found = Task::find_by_statement(dialect::sql(tx.db(), &text, values.iter().cloned()));
        let tasks = found.all(tx.db()).await?;
        let stood_for: Vec<DeliveryId> = tasks.iter().map(|task| task.delivery_id).collect();
        let mut left: HashMap<Option<DeliveryId>, Vec<delivery::Model>> = HashMap::new();
        for row in carried(tx.db(), &stood_for).await? {
            left.entry(row.carried_by).or_default().push(row);
        }
        if left.is_empty() {
            return Ok(());
        }
        for task in tasks {
            let mut rows = left.remove(&Some(task.delivery_id)).unwrap_or_default();
            rows.sort_by_key(|row| row.id);
            let [heir, others @ ..] = rows.as_slice() else {
                continue;
            };
            let others: Vec<DeliveryId> = others.iter().map(|other| other.id).collect();
            write::succeed(tx, heir.id, &others).await?;
            let text = "UPDATE delivery SET state = 'SUPERSEDED', last_error = NULL, settled_at = ?
                WHERE id = ? AND state = 'SENT'";
            let values = [tx.now().into(), task.delivery_id.into()];
            let ended = dialect::sql(tx.db(), text, values);
            tx.db().execute_raw(ended).await?;
            let text = "UPDATE call_task SET delivery_id = ?, event_id = ? WHERE id = ?";
            let values = [heir.id.into(), heir.event_id.into(), task.id.into()];
            let handed = dialect::sql(tx.db(), text, values);
            tx.db().execute_raw(handed).await?;
        }
    }
}
