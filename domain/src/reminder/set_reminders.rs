//! Sets when an event reminds whom, and how.

use mulin_entities::{
    Channel, DueWorkKind, EventId, ReminderAudience, ReminderRuleId, event, reminder_rule,
};
use serde::Serialize;

use super::store::{self, New};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::delivery::audience::{Audience, channels_text};
use crate::due_work;
use crate::error::{Error, Result};
use crate::event::{policy, rules, seats, store as events};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// A reminder.
#[derive(Clone, Debug, Serialize)]
pub struct ReminderInput {
    /// An ISO 8601 duration before the start.
    pub before: String,
    /// For whom; who comes and who may come if left out.
    pub audience: Option<Vec<ReminderAudience>>,
    /// Which channels it may go by, in this order for who has none of their own; none for all.
    pub channels: Option<Vec<Channel>>,
    /// The name of a reminder template; the standard one if left out.
    pub template: Option<String>,
}

/// When to remind whom.
#[derive(Clone, Debug, Serialize)]
pub struct SetEventReminders {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// Five at most; none for no reminders.
    pub reminders: Vec<ReminderInput>,
}

/// A rule is what it is by its time and its audience.
fn is_same(one: &New, rule: &reminder_rule::Model) -> bool {
    (rule.before_seconds, &rule.audience) == (one.before_seconds, &one.audience)
}

/// Replaces the event's reminder rules. A rule is what it is by its time and its audience: those that
/// stay keep what they have sent already, also if they get other channels or words, and so does one
/// that comes back.
pub async fn set_event_reminders(
    core: &Core,
    actor: &Actor,
    input: SetEventReminders,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input)))
        .await
}

async fn set(tx: &mut Tx, input: SetEventReminders) -> Result<event::Model> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let templates = &tx.core().settings().reminder_templates;
    let wanted = check(&mut faults, &input.reminders, templates);
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

    let known = store::rules_ever(tx.db(), event_id).await?;
    let is_kept = |rule: &&reminder_rule::Model| wanted.iter().any(|one| is_same(one, rule));
    let gone: Vec<ReminderRuleId> = known
        .iter()
        .filter(|rule| rule.removed_at.is_none() && !is_kept(rule))
        .map(|rule| rule.id)
        .collect();
    let (mut fresh, mut restated) = (Vec::new(), Vec::new());
    for one in wanted {
        let stands = |rule: &reminder_rule::Model| {
            rule.removed_at.is_none()
                && (&rule.channels, &rule.template) == (&one.channels, &one.template)
        };
        match known.iter().find(|rule| is_same(&one, rule)) {
            None => fresh.push(one),
            Some(rule) if stands(rule) => {}
            Some(rule) => restated.push((rule.id, one)),
        }
    }
    if gone.is_empty() && fresh.is_empty() && restated.is_empty() {
        return Ok(event);
    }
    let schedules = store::schedules(tx, &[event_id]).await?;
    let dropped = schedules
        .iter()
        .filter(|schedule| schedule.rule_id.is_some_and(|rule| gone.contains(&rule)))
        .map(|schedule| schedule.id.0)
        .collect();
    due_work::drop_all(tx, DueWorkKind::ExpandSchedule, dropped).await?;
    store::remove_rules(tx, &gone).await?;
    for (rule, to) in restated {
        store::restate(tx, rule, to).await?;
    }
    let fresh = fresh.into_iter().map(|new| (event_id, new)).collect();
    store::insert_rules(tx, fresh).await?;
    tx.record(event.root_area_id, What::RemindersChanged { event_id });
    Ok(event)
}

fn check(faults: &mut Faults, reminders: &[ReminderInput], templates: &[String]) -> Vec<New> {
    if reminders.len() > rules::MAX_REMINDERS {
        let max = rules::MAX_REMINDERS;
        faults.add("reminders", Rule::Count { max });
    }
    let mut wanted: Vec<New> = Vec::new();
    for (index, reminder) in reminders.iter().enumerate() {
        let at = format!("reminders.{index}");
        let audience = audience(
            faults,
            &format!("{at}.audience"),
            reminder.audience.as_deref(),
        );
        let channels = reminder.channels.as_deref().unwrap_or_default();
        unique_channels(faults, &format!("{at}.channels"), channels);
        let template = reminder.template.clone();
        if template
            .as_ref()
            .is_some_and(|name| !templates.contains(name))
        {
            let known = templates.join(", ");
            faults.add(&format!("{at}.template"), Rule::UnknownTemplate { known });
        }
        let path = format!("{at}.before");
        let Some(seconds) = rules::duration_seconds(faults, &path, &reminder.before) else {
            continue;
        };
        faults.number(&path, seconds, 0..=rules::MAX_REMIND_BEFORE);
        let one = New {
            before_seconds: seconds,
            audience: audience.text(),
            channels: channels_text(channels),
            template,
        };
        let is_second = |other: &New| {
            (other.before_seconds, &other.audience) == (one.before_seconds, &one.audience)
        };
        if wanted.iter().any(is_second) {
            faults.add(&path, Rule::Duplicate);
        }
        wanted.push(one);
    }
    wanted
}

/// Takes an audience, which is not empty and names nobody twice.
pub fn audience(faults: &mut Faults, path: &str, parts: Option<&[ReminderAudience]>) -> Audience {
    let Some(parts) = parts else {
        return Audience::default();
    };
    if parts.is_empty() {
        faults.add(path, Rule::Required);
    }
    let audience = Audience::of(parts.iter().copied());
    if audience.parts().count() < parts.len() {
        faults.add(path, Rule::Duplicate);
    }
    audience
}

/// Takes channels, none of them twice; an empty list means all.
pub fn unique_channels(faults: &mut Faults, path: &str, channels: &[Channel]) {
    for (index, channel) in channels.iter().enumerate() {
        if channels[..index].contains(channel) {
            faults.add(&format!("{path}.{index}"), Rule::Duplicate);
        }
    }
}
