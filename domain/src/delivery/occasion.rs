//! Whether claimed messages about an event still hold, as of now: what the rules they came from say,
//! whether somebody has answered since, and what a person wants of their own.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Value,
};

use super::audience::Audience;
use super::context::Answer;
use super::doing;
use super::own;
use super::rules::{self, Facts, Planned};
use crate::clock::Instant;
use crate::dialect;
use crate::error::{Error, Result};
use crate::place::store as places;

/// How long after its time a word to those who were there is still of use, once the event is over.
pub const THANKS_LAST: TimeDelta = TimeDelta::days(3);

/// The rows that decide it: one statement a table, and none for what no message is about.
pub struct Occasions {
    schedules: HashMap<DeliveryScheduleId, delivery_schedule::Model>,
    /// How long before the event each reminds, in seconds, and whom.
    rules: HashMap<ReminderRuleId, (i32, Audience)>,
    /// The reminder templates of those that have one.
    templates: HashMap<ReminderRuleId, String>,
    announcements: HashMap<AnnouncementId, announcement::Model>,
    /// How long before an event its own rules remind whom; of events that somebody is reminded of.
    rules_of_events: HashMap<EventId, Vec<(i32, Audience)>>,
    wishes: HashMap<PersonId, Vec<i32>>,
    /// Of those who had not answered: who is invited still and has not.
    silent: HashSet<(EventId, PersonId)>,
    /// Of those who had not answered: when they did.
    answered: HashMap<(EventId, PersonId), Instant>,
    /// Who does what at an event, of those whom a message may be for because they do.
    doing: HashMap<ReminderAudience, HashSet<(EventId, PersonId)>>,
    venues: HashMap<VenueId, String>,
}

impl Occasions {
    /// Loads them.
    pub async fn load(db: &impl ConnectionTrait, claimed: &[delivery::Model]) -> Result<Self> {
        let ids = claimed.iter().filter_map(|row| row.schedule_id);
        let schedules = delivery_schedule::Entity::find()
            .filter(delivery_schedule::Column::Id.is_in(ids))
            .all(db)
            .await?;
        let own = || {
            let own = claimed.iter();
            own.filter(|row| row.own_before_seconds.is_some())
        };
        let reminded = claimed
            .iter()
            .filter(|row| row.kind == MessageKind::EventReminder);
        let events: HashSet<EventId> = reminded.filter_map(|row| row.event_id).collect();
        let (mut rules, mut rules_of_events) = (HashMap::new(), HashMap::new());
        let mut templates = HashMap::new();
        if !events.is_empty() {
            let standing = reminder_rule::Entity::find()
                .filter(reminder_rule::Column::EventId.is_in(events))
                .filter(reminder_rule::Column::RemovedAt.is_null());
            for rule in standing.all(db).await? {
                let audience = Audience::parse(&rule.audience)?;
                let of_event: &mut Vec<_> = rules_of_events.entry(rule.event_id).or_default();
                of_event.push((rule.before_seconds, audience.clone()));
                rules.insert(rule.id, (rule.before_seconds, audience));
                templates.extend(rule.template.map(|name| (rule.id, name)));
            }
        }
        let mut wishes = HashMap::new();
        if own().next().is_some() {
            let people = own().filter_map(|row| row.person_id);
            wishes = own::wishes(db, people).await?.into_iter().collect();
        }
        let ids: Vec<AnnouncementId> = claimed
            .iter()
            .filter_map(|row| row.announcement_id)
            .collect();
        let mut announcements = HashMap::new();
        if !ids.is_empty() {
            let found = announcement::Entity::find().filter(announcement::Column::Id.is_in(ids));
            let found = found.all(db).await?.into_iter();
            announcements = found.map(|row| (row.id, row)).collect();
        }
        let moved: Vec<VenueId> = schedules
            .iter()
            .filter_map(|row| row.previous_venue_id)
            .collect();
        let mut venues = HashMap::new();
        if !moved.is_empty() {
            let found = places::venues(db, moved).await?.into_iter();
            venues = found.map(|row| (row.id, row.name)).collect();
        }
        let (silent, answered) = still_silent(db, claimed).await?;
        let mut occasions = Self {
            rules,
            templates,
            announcements,
            rules_of_events,
            wishes,
            silent,
            answered,
            doing: HashMap::new(),
            venues,
            schedules: schedules.into_iter().map(|row| (row.id, row)).collect(),
        };
        occasions.doing = occasions.who_does(db, claimed).await?;
        Ok(occasions)
    }

    /// Who does what at an event, of those whom a message may be for because they do.
    async fn who_does(
        &self,
        db: &impl ConnectionTrait,
        claimed: &[delivery::Model],
    ) -> Result<HashMap<ReminderAudience, HashSet<(EventId, PersonId)>>> {
        let mut of_parts: HashMap<ReminderAudience, HashSet<(EventId, PersonId)>> = HashMap::new();
        for row in claimed {
            let announcement = row
                .announcement_id
                .and_then(|id| self.announcements.get(&id));
            let parts: Vec<ReminderAudience> = match announcement {
                Some(one) => Audience::parse(&one.audience)?.doing().collect(),
                None => self
                    .rule(row)
                    .map_or_else(Vec::new, |(_, audience)| audience.doing().collect()),
            };
            for part in parts {
                let pairs = of_parts.entry(part).or_default();
                pairs.extend(row.event_id.zip(row.person_id));
            }
        }
        let mut doing = HashMap::new();
        for (part, pairs) in of_parts {
            let (events, people): (HashSet<EventId>, HashSet<PersonId>) = pairs.into_iter().unzip();
            doing.insert(part, doing::who(db, part, events, people).await?);
        }
        Ok(doing)
    }

    /// Why the message is not sent after all; none if it still holds.
    pub fn no_longer_holds(
        &self,
        row: &delivery::Model,
        event: &event::Model,
        rsvp: Option<&Answer>,
        now: Instant,
    ) -> Result<Option<DeliveryState>> {
        let audience = match row.kind {
            MessageKind::Announcement => {
                let announcement = row
                    .announcement_id
                    .and_then(|id| self.announcements.get(&id));
                let announcement = announcement.ok_or_else(missing)?;
                let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id));
                let schedule = schedule.ok_or_else(missing)?;
                let audience = Audience::parse(&announcement.audience)?;
                let holds = event.state == EventState::Published
                    && announcement.state != AnnouncementState::Cancelled
                    && schedule.schedule_rev == row.schedule_rev
                    && self.is_for(row, &audience, rsvp);
                if !holds {
                    return Ok(Some(DeliveryState::Superseded));
                }
                let until = last_use(announcement.presence, schedule.due_at, event.ends_at);
                return Ok((until <= now).then_some(DeliveryState::Expired));
            }
            MessageKind::EventReminder => match row.own_before_seconds {
                Some(before) => self.own(row, before, rsvp),
                None => self.of_rule(row, rsvp),
            },
            MessageKind::EventMoved => {
                // Moved again, or back, before this one left.
                let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id));
                if schedule.is_none_or(|one| one.state == ScheduleState::Cancelled) {
                    return Ok(Some(DeliveryState::Superseded));
                }
                None
            }
            _ => None,
        };
        if row.kind == MessageKind::EventReminder {
            let holds = audience.is_some_and(|audience| self.is_for(row, &audience, rsvp))
                && event.state == EventState::Published
                && event.schedule_rev == row.schedule_rev;
            if !holds {
                return Ok(Some(DeliveryState::Superseded));
            }
            return Ok((event.starts_at <= now).then_some(DeliveryState::Expired));
        }
        let rsvp = rsvp.ok_or_else(missing)?;
        let facts = Facts {
            event_state: event.state,
            schedule_rev: event.schedule_rev,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            rsvp_state: rsvp.state,
            answer_rev: rsvp.answer_rev,
            offer_expires_at: rsvp.offer_expires_at,
        };
        let planned = Planned {
            kind: row.kind,
            schedule_rev: row.schedule_rev,
            answer_rev: row.answer_rev,
        };
        Ok(rules::no_longer_holds(planned, facts, now))
    }

    /// The start that the recipient knew before the event was moved.
    pub fn previous_start(&self, row: &delivery::Model) -> Option<Instant> {
        let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id))?;
        schedule.previous_starts_at
    }

    /// The place that the recipient knew before the event was moved.
    pub fn previous_venue(&self, row: &delivery::Model) -> Option<String> {
        let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id))?;
        self.venues.get(&schedule.previous_venue_id?).cloned()
    }

    /// The reminder template of its rule; none for the standard one, and for what is by no rule.
    pub fn template(&self, row: &delivery::Model) -> Option<String> {
        let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id))?;
        self.templates.get(&schedule.rule_id?).cloned()
    }

    /// What an organiser says, if it is an announcement.
    pub fn words(&self, row: &delivery::Model) -> Option<super::Words> {
        let announcement = self.announcements.get(&row.announcement_id?)?;
        Some(super::Words {
            subject: announcement.subject.clone(),
            body: announcement.body.clone(),
        })
    }

    fn rule(&self, row: &delivery::Model) -> Option<&(i32, Audience)> {
        let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id))?;
        self.rules.get(&schedule.rule_id?)
    }

    /// For whom the rule is now; for nobody if there is no such rule any more, or if it is for the
    /// recipient by what they do alone and another rule reminds them at the same time, which tells as much.
    fn of_rule(&self, row: &delivery::Model, rsvp: Option<&Answer>) -> Option<Audience> {
        let (before, audience) = self.rule(row)?;
        let answer = rsvp.map(|rsvp| rsvp.state);
        let by_another = audience.doing().next().is_some()
            && answer.is_some_and(|answer| !audience.holds(Some(answer)))
            && self.rules_of_event(row, *before, answer);
        (!by_another).then(|| audience.clone())
    }

    /// Whether a rule of the event reminds who answered so at this time.
    fn rules_of_event(
        &self,
        row: &delivery::Model,
        before: i32,
        answer: Option<RsvpState>,
    ) -> bool {
        let rules = row.event_id.and_then(|id| self.rules_of_events.get(&id));
        rules.is_some_and(|rules| {
            let same = |(at, audience): &(i32, Audience)| *at == before && audience.holds(answer);
            rules.iter().any(same)
        })
    }

    /// For whom a reminder of one's own is: for nobody if the person wants it no longer, or if the
    /// event reminds them at the same time.
    fn own(&self, row: &delivery::Model, before: i32, rsvp: Option<&Answer>) -> Option<Audience> {
        let wanted = self.wishes.get(&row.person_id?)?;
        let answer = rsvp.map(|rsvp| rsvp.state);
        let by_event = self.rules_of_event(row, before, answer);
        (wanted.contains(&before) && !by_event).then(Audience::default)
    }

    fn is_for(&self, row: &delivery::Model, audience: &Audience, rsvp: Option<&Answer>) -> bool {
        let Some(key) = row.event_id.zip(row.person_id) else {
            return false;
        };
        let does = audience.doing().any(|part| {
            let of_part = self.doing.get(&part);
            of_part.is_some_and(|pairs| pairs.contains(&key))
        });
        match rsvp {
            Some(rsvp) => {
                (does || audience.holds(Some(rsvp.state))) && rsvp.answer_rev == row.answer_rev
            }
            None => {
                audience.has_silent() && self.silent.contains(&key)
                    || does && !self.is_told_by_answer(row, key)
            }
        }
    }

    /// Whether the recipient, who had not answered, did so while there was time: whoever reads the
    /// answers has planned this message for them anew.
    fn is_told_by_answer(&self, row: &delivery::Model, key: (EventId, PersonId)) -> bool {
        let schedule = row.schedule_id.and_then(|id| self.schedules.get(&id));
        let answered = self.answered.get(&key);
        schedule.is_some_and(|schedule| answered.is_some_and(|at| *at < schedule.due_at))
    }
}

/// Until when an announcement is of use: until the event is over, and a word to those who were there,
/// which may come after it, for some days.
pub fn last_use(presence: Option<Presence>, due_at: Instant, ends_at: Instant) -> Instant {
    match presence {
        Some(Presence::Present) => ends_at.max(due_at + THANKS_LAST),
        Some(Presence::Absent) | None => ends_at,
    }
}

#[derive(FromQueryResult)]
struct Silent {
    event_id: EventId,
    person_id: PersonId,
}

/// Those who are invited still and have not answered, and when others answered.
type Silence = (
    HashSet<(EventId, PersonId)>,
    HashMap<(EventId, PersonId), Instant>,
);

/// Of the messages about no answer: whose recipients are invited still and have none, and who has
/// answered by now.
async fn still_silent(db: &impl ConnectionTrait, claimed: &[delivery::Model]) -> Result<Silence> {
    let about = |row: &delivery::Model| {
        let is_one = matches!(
            row.kind,
            MessageKind::EventReminder | MessageKind::Announcement
        );
        row.event_id
            .zip(row.person_id)
            .filter(|_| is_one && row.rsvp_id.is_none())
    };
    let pairs: HashSet<(EventId, PersonId)> = claimed.iter().filter_map(about).collect();
    if pairs.is_empty() {
        return Ok(Silence::default());
    }
    let (events, people): (HashSet<EventId>, HashSet<PersonId>) = pairs.iter().copied().unzip();
    let answered: Vec<(EventId, PersonId, Instant)> = rsvp::Entity::find()
        .select_only()
        .columns([
            rsvp::Column::EventId,
            rsvp::Column::PersonId,
            rsvp::Column::AnsweredAt,
        ])
        .filter(rsvp::Column::EventId.is_in(events.iter().copied()))
        .filter(rsvp::Column::PersonId.is_in(people.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let text = format!(
        "SELECT invitation.event_id, person.id AS person_id FROM person
         JOIN invitation ON invitation.person_id = person.id
            OR invitation.household_id = person.household_id
         WHERE person.id IN ({}) AND invitation.event_id IN ({})
            AND invitation.revoked_at IS NULL",
        dialect::places(people.len(), "?"),
        dialect::places(events.len(), "?"),
    );
    let people = people.into_iter().map(Value::from);
    let values: Vec<Value> = people.chain(events.into_iter().map(Value::from)).collect();
    let invited = Silent::find_by_statement(dialect::sql(db, &text, values));
    let invited = invited.all(db).await?.into_iter();
    let answered = answered.into_iter();
    let answered: HashMap<_, _> = answered
        .map(|(event, person, at)| ((event, person), at))
        .collect();
    let silent = invited
        .map(|row| (row.event_id, row.person_id))
        .filter(|pair| pairs.contains(pair) && !answered.contains_key(pair))
        .collect();
    Ok((silent, answered))
}

fn missing() -> Error {
    Error::internal("a message is about a row that is missing")
}
