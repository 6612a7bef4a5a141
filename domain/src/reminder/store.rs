//! The only SQL about reminder rules.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::bulk;
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

impl From<&reminder_rule::Model> for New {
    fn from(rule: &reminder_rule::Model) -> Self {
        Self {
            before_seconds: rule.before_seconds,
            audience: rule.audience.clone(),
            channels: rule.channels.clone(),
            template: rule.template.clone(),
        }
    }
}

/// Adds rules, each to its event.
pub async fn insert_rules(tx: &Tx, new: Vec<(EventId, New)>) -> Result<()> {
    let rows = new.into_iter();
    let rows = rows.map(|(event_id, new)| reminder_rule::Model {
        id: tx.new_id(),
        event_id,
        before_seconds: new.before_seconds,
        audience: new.audience,
        channels: new.channels,
        template: new.template,
        created_at: tx.now(),
        removed_at: None,
    });
    bulk::insert(tx.db(), rows).await?;
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

/// The fan-outs of the rules of these events, and with them those of their announcements: whoever
/// locks some of both locks them in the order of their keys.
pub async fn schedules(tx: &Tx, events: &[EventId]) -> Result<Vec<delivery_schedule::Model>> {
    use sea_orm::QuerySelect;
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.is_in(events.iter().copied()))
        .filter(
            delivery_schedule::Column::Kind
                .is_in([MessageKind::EventReminder, MessageKind::Announcement]),
        )
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Writes new fan-outs, and those that are planned anew.
pub async fn save_schedules(
    tx: &Tx,
    new: Vec<delivery_schedule::Model>,
    anew: Vec<delivery_schedule::Model>,
) -> Result<()> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    bulk::insert(tx.db(), new).await?;
    for row in anew {
        delivery_schedule::Entity::update(row.into_active_model().reset_all())
            .exec(tx.db())
            .await?;
    }
    Ok(())
}
