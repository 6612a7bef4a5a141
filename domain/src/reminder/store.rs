//! The only SQL about reminder rules.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;

/// The rules of several events, the earliest reminder first.
pub async fn rules_of(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<reminder_rule::Model>> {
    Ok(reminder_rule::Entity::find()
        .filter(reminder_rule::Column::EventId.is_in(events))
        .filter(reminder_rule::Column::RemovedAt.is_null())
        .order_by_desc(reminder_rule::Column::BeforeSeconds)
        .order_by_asc(reminder_rule::Column::Audience)
        .all(db)
        .await?)
}

/// The rules of an event, with those that were taken away.
pub async fn rules_ever(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<reminder_rule::Model>> {
    Ok(reminder_rule::Entity::find()
        .filter(reminder_rule::Column::EventId.eq(event))
        .all(db)
        .await?)
}

/// A rule to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Seconds before the start.
    pub before_seconds: i32,
    /// For whom.
    pub audience: String,
    /// Which channels it may go by; none for all.
    pub channels: Option<String>,
    /// The reminder template; none for the standard one.
    pub template: Option<String>,
}

/// Adds rules.
pub async fn insert_rules(tx: &Tx, event: EventId, new: Vec<New>) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.into_iter();
    let rows = rows.map(|new| reminder_rule::ActiveModel {
        id: Set(tx.new_id()),
        event_id: Set(event),
        before_seconds: Set(new.before_seconds),
        audience: Set(new.audience),
        channels: Set(new.channels),
        template: Set(new.template),
        created_at: Set(tx.now()),
        removed_at: Set(None),
    });
    reminder_rule::Entity::insert_many(rows)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// A rule stands, by these channels and in this template from now on.
pub async fn restate(tx: &Tx, rule: ReminderRuleId, to: New) -> Result<()> {
    reminder_rule::Entity::update_many()
        .col_expr(reminder_rule::Column::Channels, Expr::value(to.channels))
        .col_expr(reminder_rule::Column::Template, Expr::value(to.template))
        .col_expr(
            reminder_rule::Column::RemovedAt,
            Expr::value(None::<Instant>),
        )
        .filter(reminder_rule::Column::Id.eq(rule))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Takes rules away and stops their fan-outs. The rows stay, however many messages name them: those
/// that have not left find their rule gone when their time comes.
pub async fn remove_rules(tx: &Tx, rules: &[ReminderRuleId]) -> Result<()> {
    reminder_rule::Entity::update_many()
        .col_expr(reminder_rule::Column::RemovedAt, Expr::value(tx.now()))
        .filter(reminder_rule::Column::Id.is_in(rules.iter().copied()))
        .exec(tx.db())
        .await?;
    delivery_schedule::Entity::update_many()
        .col_expr(
            delivery_schedule::Column::State,
            Expr::value(ScheduleState::Cancelled),
        )
        .filter(delivery_schedule::Column::RuleId.is_in(rules.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The fan-outs of an event's rules, and with them those of its announcements: whoever locks some of
/// both locks them in the order of their keys.
pub async fn schedules(tx: &Tx, event: EventId) -> Result<Vec<delivery_schedule::Model>> {
    use sea_orm::QuerySelect;
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event))
        .filter(
            delivery_schedule::Column::Kind
                .is_in([MessageKind::EventReminder, MessageKind::Announcement]),
        )
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
