//! The only SQL about reminder rules.

use mulin_entities::*;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::error::Result;
use crate::tx::Tx;

/// The rules of several events, the earliest reminder first.
pub async fn rules_of(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<reminder_rule::Model>> {
    Ok(reminder_rule::Entity::find()
        .filter(reminder_rule::Column::EventId.is_in(events))
        .order_by_desc(reminder_rule::Column::BeforeSeconds)
        .all(db)
        .await?)
}

/// Adds rules.
pub async fn insert_rules(tx: &Tx, event: EventId, offsets: &[i32]) -> Result<()> {
    let rows = offsets.iter().map(|before| reminder_rule::ActiveModel {
        id: Set(tx.new_id()),
        event_id: Set(event),
        before_seconds: Set(*before),
        created_at: Set(tx.now()),
    });
    reminder_rule::Entity::insert_many(rows)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Removes rules, and their fan-outs with them.
pub async fn delete_rules(tx: &Tx, rules: Vec<ReminderRuleId>) -> Result<()> {
    reminder_rule::Entity::delete_many()
        .filter(reminder_rule::Column::Id.is_in(rules))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The fan-outs of an event's rules.
pub async fn schedules(tx: &Tx, event: EventId) -> Result<Vec<delivery_schedule::Model>> {
    use sea_orm::QuerySelect;
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event))
        .filter(delivery_schedule::Column::RuleId.is_not_null())
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Writes a fan-out, new or planned anew.
pub async fn save_schedule(tx: &Tx, row: delivery_schedule::Model, is_new: bool) -> Result<()> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let row = row.into_active_model().reset_all();
    if is_new {
        delivery_schedule::Entity::insert(row)
            .exec_without_returning(tx.db())
            .await?;
    } else {
        delivery_schedule::Entity::update(row).exec(tx.db()).await?;
    }
    Ok(())
}
