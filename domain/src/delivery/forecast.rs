//! How many people a reminder or an announcement would reach, and how: counted by the database in
//! one statement for any number of them, so that what is held is a few rows however many they are.

use std::collections::HashMap;

use chrono_tz::Tz;
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use super::audience::channels_text;
use super::listing::{Whom, from_answers, from_unanswered};
use super::quiet::{self, Quiet};
use super::reach;
use crate::clock::Instant;
use crate::core::Settings;
use crate::dialect;
use crate::error::Result;

/// Recipients who are alike in everything that decides how they are reached.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Group {
    /// Which of the things that were asked about.
    item: i64,
    /// Their language (BCP 47).
    pub locale: String,
    quiet_from: Option<i32>,
    quiet_until: Option<i32>,
    time_zone: Option<String>,
    has_email: bool,
    has_sms: bool,
    has_phone: bool,
    own_channels: Option<String>,
    /// How many.
    pub people: i64,
}

impl Group {
    /// The first channel that reaches them, among those of the rule and in their own order as far as
    /// they have one; none if nothing does.
    pub fn channel(&self, kind: MessageKind, channels: &[Channel]) -> Option<Channel> {
        let wanted = channels_text(channels);
        let tried = reach::order(kind, wanted.as_deref(), self.own_channels.as_deref());
        let reaches = |channel: &&Channel| match channel {
            Channel::Email => self.has_email,
            Channel::Sms => self.has_sms,
            Channel::Call => self.has_phone,
        };
        tried.iter().find(reaches).copied()
    }

    /// Whether a message that is wanted then leaves at another time, because they sleep.
    pub fn waits(
        &self,
        settings: &Settings,
        event: &event::Model,
        kind: MessageKind,
        due_at: Instant,
        now: Instant,
    ) -> bool {
        let event_zone: Tz = event.time_zone.parse().unwrap_or(settings.time_zone);
        let zone = quiet::zone_of(self.time_zone.as_deref(), event_zone);
        let hours = Quiet::of(settings, self.quiet_from, self.quiet_until);
        let times = (event.starts_at, event.ends_at);
        quiet::send_about(due_at, now, times, zone, hours, kind) != due_at.max(now)
    }
}

/// What is asked about: whom of which event.
pub type Asked<'a> = (EventId, &'a Whom);

/// Counts the recipients of each, in groups.
pub async fn groups(db: &impl ConnectionTrait, asked: &[Asked<'_>]) -> Result<Vec<Vec<Group>>> {
    let mut arms = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    for (at, (event, whom)) in asked.iter().enumerate() {
        let mut parts = Vec::new();
        if whom.has_answered() {
            parts.push(from_answers(*event, whom));
        }
        if whom.has_unanswered() {
            parts.push(from_unanswered(*event, whom));
        }
        for (from, own) in parts {
            arms.push(format!(
                "SELECT {at} AS item, {ALIKE}, COUNT(*) AS people
                 FROM (SELECT {FLAGS} {from}) AS one GROUP BY {ALIKE}"
            ));
            values.extend(own);
        }
    }
    let mut found = vec![Vec::new(); asked.len()];
    if arms.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "SELECT CAST(item AS bigint) AS item, {ALIKE}, CAST(people AS bigint) AS people FROM ({}) AS each",
        arms.join(" UNION ALL ")
    );
    let statement = dialect::sql(db, &text, values);
    for group in Group::find_by_statement(statement).all(db).await? {
        let at = usize::try_from(group.item).unwrap_or(usize::MAX);
        if let Some(of_item) = found.get_mut(at) {
            of_item.push(group);
        }
    }
    Ok(found)
}

const ALIKE: &str =
    "locale, quiet_from, quiet_until, time_zone, has_email, has_sms, has_phone, own_channels";
const FLAGS: &str = "person.locale, person.quiet_from, person.quiet_until, person.time_zone, \
    EXISTS (SELECT 1 FROM contact_point AS reach WHERE reach.person_id = person.id \
        AND reach.kind = 'EMAIL') AS has_email, \
    EXISTS (SELECT 1 FROM contact_point AS reach WHERE reach.person_id = person.id \
        AND reach.receives_sms) AS has_sms, \
    EXISTS (SELECT 1 FROM contact_point AS reach WHERE reach.person_id = person.id \
        AND reach.kind = 'PHONE') AS has_phone, \
    (SELECT said.channels FROM notification_preference AS said \
        WHERE said.person_id = person.id) AS own_channels";

/// How far the messages of a fan-out are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Wait for their time, or are being sent.
    pub waiting: i64,
    /// Were taken by the other side.
    pub sent: i64,
    /// Of those: are known to have arrived.
    pub delivered: i64,
    /// Could not be delivered, or came back.
    pub failed: i64,
    /// Were not sent, as they no longer held, came too late, or were not wanted.
    pub dropped: i64,
    /// Text messages that those sent count for.
    pub parts: i64,
    /// What they cost, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
}

#[derive(FromQueryResult)]
struct Count {
    schedule_id: DeliveryScheduleId,
    state: DeliveryState,
    messages: i64,
    parts: i64,
    cost_micros: i64,
}

/// How far several fan-outs are.
pub async fn progress(
    db: &impl ConnectionTrait,
    schedules: impl IntoIterator<Item = DeliveryScheduleId>,
) -> Result<HashMap<DeliveryScheduleId, Progress>> {
    let values: Vec<Value> = schedules.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT schedule_id, state, CAST(COUNT(*) AS bigint) AS messages,
            CAST(SUM(parts) AS bigint) AS parts, CAST(SUM(cost_micros) AS bigint) AS cost_micros
         FROM delivery WHERE schedule_id IN ({}) GROUP BY schedule_id, state",
        dialect::places(values.len(), "?")
    );
    let counts = Count::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    let mut progress: HashMap<DeliveryScheduleId, Progress> = HashMap::new();
    for count in counts {
        let of_schedule = progress.entry(count.schedule_id).or_default();
        of_schedule.parts += count.parts;
        of_schedule.cost_micros += count.cost_micros;
        let field = match count.state {
            DeliveryState::Pending | DeliveryState::Sending | DeliveryState::Unknown => {
                &mut of_schedule.waiting
            }
            DeliveryState::Sent => &mut of_schedule.sent,
            DeliveryState::Delivered => {
                of_schedule.sent += count.messages;
                &mut of_schedule.delivered
            }
            DeliveryState::Bounced | DeliveryState::Failed => &mut of_schedule.failed,
            DeliveryState::Expired | DeliveryState::Superseded | DeliveryState::Suppressed => {
                &mut of_schedule.dropped
            }
        };
        *field += count.messages;
    }
    Ok(progress)
}

/// The fan-outs of reminders and announcements of several events.
pub async fn schedules(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<delivery_schedule::Model>> {
    let kinds = [MessageKind::EventReminder, MessageKind::Announcement];
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.is_in(events))
        .filter(delivery_schedule::Column::Kind.is_in(kinds))
        .all(db)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn group(has_email: bool, has_sms: bool, has_phone: bool) -> Group {
        Group {
            item: 0,
            locale: "zh-CN".to_owned(),
            quiet_from: None,
            quiet_until: None,
            time_zone: None,
            has_email,
            has_sms,
            has_phone,
            own_channels: None,
            people: 1,
        }
    }

    #[test]
    fn an_order_of_their_own_is_foreseen() {
        let one = Group {
            own_channels: Some("CALL,SMS,EMAIL".to_owned()),
            ..group(true, true, true)
        };
        let kind = MessageKind::EventReminder;
        let both = [Channel::Email, Channel::Sms];
        assert_eq!(one.channel(kind, &both), Some(Channel::Sms));
        assert_eq!(one.channel(kind, &[]), Some(Channel::Call));
    }

    proptest! {
        #[test]
        fn the_first_listed_channel_that_reaches_is_taken(
            email: bool, sms: bool, phone: bool, order in 0_usize..6, listed in 0_usize..=3,
        ) {
            let all = [Channel::Email, Channel::Sms, Channel::Call];
            let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            let channels: Vec<Channel> = orders[order][..listed].iter().map(|at| all[*at]).collect();
            let one = group(email, sms, phone);
            let reached = one.channel(MessageKind::EventReminder, &channels);
            let reaches = [email, sms, phone];
            let tried = if listed == 0 { all.to_vec() } else { channels };
            let of = |channel: Channel| all.iter().position(|one| *one == channel).unwrap();
            let first = tried.into_iter().find(|channel| reaches[of(*channel)]);
            prop_assert_eq!(reached, first);
        }
    }
}
