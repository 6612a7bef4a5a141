//! What reminders do when an event changed: they are planned, moved or stopped with it.

use chrono::TimeDelta;
use mulin_entities::*;

use super::{rules, store};
use crate::change::{Change, What};
use crate::clock::Instant;
use crate::delivery::audience::Audience;
use crate::delivery::{own, store as deliveries};
use crate::due_work;
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.what {
            What::EventCreated { event_id, .. } => {
                let offsets = tx.core().settings().reminder_offsets.clone();
                let audience = Audience::default().text();
                let new = offsets.into_iter().map(|before_seconds| store::New {
                    before_seconds,
                    audience: audience.clone(),
                    channels: None,
                    template: None,
                });
                store::insert_rules(tx, event_id, new.collect()).await?;
            }
            What::EventPublished { event_id }
            | What::EventRescheduled { event_id, .. }
            | What::EventCancelled { event_id }
            | What::RemindersChanged { event_id } => replan(tx, event_id).await?,
            What::PreferencesChanged {
                person_id,
                reminders: true,
            } => own::replan(tx, person_id).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Brings the fan-outs in line with the rules and the event's time. What was listed for another time
/// is listed anew; what fits already is left alone.
async fn replan(tx: &Tx, event_id: EventId) -> Result<()> {
    let event = events::event(tx.db(), event_id).await?;
    let event = event.ok_or_else(|| Error::internal("a changed event is missing"))?;
    let present = store::schedules(tx, event_id).await?;
    if event.state == EventState::Draft {
        return Ok(());
    }
    let ahead = TimeDelta::from_std(tx.core().settings().expand_ahead).unwrap_or_default();
    for rule in store::rules_of(tx.db(), [event_id]).await? {
        let due_at = rules::due_at(&event, rule.before_seconds);
        let state = rules::first_state(&event, rule.before_seconds, tx.now());
        let old = present
            .iter()
            .find(|schedule| schedule.rule_id == Some(rule.id));
        let fits = old.is_some_and(|old| {
            old.schedule_rev == event.schedule_rev
                && old.due_at == due_at
                && (old.state == ScheduleState::Cancelled) == (state == ScheduleState::Cancelled)
        });
        if fits {
            continue;
        }
        let state = match old {
            // It was taken away once its time had come, and is brought back.
            Some(old)
                if state == ScheduleState::Missed && stood(tx, old, &event, due_at).await? =>
            {
                ScheduleState::Expanded
            }
            _ => state,
        };
        let row = delivery_schedule::Model {
            id: old.map_or_else(|| tx.new_id(), |old| old.id),
            root_area_id: event.root_area_id,
            event_id,
            rule_id: Some(rule.id),
            announcement_id: None,
            kind: MessageKind::EventReminder,
            schedule_rev: event.schedule_rev,
            due_at,
            previous_starts_at: None,
            previous_venue_id: None,
            state,
            cursor: None,
            past_answers: false,
            created_at: old.map_or(tx.now(), |old| old.created_at),
        };
        let subject = row.id.0;
        store::save_schedule(tx, row, old.is_none()).await?;
        if state == ScheduleState::Pending {
            let at = (due_at - ahead).max(tx.now());
            due_work::plan(tx, DueWorkKind::ExpandSchedule, subject, at).await?;
        } else {
            due_work::drop_all(tx, DueWorkKind::ExpandSchedule, vec![subject]).await?;
        }
    }
    Ok(())
}

/// Whether messages of the rule are there that were sent, or are to be, for the time that the event has.
async fn stood(
    tx: &Tx,
    old: &delivery_schedule::Model,
    event: &event::Model,
    due_at: Instant,
) -> Result<bool> {
    if old.schedule_rev != event.schedule_rev || old.due_at != due_at {
        return Ok(false);
    }
    deliveries::has_messages(tx, old).await
}
