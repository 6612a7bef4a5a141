//! What an event will tell whom, when, by which way, and at what price.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::announcement::plan::{Planned, Source};
use mulin_domain::delivery::forecast::{Group, Progress};
use mulin_entities::{Channel as Way, MessageKind, ScheduleState, event};
use mulin_notify::Locale;

use super::enums::ReminderPlanState;
use super::sample::{Of, Scene, sample};
use super::types::{Announcement, Reminder};
use crate::graphql::context::{ContextExt, RequestContext};
use crate::graphql::errors::top_level;
use crate::graphql::scalars::DateTime;

/// How many people are reached by which way. Counted by the addresses that are known; who refused a
/// way, or cannot be reached there any more, is told by the next one when it is sent.
#[derive(SimpleObject, Clone, Copy, Default)]
pub struct Reach {
    /// By e-mail.
    pub email: i32,
    /// By text message.
    pub sms: i32,
    /// By a call of their steward.
    pub call: i32,
    /// By none of the ways: no address is known.
    pub nobody: i32,
}

/// How far messages are.
#[derive(SimpleObject, Clone, Copy, Default)]
pub struct SendingProgress {
    /// Wait for their time, or are being sent.
    pub waiting: i32,
    /// Were taken by a mail or telephone system.
    pub sent: i32,
    /// Of those: are known to have arrived.
    pub delivered: i32,
    /// Could not be delivered, or came back.
    pub failed: i32,
    /// Were not sent: no longer true, too late, or not wanted.
    pub dropped: i32,
    /// Parts of text messages that those sent count for.
    pub parts: i32,
    /// What they cost, in the currency that the operator pays in.
    pub cost: f64,
}

/// What sending something would come to.
#[derive(Clone, Copy, Default)]
pub struct Estimate {
    pub(super) recipients: i32,
    pub(super) reach: Reach,
    pub(super) shifted: i32,
    pub(super) parts: i32,
    pub(super) cost: f64,
}

/// A reminder or an announcement that an event has sent or will send.
#[derive(SimpleObject, Clone)]
pub struct ReminderPlanItem {
    /// The reminder; null for an announcement.
    pub reminder: Option<Reminder>,
    /// The announcement; null for a reminder.
    pub announcement: Option<Announcement>,
    /// When it is wanted. Who sleeps then gets it at another time.
    pub due_at: DateTime,
    /// How far it is.
    pub state: ReminderPlanState,
    /// How many people it is for, as of now.
    pub recipients: i32,
    /// By which way they are reached.
    pub reach: Reach,
    /// How many of them get it at another time, for their quiet hours.
    pub shifted: i32,
    /// Parts of text messages, as of now; of the text of now.
    pub estimated_parts: i32,
    /// What they would cost, in the currency that the operator pays in.
    pub estimated_cost: f64,
    /// What was sent already.
    pub progress: SendingProgress,
}

/// A plan as it was read, with what its examples need.
#[derive(Clone)]
pub struct EventPlan {
    /// Its items in order of time.
    pub items: Vec<Planned>,
    /// What stands beside the event.
    pub scene: Scene,
}

/// The items of an event's plan. The caller has asked the policy.
pub async fn items(ctx: &Context<'_>, plan: EventPlan) -> Result<Vec<ReminderPlanItem>> {
    let request = ctx.request();
    let item = |one: &Planned| item(request, &plan.scene, one);
    let items: mulin_domain::Result<Vec<_>> = plan.items.iter().map(item).collect();
    items.map_err(|error| top_level(ctx, &error))
}

fn item(
    request: &RequestContext,
    scene: &Scene,
    one: &Planned,
) -> mulin_domain::Result<ReminderPlanItem> {
    let (reminder, announcement, of) = match &one.source {
        Source::Rule(rule) => {
            let of = Of::Reminder(rule.template.as_deref());
            (Some(Reminder::of(rule)?), None, of)
        }
        Source::Announcement(row) => {
            let shown = Some(Announcement(row.clone()));
            (None, shown, Of::Announcement(row))
        }
    };
    let toll = Toll {
        event: &one.event,
        scene,
        of,
        channels: &one.channels,
        due_at: one.due_at,
    };
    let estimate = toll.estimate(request, &one.groups)?;
    Ok(ReminderPlanItem {
        reminder,
        announcement,
        due_at: DateTime(one.due_at),
        state: match one.state {
            None | Some(ScheduleState::Pending) => ReminderPlanState::Planned,
            Some(ScheduleState::Expanding) => ReminderPlanState::Listing,
            Some(ScheduleState::Expanded) => ReminderPlanState::Listed,
            Some(ScheduleState::Missed) => ReminderPlanState::Missed,
            Some(ScheduleState::Cancelled) => ReminderPlanState::Cancelled,
        },
        recipients: estimate.recipients,
        reach: estimate.reach,
        shifted: estimate.shifted,
        estimated_parts: estimate.parts,
        estimated_cost: estimate.cost,
        progress: progress(one.progress),
    })
}

/// What is to be sent when, to tell what that comes to.
pub struct Toll<'a> {
    /// About which event.
    pub event: &'a event::Model,
    /// What stands beside it.
    pub scene: &'a Scene,
    /// What it is.
    pub of: Of<'a>,
    /// Which channels it may go by; none for all.
    pub channels: &'a [Way],
    /// When it is wanted.
    pub due_at: mulin_domain::clock::Instant,
}

impl Toll<'_> {
    /// Adds up what the groups of recipients come to.
    pub fn estimate(
        &self,
        request: &RequestContext,
        groups: &[Group],
    ) -> mulin_domain::Result<Estimate> {
        let core = &request.core;
        let kind = match self.of {
            Of::Announcement(_) => MessageKind::Announcement,
            Of::Reminder(_) => MessageKind::EventReminder,
        };
        let mut estimate = Estimate::default();
        let mut total_parts = 0_i64;
        let mut known: Vec<(Locale, i64)> = Vec::new();
        for group in groups {
            let people = i32::try_from(group.people).unwrap_or(i32::MAX);
            let way = group.channel(kind, self.channels);
            estimate.recipients += people;
            let reached = match way {
                Some(Way::Email) => &mut estimate.reach.email,
                Some(Way::Sms) => &mut estimate.reach.sms,
                Some(Way::Call) => &mut estimate.reach.call,
                None => &mut estimate.reach.nobody,
            };
            *reached += people;
            if group.waits(core.settings(), self.event, kind, self.due_at, core.now()) {
                estimate.shifted += people;
            }
            if way == Some(Way::Sms) {
                let locale = Locale::from_bcp47(&group.locale);
                let each = match known.iter().find(|(one, _)| *one == locale) {
                    Some((_, each)) => *each,
                    None => {
                        let sample = sample(request, self.event, self.scene, self.of, locale)?;
                        let each = i64::from(sample.sms_parts);
                        known.push((locale, each));
                        each
                    }
                };
                total_parts += each * group.people;
            }
        }
        estimate.parts = i32::try_from(total_parts).unwrap_or(i32::MAX);
        estimate.cost = money(total_parts.saturating_mul(core.settings().sms_part_micros));
        Ok(estimate)
    }
}

fn progress(done: Progress) -> SendingProgress {
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    SendingProgress {
        waiting: count(done.waiting),
        sent: count(done.sent),
        delivered: count(done.delivered),
        failed: count(done.failed),
        dropped: count(done.dropped),
        parts: count(done.parts),
        cost: money(done.cost_micros),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what is paid for messages is far below what a double holds exactly"
)]
fn money(micros: i64) -> f64 {
    micros as f64 / 1e6
}
