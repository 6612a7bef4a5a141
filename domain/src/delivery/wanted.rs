//! The channels that reminder rules and announcements want themselves.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::Result;

/// Those of messages, where there are any.
pub async fn by_message(
    db: &impl ConnectionTrait,
    rows: &[&delivery::Model],
) -> Result<HashMap<DeliveryId, String>> {
    let ids = rows.iter().filter_map(|row| row.schedule_id);
    let ids: Vec<DeliveryScheduleId> = ids.collect();
    let schedules = if ids.is_empty() {
        Vec::new()
    } else {
        delivery_schedule::Entity::find()
            .filter(delivery_schedule::Column::Id.is_in(ids))
            .all(db)
            .await?
    };
    let rules = rules(db, schedules.iter().filter_map(|row| row.rule_id)).await?;
    let announced = rows.iter().filter_map(|row| row.announcement_id);
    let announcements = announcements(db, announced).await?;
    let rule_of: HashMap<_, _> = schedules.iter().map(|row| (row.id, row.rule_id)).collect();
    let wanted = |row: &delivery::Model| {
        let rule = row.schedule_id.and_then(|id| rule_of.get(&id).copied()?);
        let by_rule = rule.and_then(|id| rules.get(&id));
        let announced = || row.announcement_id.and_then(|id| announcements.get(&id));
        by_rule.or_else(announced).cloned()
    };
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.id, wanted(row)?)))
        .collect())
}

async fn rules(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ReminderRuleId>,
) -> Result<HashMap<ReminderRuleId, String>> {
    let ids: Vec<ReminderRuleId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = reminder_rule::Entity::find()
        .filter(reminder_rule::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let named = rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.channels?)));
    Ok(named.collect())
}

async fn announcements(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AnnouncementId>,
) -> Result<HashMap<AnnouncementId, String>> {
    let ids: Vec<AnnouncementId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = announcement::Entity::find()
        .filter(announcement::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let named = rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.channels?)));
    Ok(named.collect())
}
