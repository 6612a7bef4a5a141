//! What has to be filed for a banquet: it appears when so many come, goes when they do not, and its last
//! day moves with the meal.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use mulin_entities::*;

use super::filing_store::{self as store, Meal};
use super::lead_time::{due_day, reach};
use super::rule_store;
use crate::almanac::{self, DayKind};
use crate::change::{BanquetChange, Change, What};
use crate::error::Result;
use crate::event::seats;
use crate::place;
use crate::tx::Tx;

/// Looks anew at the banquets that the changes are about. The callers of RSVPs hold their seats.
pub(super) async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let mut events: Vec<EventId> = changes.iter().filter_map(event_of).collect();
    events.sort_unstable();
    events.dedup();
    let mut meals = store::meals(tx.db(), &events).await?;
    for change in changes {
        if let What::DiningPolicyChanged { area_id, .. } = change.what
            && let Some(area) = place::store::area(tx.db(), area_id).await?
        {
            // Whoever answers meanwhile waits, and then knows of the policy.
            let below = store::meals_below(tx.db(), &area.path, tx.now()).await?;
            let events: Vec<EventId> = below.iter().map(|meal| meal.event_id).collect();
            seats::lock_all(tx.db(), events.iter().copied()).await?;
            meals.extend(store::meals(tx.db(), &events).await?);
        }
    }
    for meal in meals {
        look_at(tx, &meal).await?;
    }
    Ok(())
}

fn event_of(change: &Change) -> Option<EventId> {
    match &change.what {
        What::RsvpAnswered(rsvp)
        | What::RsvpPromoted(rsvp)
        | What::RsvpOffered(rsvp)
        | What::RsvpOfferExpired(rsvp)
        | What::RsvpApproved(rsvp)
        | What::RsvpRefused(rsvp) => Some(rsvp.event_id),
        What::EventRescheduled { event_id, .. } | What::EventCancelled { event_id } => {
            Some(*event_id)
        }
        What::Banquet {
            event_id,
            change: BanquetChange::Planned,
        } => Some(*event_id),
        _ => None,
    }
}

async fn look_at(tx: &mut Tx, meal: &Meal) -> Result<()> {
    let default = tx.core().settings().time_zone;
    let zone: Tz = meal.time_zone.parse().unwrap_or(default);
    let day = meal.starts_at.with_timezone(&zone).date_naive();
    let policies = rule_store::policies_at(tx.db(), &meal.area_path, day).await?;
    let known = store::tasks_of(tx.db(), [meal.event_id]).await?;
    let asks = |policy: &&dining_policy::Model| {
        meal.state != EventState::Cancelled && meal.taken >= policy.diners_from
    };
    let asking: Vec<&dining_policy::Model> = policies.iter().filter(asks).collect();
    if asking.is_empty() && known.is_empty() {
        return Ok(());
    }
    let hints = hints(tx, day, &asking).await?;
    for policy in &asking {
        let hint = |day| hints.get(&day).copied().unwrap_or(DayKind::Unknown);
        let due = due_day(day, policy.lead_days, policy.lead_kind, hint);
        match known.iter().find(|task| task.policy_id == policy.id) {
            None => {
                let task = filing_task::Model {
                    id: tx.new_id(),
                    root_area_id: meal.root_area_id,
                    event_id: meal.event_id,
                    policy_id: policy.id,
                    diners: meal.taken,
                    due_on: due.day,
                    days_known: due.known,
                    state: FilingTaskState::Open,
                    reference: None,
                    filed_by: None,
                    filed_at: None,
                    version: 1,
                    created_at: tx.now(),
                    updated_at: tx.now(),
                };
                store::insert(tx, &task).await?;
                record(tx, &task, "opened");
            }
            Some(task) if task.state != FilingTaskState::Filed => {
                let now = filing_task::Model {
                    due_on: due.day,
                    days_known: due.known,
                    state: FilingTaskState::Open,
                    ..task.clone()
                };
                let is_open = task.state == FilingTaskState::Open;
                let how = if is_open { "moved" } else { "opened" };
                change(tx, meal, task, now, how).await?;
            }
            Some(_) => {}
        }
    }
    for task in &known {
        let is_asked = asking.iter().any(|policy| policy.id == task.policy_id);
        if !is_asked && task.state == FilingTaskState::Open {
            let state = FilingTaskState::NotNeeded;
            let now = filing_task::Model {
                state,
                ..task.clone()
            };
            change(tx, meal, task, now, "not_needed").await?;
        }
    }
    Ok(())
}

/// Writes what is new about a task; how many come is noted with it, and never by itself.
async fn change(
    tx: &mut Tx,
    meal: &Meal,
    before: &filing_task::Model,
    mut now: filing_task::Model,
    how: &'static str,
) -> Result<()> {
    if now == *before {
        return Ok(());
    }
    now.diners = meal.taken;
    now.version += 1;
    now.updated_at = tx.now();
    let row = store::update(tx, now).await?;
    record(tx, &row, how);
    Ok(())
}

/// What days are, as far back as working days are counted.
async fn hints(
    tx: &Tx,
    day: NaiveDate,
    asking: &[&dining_policy::Model],
) -> Result<HashMap<NaiveDate, DayKind>> {
    let working = asking
        .iter()
        .filter(|one| one.lead_kind == LeadKind::Working);
    let Some(lead) = working.map(|one| one.lead_days).max() else {
        return Ok(HashMap::new());
    };
    let dates: Vec<NaiveDate> = (0..=reach(lead))
        .map(|back| day - TimeDelta::days(back))
        .collect();
    let hints = almanac::hints(tx.db(), &dates).await?;
    Ok(hints
        .into_iter()
        .map(|(day, hint)| (day, hint.kind))
        .collect())
}

/// Notes what became of a task.
pub(super) fn record(tx: &mut Tx, task: &filing_task::Model, how: &'static str) {
    let event_id = task.event_id;
    let change = BanquetChange::FilingTaskChanged {
        filing_task_id: task.id,
        how,
    };
    tx.record(task.root_area_id, What::Banquet { event_id, change });
}
