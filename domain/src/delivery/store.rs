//! The only SQL about planned fan-outs and messages.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Somebody to write to about an event.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Recipient {
    /// The answer; none of somebody who was invited and has not answered.
    pub rsvp_id: Option<RsvpId>,
    /// To which event.
    pub event_id: EventId,
    /// Whose answer.
    pub person_id: PersonId,
    /// Its state.
    pub state: Option<RsvpState>,
    /// Raised when somebody comes back.
    pub answer_rev: i32,
    /// Place in the order of arrival, another one each time that somebody waits.
    pub queue_no: Option<i64>,
    /// When those who run the event approved or refused it.
    pub decided_at: Option<Instant>,
    /// The person's own quiet hours.
    pub quiet_from: Option<i32>,
    /// Their end.
    pub quiet_until: Option<i32>,
    /// The zone in which they are told; none for that of the event.
    pub time_zone: Option<String>,
}

/// What is read of a recipient who answered.
pub(super) const RECIPIENT: &str = "SELECT rsvp.id AS rsvp_id, rsvp.event_id, rsvp.person_id, \
    rsvp.state, rsvp.answer_rev, rsvp.queue_no, rsvp.decided_at, person.quiet_from, \
    person.quiet_until, person.time_zone";

/// How far a message is that may have reached somebody.
const BEGUN: [DeliveryState; 5] = [
    DeliveryState::Sending,
    DeliveryState::Unknown,
    DeliveryState::Sent,
    DeliveryState::Delivered,
    DeliveryState::Bounced,
];

/// These answers as recipients.
pub async fn recipients_of(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<Recipient>> {
    let values: Vec<Value> = rsvps.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; values.len()].join(", ");
    let text = format!(
        "{RECIPIENT} FROM rsvp JOIN person ON person.id = rsvp.person_id WHERE rsvp.id IN ({places})"
    );
    Ok(
        Recipient::find_by_statement(dialect::sql(db, &text, values))
            .all(db)
            .await?,
    )
}

/// One fan-out under its lock.
pub async fn lock_schedule(
    tx: &Tx,
    id: DeliveryScheduleId,
) -> Result<Option<delivery_schedule::Model>> {
    Ok(delivery_schedule::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// The reminders and announcements of these events that were not due yet at an instant, locked in
/// order of their keys.
pub async fn lock_reminders_after(
    tx: &Tx,
    events: impl IntoIterator<Item = EventId>,
    at: Instant,
) -> Result<Vec<delivery_schedule::Model>> {
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.is_in(events))
        .filter(
            delivery_schedule::Column::Kind
                .is_in([MessageKind::EventReminder, MessageKind::Announcement]),
        )
        .filter(delivery_schedule::Column::DueAt.gt(at))
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Those who have had a reminder of this very time already, by another rule: their answer was another
/// one then.
pub async fn reminded_at(
    tx: &Tx,
    schedule: &delivery_schedule::Model,
    recipients: &[Recipient],
) -> Result<Vec<PersonId>> {
    if recipients.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<DeliveryScheduleId> = delivery_schedule::Entity::find()
        .select_only()
        .column(delivery_schedule::Column::Id)
        .filter(delivery_schedule::Column::EventId.eq(schedule.event_id))
        .filter(delivery_schedule::Column::DueAt.eq(schedule.due_at))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventReminder))
        .filter(delivery_schedule::Column::Id.ne(schedule.id))
        .into_tuple()
        .all(tx.db())
        .await?;
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let people = recipients.iter().map(|one| one.person_id);
    let told: Vec<Option<PersonId>> = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::PersonId)
        .filter(delivery::Column::PersonId.is_in(people))
        .filter(delivery::Column::ScheduleId.is_in(others))
        .filter(delivery::Column::ScheduleRev.eq(schedule.schedule_rev))
        .filter(delivery::Column::State.is_in(BEGUN))
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(told.into_iter().flatten().collect())
}

/// Notes how far a fan-out is.
pub async fn advance(
    tx: &Tx,
    id: DeliveryScheduleId,
    state: ScheduleState,
    cursor: Option<uuid::Uuid>,
    past_answers: bool,
) -> Result<()> {
    delivery_schedule::Entity::update_many()
        .col_expr(delivery_schedule::Column::State, Expr::value(state))
        .col_expr(delivery_schedule::Column::Cursor, Expr::value(cursor))
        .col_expr(
            delivery_schedule::Column::PastAnswers,
            Expr::value(past_answers),
        )
        .filter(delivery_schedule::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// All recipients of an announcement are listed.
pub async fn announcement_is_listed(tx: &Tx, id: AnnouncementId) -> Result<()> {
    announcement::Entity::update_many()
        .col_expr(
            announcement::Column::State,
            Expr::value(AnnouncementState::Listed),
        )
        .filter(announcement::Column::Id.eq(id))
        .filter(announcement::Column::State.eq(AnnouncementState::Scheduled))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The start that those who answered know of, if they were told nothing of the move before the last
/// one: no message of its notice was begun, and none will be.
pub async fn start_before_untold_move(tx: &Tx, event: &event::Model) -> Result<Option<Instant>> {
    let before = delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event.id))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventRescheduled))
        .filter(delivery_schedule::Column::ScheduleRev.eq(event.schedule_rev - 1))
        .one(tx.db())
        .await?;
    let Some(before) = before else {
        return Ok(None);
    };
    let told = was_told(tx, before.id).await?;
    Ok(before.previous_starts_at.filter(|_| !told))
}

/// Whether a message of this fan-out was begun.
pub async fn was_told(tx: &Tx, schedule: DeliveryScheduleId) -> Result<bool> {
    let told = delivery::Entity::find()
        .filter(delivery::Column::ScheduleId.eq(schedule))
        .filter(delivery::Column::State.is_in(BEGUN))
        .one(tx.db())
        .await?;
    Ok(told.is_some())
}

/// Whether this fan-out, as it stands, has led to a message that was not withdrawn.
pub async fn has_messages(tx: &Tx, schedule: &delivery_schedule::Model) -> Result<bool> {
    let one = delivery::Entity::find()
        .filter(delivery::Column::ScheduleId.eq(schedule.id))
        .filter(delivery::Column::ScheduleRev.eq(schedule.schedule_rev))
        .filter(delivery::Column::State.ne(DeliveryState::Superseded))
        .one(tx.db())
        .await?;
    Ok(one.is_some())
}

/// Plans a fan-out to everybody who answered.
pub async fn plan_notice(
    tx: &Tx,
    event: &event::Model,
    kind: MessageKind,
    previous_starts_at: Option<Instant>,
) -> Result<DeliveryScheduleId> {
    let id = tx.new_id();
    let row = delivery_schedule::ActiveModel {
        id: Set(id),
        root_area_id: Set(event.root_area_id),
        event_id: Set(event.id),
        rule_id: Set(None),
        announcement_id: Set(None),
        kind: Set(kind),
        schedule_rev: Set(event.schedule_rev),
        due_at: Set(tx.now()),
        previous_starts_at: Set(previous_starts_at),
        previous_venue_id: Set(None),
        state: Set(ScheduleState::Pending),
        cursor: Set(None),
        past_answers: Set(false),
        together: Set(None),
        created_at: Set(tx.now()),
    };
    delivery_schedule::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(id)
}
