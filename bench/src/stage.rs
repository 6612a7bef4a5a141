//! Residents who can be reached, all of whom come to one event, which reminds them; on either
//! database.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use mulin_domain::event::{
    CreateEvent, PublishEvent, RescheduleEvent, RsvpTerms, create_event, publish_event,
    reschedule_event,
};
use mulin_domain::reminder::{ReminderInput, SetEventReminders, set_event_reminders};
use mulin_domain::{Actor, Core, dialect, person};
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Value};

/// How long before the start the reminder is due, at least; by e-mail and nothing else.
const BEFORE: TimeDelta = TimeDelta::hours(1);
const SECOND: TimeDelta = TimeDelta::seconds(1);
/// Events begin at a whole minute.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// The city with its administrator.
pub struct Stage {
    admin: Actor,
    city: AreaId,
    before: TimeDelta,
    channels: Option<Vec<Channel>>,
}

/// An event that reminds everybody at once.
#[derive(Clone, Copy)]
pub struct Reminding {
    /// Which.
    pub event: EventId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When the reminder is due.
    pub due: DateTime<Utc>,
}

impl Stage {
    /// Finds the administrator.
    pub async fn set(core: &Core) -> Result<Self> {
        let db = core.db().reader();
        let grant = role_grant::Entity::find().filter(role_grant::Column::Role.eq(Role::Admin));
        let grant = grant.one(db).await?.context("nobody administers")?;
        let admin = person::store::actor(db, grant.person_id, None, core.now()).await?;
        Ok(Self {
            admin: admin.context("the administrator is gone")?,
            city: grant.area_id,
            before: BEFORE,
            channels: Some(vec![Channel::Email]),
        })
    }

    /// The same with a start that is farther away, and reminders by whichever channel suits a guest.
    #[must_use]
    pub fn by_any_channel(self, before: TimeDelta) -> Self {
        Self {
            before,
            channels: None,
            ..self
        }
    }

    /// An event to which so many come, with a reminder that is due `lead` after all is set.
    pub async fn event(&self, core: &Core, guests: u64, lead: TimeDelta) -> Result<Reminding> {
        let starts_at = (core.now() + lead + self.before).duration_trunc(MINUTE)? + MINUTE * 5;
        let input = CreateEvent {
            area_id: Ok(self.city),
            festival_id: None,
            kind: EventKind::Banquet,
            visibility: Visibility::Public,
            title: "元宵灯会".to_owned(),
            description: None,
            venue_id: None,
            starts_at: wall_clock(starts_at),
            ends_at: wall_clock(starts_at + TimeDelta::hours(2)),
            time_zone: Some("UTC".to_owned()),
            capacity: None,
            max_party: None,
            rsvp_opens_at: None,
            rsvp_closes_at: None,
            terms: RsvpTerms::default(),
        };
        let event = create_event(core, &self.admin, input, None).await?.id;
        answers(core, event, guests).await?;
        let mut reminding = Reminding {
            event,
            starts_at,
            due: DateTime::UNIX_EPOCH,
        };
        self.remind(core, &mut reminding, lead).await?;
        let publish = PublishEvent {
            event_id: Ok(event),
            expected_version: None,
        };
        publish_event(core, &self.admin, publish).await?;
        Ok(reminding)
    }

    /// Lets the event remind once, `lead` from now.
    pub async fn remind(&self, core: &Core, it: &mut Reminding, lead: TimeDelta) -> Result<()> {
        let due = (core.now() + lead).duration_trunc(SECOND)? + SECOND;
        let before = (it.starts_at - due).num_seconds();
        let reminders = SetEventReminders {
            event_id: Ok(it.event),
            reminders: vec![ReminderInput {
                before: format!("PT{before}S"),
                audience: None,
                channels: self.channels.clone(),
                template: None,
            }],
        };
        set_event_reminders(core, &self.admin, reminders).await?;
        it.due = due;
        Ok(())
    }

    /// Moves the event; its reminders move along.
    pub async fn reschedule(&self, core: &Core, it: &mut Reminding, by: TimeDelta) -> Result<()> {
        let starts_at = it.starts_at + by;
        let input = RescheduleEvent {
            event_id: Ok(it.event),
            expected_version: None,
            starts_at: wall_clock(starts_at),
            ends_at: wall_clock(starts_at + TimeDelta::hours(2)),
            time_zone: None,
        };
        reschedule_event(core, &self.admin, input, None).await?;
        it.starts_at = starts_at;
        it.due += by;
        Ok(())
    }

    /// The state of the fan-out of the event's present reminder.
    pub async fn listing(&self, core: &Core, event: EventId) -> Result<ScheduleState> {
        let db = core.db().reader();
        let rule = reminder_rule::Entity::find()
            .filter(reminder_rule::Column::EventId.eq(event))
            .filter(reminder_rule::Column::RemovedAt.is_null());
        let rule = rule.one(db).await?.context("the event reminds nobody")?;
        let schedule = delivery_schedule::Entity::find()
            .filter(delivery_schedule::Column::RuleId.eq(rule.id))
            .one(db)
            .await?;
        Ok(schedule.context("nothing is planned")?.state)
    }

    /// Whether every guest's message is planned.
    pub async fn is_expanded(&self, core: &Core, event: EventId) -> Result<bool> {
        Ok(self.listing(core, event).await? == ScheduleState::Expanded)
    }

    /// That each guest's message was sent, once and at the first try.
    pub async fn verify(&self, core: &Core, event: EventId, guests: u64) -> Result<()> {
        let sent = "state = 'SENT' AND attempts = 1";
        self.verify_as(core, event, guests, sent, "sent at the first try")
            .await
    }

    /// That each guest's message is planned, once, and waits.
    pub async fn verify_planned(&self, core: &Core, event: EventId, guests: u64) -> Result<()> {
        self.verify_as(core, event, guests, "state = 'PENDING'", "waiting")
            .await
    }

    async fn verify_as(
        &self,
        core: &Core,
        event: EventId,
        guests: u64,
        which: &str,
        word: &str,
    ) -> Result<()> {
        let text = format!(
            "SELECT count(*) AS messages, count(DISTINCT person_id) AS people,
                count(CASE WHEN {which} THEN 1 END) AS as_wanted
             FROM delivery WHERE event_id = ?"
        );
        let db = core.db().reader();
        let row = db
            .query_one_raw(dialect::sql(db, &text, [event.into()]))
            .await?
            .context("a count")?;
        let messages: i64 = row.try_get("", "messages")?;
        let people: i64 = row.try_get("", "people")?;
        let as_wanted: i64 = row.try_get("", "as_wanted")?;
        let guests = i64::try_from(guests)?;
        ensure!(
            messages == guests && people == guests && as_wanted == guests,
            "{guests} guests, {messages} messages to {people} people, {as_wanted} {word}"
        );
        Ok(())
    }
}

fn wall_clock(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// The answers are copied into the table: taking them is another benchmark.
async fn answers(core: &Core, event: EventId, guests: u64) -> Result<()> {
    let db = core.db().writer();
    let new_id = match db.get_database_backend() {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let guests = i64::try_from(guests)?;
    let text = format!(
        "INSERT INTO rsvp (id, root_area_id, event_id, person_id, household_id, unit_id, state,
            adults, children, respondent_comes, withdrew_late, form_version, answer_rev,
            schedule_rev, via, answered_by, answered_at, created_at)
         SELECT {new_id}, root_area_id, ?, id, household_id, unit_id, 'GOING',
            1, 0, true, false, 0, 1, 1, 'APP', id, ?, ?
         FROM person WHERE state = 'ACTIVE' AND EXISTS (SELECT 1 FROM contact_point
            WHERE contact_point.person_id = person.id)
         ORDER BY id LIMIT ?"
    );
    let now = core.now();
    let values: [Value; 4] = [event.into(), now.into(), now.into(), guests.into()];
    let came = db.execute_raw(dialect::sql(db, &text, values)).await?;
    ensure!(
        came.rows_affected() == guests.unsigned_abs(),
        "only {} residents can be reached",
        came.rows_affected()
    );
    let text = "UPDATE event_seats SET taken = ? WHERE event_id = ?";
    let values: [Value; 2] = [i32::try_from(guests)?.into(), event.into()];
    db.execute_raw(dialect::sql(db, text, values)).await?;
    db.execute_unprepared("ANALYZE rsvp").await?;
    Ok(())
}
