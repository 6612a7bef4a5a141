//! Plans messages about an event: to whom, by which channel, and when.

use mulin_entities::*;

use super::audience::channels_text;
use super::quiet::{self, Quiet};
use super::reachable::{Address, Reachable};
use super::store::Recipient;
use super::{digest, rules, write};
use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;

/// What a message is planned from.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The event.
    pub event: &'a event::Model,
    /// What the message says.
    pub kind: MessageKind,
    /// The fan-out it belongs to.
    pub schedule: Option<&'a delivery_schedule::Model>,
    /// When it is wanted.
    pub due_at: Instant,
    /// Which channels it may go by; none for all.
    pub channels: &'a [Channel],
    /// For a reminder of the person's own: how long before the start, in seconds.
    pub own_before: Option<i32>,
}

impl<'a> Plan<'a> {
    /// A message about an event that belongs to no fan-out, by each person's own channels.
    pub fn about(event: &'a event::Model, kind: MessageKind, due_at: Instant) -> Self {
        Self {
            event,
            kind,
            schedule: None,
            due_at,
            channels: &[],
            own_before: None,
        }
    }

    /// The event's schedule that the message speaks of: an announcement's stays what it was, unless
    /// it moves with the event.
    fn schedule_rev(&self) -> i32 {
        match self.schedule {
            Some(schedule) if schedule.announcement_id.is_some() => schedule.schedule_rev,
            _ => self.event.schedule_rev,
        }
    }
}

/// A message that is planned, before it is known with which others it leaves.
pub(super) struct Draft {
    /// As it leaves by itself, at the first decent time.
    pub row: delivery::Model,
    /// The person's digest that it can wait for, and what the messages of that share.
    pub digest: Option<(Instant, String)>,
    /// What it shares with others about the same that go to the same address.
    pub shared: Option<String>,
    /// Keyed HMAC of its address, if somebody else is reached there too.
    pub common: Option<Vec<u8>>,
}

impl Draft {
    /// The message of one occasion: in the digest if it can wait, else with those at its address.
    pub fn alone(self) -> delivery::Model {
        match self.digest {
            Some((at, key)) => delivery::Model {
                in_digest: true,
                bundle_key: Some(key),
                send_at: at,
                due_at: at,
                ..self.row
            },
            None => delivery::Model {
                bundle_key: self.shared,
                ..self.row
            },
        }
    }
}

/// Plans a message to each recipient, once: who has one for the same occasion gets no other.
pub async fn plan(tx: &Tx, plan: Plan<'_>, recipients: &[Recipient]) -> Result<()> {
    if recipients.is_empty() {
        return Ok(());
    }
    let people = recipients.iter().map(|recipient| recipient.person_id);
    let reachable = Reachable::load(tx.core(), tx.db(), people).await?;
    let drafts = drafts(tx, plan, recipients, &reachable).into_iter();
    write::insert(tx, drafts.map(Draft::alone).collect()).await
}

/// The messages to recipients, whose ways are known: nothing is read or written.
pub(super) fn drafts(
    tx: &Tx,
    plan: Plan<'_>,
    recipients: &[Recipient],
    reachable: &Reachable,
) -> Vec<Draft> {
    let event = plan.event;
    let event_zone = event
        .time_zone
        .parse()
        .unwrap_or(tx.core().settings().time_zone);
    let announcement = plan.schedule.and_then(|schedule| schedule.announcement_id);
    let schedule_rev = plan.schedule_rev();
    let wanted = channels_text(plan.channels);
    let drafts = recipients.iter().map(|recipient| {
        let occasion = occasion(plan, recipient);
        let settings = tx.core().settings();
        let hours = Quiet::of(settings, recipient.quiet_from, recipient.quiet_until);
        let own_zone = recipient.time_zone.as_deref();
        let zone = quiet::zone_of(own_zone, event_zone);
        let times = (event.starts_at, event.ends_at);
        let send_at = quiet::send_about(plan.due_at, tx.now(), times, zone, hours, plan.kind);
        let person = recipient.person_id;
        let channel = reachable.first(person, plan.kind, wanted.as_deref());
        let digest_at = reachable.digest_at(person);
        let own_zone = quiet::zone_of(own_zone, settings.time_zone);
        let starts_at = Some(event.starts_at);
        let digest = digest::waits_until(plan.kind, send_at, starts_at, digest_at, own_zone)
            .filter(|_| channel != Channel::Call)
            .map(|at| (at, digest::key(person, channel, at, own_zone)));
        let address = reachable.address(person, channel);
        let shared = plan
            .schedule
            .and_then(|schedule| shared_key(address, schedule.id, schedule_rev, channel));
        let key = rules::dedupe_key(
            event.id,
            schedule_rev,
            &occasion,
            person,
            recipient.answer_rev,
            channel,
        );
        let row = delivery::Model {
            root_area_id: Some(event.root_area_id),
            person_id: Some(person),
            event_id: Some(event.id),
            rsvp_id: recipient.rsvp_id,
            schedule_id: plan.schedule.map(|schedule| schedule.id),
            announcement_id: announcement,
            own_before_seconds: plan.own_before,
            schedule_rev,
            answer_rev: recipient.answer_rev,
            ..write::blank(tx, plan.kind, channel, key, send_at)
        };
        Draft {
            row,
            digest,
            shared,
            common: common(address, channel).map(|address| address.lookup.clone()),
        }
    });
    drafts.collect()
}

/// The address, if others are reached there too; no calls, as they are made to one person.
pub(super) fn common(address: Option<&Address>, channel: Channel) -> Option<&Address> {
    address.filter(|address| address.is_common && channel != Channel::Call)
}

/// What a message shares with those that go to the same address on the same occasion; nothing if the
/// address is one person's, or they are called.
pub(super) fn shared_key(
    address: Option<&Address>,
    schedule: DeliveryScheduleId,
    schedule_rev: i32,
    channel: Channel,
) -> Option<String> {
    let lookup = &common(address, channel)?.lookup;
    Some(rules::bundle_key(schedule, schedule_rev, channel, lookup))
}

/// What tells a message about an answer from the next of its kind: who moved up, gave way and moved
/// up again is told of each, and so is whoever was let in twice.
fn occasion(plan: Plan<'_>, recipient: &Recipient) -> String {
    let name = plan.kind.as_str();
    if let Some(before) = plan.own_before {
        return format!("OWN:{before}");
    }
    if let Some(schedule) = plan.schedule {
        if let Some(rule) = schedule.rule_id {
            return rule.0.simple().to_string();
        }
        if let Some(announcement) = schedule.announcement_id {
            return announcement.0.simple().to_string();
        }
        if plan.kind == MessageKind::EventMoved {
            return format!("{name}:{}", schedule.id.0.simple());
        }
    }
    match plan.kind {
        MessageKind::RsvpConfirmed => format!("{name}:{}", plan.due_at.timestamp_micros()),
        MessageKind::RsvpPromoted | MessageKind::RsvpOffered | MessageKind::RsvpOfferEnding => {
            match recipient.queue_no {
                Some(place) => format!("{name}:{place}"),
                None => name,
            }
        }
        MessageKind::RsvpApproved | MessageKind::RsvpRefused => match recipient.decided_at {
            Some(at) => format!("{name}:{}", at.timestamp_micros()),
            None => name,
        },
        _ => name,
    }
}
