//! Sets when an event reminds its participants.

use mulin_entities::{DueWorkKind, EventId, event};
use serde::Serialize;

use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::due_work;
use crate::error::{Error, Result};
use crate::event::{policy, rules, seats, store as events};
use crate::input::{Faults, IdInput, Rule};

/// When to remind.
#[derive(Clone, Debug, Serialize)]
pub struct SetEventReminders {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// ISO 8601 durations before the start, five at most; none for no reminders.
    pub before: Vec<String>,
}

/// Replaces the event's reminder rules. Those that stay keep what they have sent already.
pub async fn set_event_reminders(
    core: &Core,
    actor: &Actor,
    input: SetEventReminders,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let event_id = faults.id("eventId", "Event", input.event_id);
            if input.before.len() > rules::MAX_REMINDERS {
                faults.add(
                    "before",
                    Rule::Count {
                        max: rules::MAX_REMINDERS,
                    },
                );
            }
            let mut wanted = Vec::new();
            for (index, text) in input.before.iter().enumerate() {
                let path = format!("before.{index}");
                let Some(seconds) = rules::duration_seconds(&mut faults, &path, text) else {
                    continue;
                };
                faults.number(&path, seconds, 0..=rules::MAX_REMIND_BEFORE);
                if wanted.contains(&seconds) {
                    faults.add(&path, Rule::Duplicate);
                }
                wanted.push(seconds);
            }
            faults.finish()?;
            let missing = || Error::not_found("eventId");
            let event_id = event_id.ok_or_else(missing)?;
            seats::lock(tx.db(), event_id).await?;
            let event = events::event(tx.db(), event_id)
                .await?
                .ok_or_else(missing)?;
            if !policy::may_see(tx.actor(), &event) {
                return Err(missing());
            }
            policy::may_manage(tx.actor(), &event)?;
            rules::must_be_alive(&event, tx.now())?;

            let present = store::rules_of(tx.db(), [event_id]).await?;
            let gone: Vec<_> = present
                .iter()
                .filter(|rule| !wanted.contains(&rule.before_seconds))
                .collect();
            let fresh: Vec<i32> = wanted
                .into_iter()
                .filter(|before| !present.iter().any(|rule| rule.before_seconds == *before))
                .collect();
            if gone.is_empty() && fresh.is_empty() {
                return Ok(event);
            }
            let schedules = store::schedules(tx, event_id).await?;
            let dropped = schedules
                .iter()
                .filter(|schedule| gone.iter().any(|rule| schedule.rule_id == Some(rule.id)))
                .map(|schedule| schedule.id.0)
                .collect();
            due_work::drop_all(tx, DueWorkKind::ExpandSchedule, dropped).await?;
            store::delete_rules(tx, gone.iter().map(|rule| rule.id).collect()).await?;
            if !fresh.is_empty() {
                store::insert_rules(tx, event_id, &fresh).await?;
            }
            tx.record(event.root_area_id, What::RemindersChanged { event_id });
            Ok(event)
        })
    })
    .await
}
