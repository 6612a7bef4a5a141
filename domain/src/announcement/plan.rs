//! What an event will tell whom: its reminders and announcements, each with its time, how many it is
//! for, how they are reached, and what was sent already.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{rules, store};
use crate::clock::Instant;
use crate::delivery::audience::{Audience, channels};
use crate::delivery::forecast::{self, Group, Progress};
use crate::delivery::listing::Whom;
use crate::error::Result;
use crate::place::store as places;
use crate::reminder;

/// What it is by.
#[derive(Clone, Debug)]
pub enum Source {
    /// A rule of the event.
    Rule(reminder_rule::Model),
    /// What an organiser wrote.
    Announcement(announcement::Model),
}

/// A reminder or an announcement.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The event.
    pub event: event::Model,
    /// What it is by.
    pub source: Source,
    /// When it is wanted.
    pub due_at: Instant,
    /// How far its fan-out is; none of a draft's.
    pub state: Option<ScheduleState>,
    /// Which channels it may go by; none for all.
    pub channels: Vec<Channel>,
    /// Whom it is for as of now, in groups.
    pub groups: Vec<Group>,
    /// How far its messages are.
    pub progress: Progress,
}

/// The plans of several events, in the order of time: six statements, however many events.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<Planned>>> {
    let ids = || events.iter().copied();
    let rows = event::Entity::find()
        .filter(event::Column::Id.is_in(ids()))
        .all(db)
        .await?;
    let rows: HashMap<EventId, event::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let schedules = forecast::schedules(db, ids()).await?;
    let announcements = store::standing(db, ids()).await?;
    let areas = announcements.iter().filter_map(|row| row.area_id);
    let areas: HashMap<AreaId, String> = places::areas(db, areas)
        .await?
        .into_iter()
        .map(|area| (area.id, area.path))
        .collect();
    let rules_of = reminder::store::rules_of(db, ids()).await?;
    let mut planned = Vec::new();
    for rule in rules_of {
        let Some(event) = rows.get(&rule.event_id) else {
            continue;
        };
        let whom = Whom::audience(&Audience::parse(&rule.audience)?);
        let schedule = schedules.iter().find(|one| one.rule_id == Some(rule.id));
        let due_at = reminder::rules::due_at(event, rule.before_seconds);
        let channels = channels(rule.channels.as_deref())?;
        planned.push((event, Source::Rule(rule), due_at, schedule, channels, whom));
    }
    for row in announcements {
        let Some(event) = rows.get(&row.event_id) else {
            continue;
        };
        let whom = Whom {
            presence: row.presence,
            area_path: row.area_id.and_then(|id| areas.get(&id).cloned()),
            ..Whom::audience(&Audience::parse(&row.audience)?)
        };
        let schedule = schedules
            .iter()
            .find(|one| one.announcement_id == Some(row.id));
        let due_at = schedule.map_or_else(
            || rules::due_at(&row, event, row.created_at),
            |schedule| schedule.due_at,
        );
        let channels = channels(row.channels.as_deref())?;
        planned.push((
            event,
            Source::Announcement(row),
            due_at,
            schedule,
            channels,
            whom,
        ));
    }
    let asked: Vec<forecast::Asked<'_>> = planned.iter().map(|one| (one.0.id, &one.5)).collect();
    let mut groups = forecast::groups(db, &asked).await?.into_iter();
    let progress = forecast::progress(db, schedules.iter().map(|one| one.id)).await?;
    let mut plans: HashMap<EventId, Vec<Planned>> = HashMap::new();
    for (event, source, due_at, schedule, channels, _) in planned {
        let done = schedule.and_then(|one| progress.get(&one.id)).copied();
        let plan = plans.entry(event.id).or_default();
        plan.push(Planned {
            event: event.clone(),
            source,
            due_at,
            state: schedule.map(|one| one.state),
            channels,
            groups: groups.next().unwrap_or_default(),
            progress: done.unwrap_or_default(),
        });
    }
    for plan in plans.values_mut() {
        plan.sort_by_key(|one| one.due_at);
    }
    Ok(plans)
}
