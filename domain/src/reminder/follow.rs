//! What reminders do when an event changed: they are planned, moved or stopped with it.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use mulin_entities::*;
use uuid::Uuid;

use super::{rules, store};
use crate::change::{BanquetChange, Change, What};
use crate::clock::Instant;
use crate::delivery::audience::Audience;
use crate::delivery::{own, store as deliveries};
use crate::error::{Error, Result};
use crate::event::rules::MAX_REMINDERS;
use crate::event::{like, store as events};
use crate::tx::Tx;
use crate::{bulk, due_work};

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    make_rules(tx, changes).await?;
    remind_cooks(tx, changes).await?;
    let mut changed = BTreeSet::new();
    for change in changes {
        match change.what {
            What::EventPublished { event_id }
            | What::EventRescheduled { event_id, .. }
            | What::EventCancelled { event_id }
            | What::RemindersChanged { event_id }
            | What::Banquet {
                event_id,
                change: BanquetChange::Planned,
            } => {
                changed.insert(event_id);
            }
            What::PreferencesChanged {
                person_id,
                reminders: true,
            } => own::replan(tx, person_id).await?,
            _ => {}
        }
    }
    let changed: Vec<EventId> = changed.into_iter().collect();
    for changed in changed.chunks(bulk::ROWS) {
        replan(tx, changed).await?;
    }
    Ok(())
}

/// A new event reminds as the one that it is like, or as the operator has it.
async fn make_rules(tx: &Tx, changes: &[Change]) -> Result<()> {
    let likes = like::pairs(changes).into_iter().map(|(_, like)| like);
    let likes: BTreeSet<EventId> = likes.collect();
    let rules = match likes.is_empty() {
        true => Vec::new(),
        false => store::rules_of(tx.db(), likes).await?,
    };
    let rules = like::grouped(rules, |rule| rule.event_id);
    let mut new = Vec::new();
    for change in changes {
        let What::EventCreated { event_id, like, .. } = change.what else {
            continue;
        };
        match like {
            Some(like) => {
                let rules = rules.get(&like).into_iter().flatten();
                new.extend(rules.map(|rule| (event_id, store::New::from(rule))));
            }
            None => new.extend(usual(tx).map(|rule| (event_id, rule))),
        }
    }
    store::insert_rules(tx, new).await
}

/// How long before a banquet those who bring a dish are reminded unless its rules say it: a day, to buy
/// and to cook.
const REMIND_COOKS: i32 = 24 * 60 * 60;

/// A new banquet reminds those who bring a dish, unless it does so already or has as many rules as an
/// event may have: whoever comes is told of their dish by any of them.
async fn remind_cooks(tx: &Tx, changes: &[Change]) -> Result<()> {
    let planned = changes.iter().filter_map(|change| match change.what {
        What::Banquet {
            event_id,
            change: BanquetChange::Planned,
        } => Some(event_id),
        _ => None,
    });
    let planned: BTreeSet<EventId> = planned.collect();
    if planned.is_empty() {
        return Ok(());
    }
    let rules = store::rules_of(tx.db(), planned.iter().copied()).await?;
    let rules = like::grouped(rules, |rule| rule.event_id);
    let mut new = Vec::new();
    for event_id in planned {
        let of_event = rules.get(&event_id).map_or(&[][..], Vec::as_slice);
        let mut has = of_event.len() >= MAX_REMINDERS;
        for rule in of_event {
            has |= Audience::parse(&rule.audience)?.has_cooks();
        }
        if !has {
            new.push((
                event_id,
                store::New {
                    before_seconds: REMIND_COOKS,
                    audience: Audience::of([ReminderAudience::Cooks]).text(),
                    channels: None,
                    template: None,
                },
            ));
        }
    }
    store::insert_rules(tx, new).await
}

/// The rules that the operator has for a new event.
fn usual(tx: &Tx) -> impl Iterator<Item = store::New> {
    let audience = Audience::default().text();
    let offsets = tx.core().settings().reminder_offsets.iter();
    offsets.map(move |before_seconds| store::New {
        before_seconds: *before_seconds,
        audience: audience.clone(),
        channels: None,
        template: None,
    })
}

/// Brings the fan-outs in line with the rules and the events' times. What was listed for another time
/// is listed anew; what fits already is left alone.
async fn replan(tx: &Tx, events: &[EventId]) -> Result<()> {
    let found = events::events(tx.db(), events.iter().copied()).await?;
    if found.len() < events.len() {
        return Err(Error::internal("a changed event is missing"));
    }
    let found: HashMap<EventId, _> = found.into_iter().map(|event| (event.id, event)).collect();
    let present = store::schedules(tx, events).await?;
    let present: HashMap<ReminderRuleId, _> = present
        .into_iter()
        .filter_map(|schedule| Some((schedule.rule_id?, schedule)))
        .collect();
    let mut planned = Planned::default();
    for rule in store::rules_of(tx.db(), events.iter().copied()).await? {
        let Some(event) = found.get(&rule.event_id) else {
            continue;
        };
        if event.state != EventState::Draft {
            planned
                .rule(tx, event, &rule, present.get(&rule.id))
                .await?;
        }
    }
    planned.save(tx).await
}

/// What is to be written of fan-outs.
#[derive(Default)]
struct Planned {
    new: Vec<delivery_schedule::Model>,
    anew: Vec<delivery_schedule::Model>,
    due: Vec<(Uuid, Instant)>,
    dropped: Vec<Uuid>,
}

impl Planned {
    /// Brings the fan-out of a rule in line.
    async fn rule(
        &mut self,
        tx: &Tx,
        event: &event::Model,
        rule: &reminder_rule::Model,
        old: Option<&delivery_schedule::Model>,
    ) -> Result<()> {
        let due_at = rules::due_at(event, rule.before_seconds);
        let state = rules::first_state(event, rule.before_seconds, tx.now());
        let fits = old.is_some_and(|old| {
            old.schedule_rev == event.schedule_rev
                && old.due_at == due_at
                && (old.state == ScheduleState::Cancelled) == (state == ScheduleState::Cancelled)
        });
        if fits {
            return Ok(());
        }
        let state = match old {
            // It was taken away once its time had come, and is brought back.
            Some(old)
                if state == ScheduleState::Missed && stood(tx, old, event, due_at).await? =>
            {
                ScheduleState::Expanded
            }
            _ => state,
        };
        let row = delivery_schedule::Model {
            id: old.map_or_else(|| tx.new_id(), |old| old.id),
            root_area_id: event.root_area_id,
            event_id: event.id,
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
            together: None,
            created_at: old.map_or(tx.now(), |old| old.created_at),
        };
        if state == ScheduleState::Pending {
            let ahead = TimeDelta::from_std(tx.core().settings().expand_ahead).unwrap_or_default();
            self.due.push((row.id.0, (due_at - ahead).max(tx.now())));
        } else {
            self.dropped.push(row.id.0);
        }
        match old {
            None => self.new.push(row),
            Some(_) => self.anew.push(row),
        }
        Ok(())
    }

    async fn save(self, tx: &Tx) -> Result<()> {
        store::save_schedules(tx, self.new, self.anew).await?;
        let kind = DueWorkKind::ExpandSchedule;
        due_work::plan_all(tx, kind, &self.due).await?;
        if !self.dropped.is_empty() {
            due_work::drop_all(tx, kind, self.dropped).await?;
        }
        Ok(())
    }
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
