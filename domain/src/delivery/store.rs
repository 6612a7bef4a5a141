//! The only SQL about planned fan-outs and messages.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

use super::rules::{self, Quiet};
use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Somebody to write to about an event.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Recipient {
    /// The answer.
    pub rsvp_id: RsvpId,
    /// To which event.
    pub event_id: EventId,
    /// Whose answer.
    pub person_id: PersonId,
    /// Its state.
    pub state: RsvpState,
    /// Raised when somebody comes back.
    pub answer_rev: i32,
    /// Place in the order of arrival, another one each time that somebody waits.
    pub queue_no: Option<i64>,
    /// The person's own quiet hours.
    pub quiet_from: Option<i32>,
    /// Their end.
    pub quiet_until: Option<i32>,
}

impl Recipient {
    /// The person's quiet hours, or the platform's.
    pub fn quiet(&self, core: &Core) -> Quiet {
        let settings = core.settings();
        Quiet {
            from: self.quiet_from.unwrap_or(settings.quiet_from),
            until: self.quiet_until.unwrap_or(settings.quiet_until),
        }
    }
}

const RECIPIENT: &str = "SELECT rsvp.id AS rsvp_id, rsvp.event_id, rsvp.person_id, rsvp.state, \
    rsvp.answer_rev, rsvp.queue_no, person.quiet_from, person.quiet_until \
    FROM rsvp JOIN person ON person.id = rsvp.person_id";

/// The next recipients of a fan-out after its cursor.
pub async fn recipients(
    db: &impl ConnectionTrait,
    schedule: &delivery_schedule::Model,
    limit: u64,
) -> Result<Vec<Recipient>> {
    let states = rules::audience(schedule.kind);
    let places = vec!["?"; states.len()].join(", ");
    let mut text = format!("{RECIPIENT} WHERE rsvp.event_id = ? AND rsvp.state IN ({places})");
    let mut values: Vec<Value> = vec![schedule.event_id.into()];
    values.extend(states.iter().map(|state| Value::from(*state)));
    if let Some(cursor) = schedule.cursor {
        text += " AND rsvp.id > ?";
        values.push(cursor.into());
    }
    text += &format!(" ORDER BY rsvp.id LIMIT {limit}");
    Ok(
        Recipient::find_by_statement(dialect::sql(db, &text, values))
            .all(db)
            .await?,
    )
}

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
    let text = format!("{RECIPIENT} WHERE rsvp.id IN ({places})");
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

/// The reminders of these events that may still be of use, locked in order of their keys.
pub async fn lock_coming_reminders(
    tx: &Tx,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<delivery_schedule::Model>> {
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.is_in(events))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventReminder))
        .filter(delivery_schedule::Column::DueAt.gt(tx.now()))
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Notes how far a fan-out is.
pub async fn advance(
    tx: &Tx,
    id: DeliveryScheduleId,
    state: ScheduleState,
    cursor: Option<RsvpId>,
) -> Result<()> {
    delivery_schedule::Entity::update_many()
        .col_expr(delivery_schedule::Column::State, Expr::value(state))
        .col_expr(delivery_schedule::Column::Cursor, Expr::value(cursor))
        .filter(delivery_schedule::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

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
}

/// Plans a message to each recipient, once: who has one for the same occasion gets no other.
pub async fn plan(tx: &Tx, plan: Plan<'_>, recipients: &[Recipient]) -> Result<()> {
    if recipients.is_empty() {
        return Ok(());
    }
    let event = plan.event;
    let zone = event
        .time_zone
        .parse()
        .unwrap_or(tx.core().settings().time_zone);
    let rule = plan.schedule.and_then(|schedule| schedule.rule_id);
    let rows = recipients.iter().map(|recipient| {
        let occasion = match (rule, plan.kind, recipient.queue_no) {
            (Some(rule), ..) => rule.0.simple().to_string(),
            // Who moved up, gave way and moved up again is told of each.
            (None, kind @ MessageKind::RsvpPromoted, Some(place)) => {
                format!("{}:{place}", kind.as_str())
            }
            (None, kind, _) => kind.as_str(),
        };
        let quiet = recipient.quiet(tx.core());
        let send_at = rules::send_at(
            plan.due_at,
            tx.now(),
            event.starts_at,
            zone,
            quiet,
            plan.kind,
        );
        let channel = Channel::Email;
        delivery::ActiveModel {
            id: Set(tx.new_id()),
            root_area_id: Set(Some(event.root_area_id)),
            person_id: Set(Some(recipient.person_id)),
            event_id: Set(Some(event.id)),
            rsvp_id: Set(Some(recipient.rsvp_id)),
            sign_in_code_id: Set(None),
            schedule_id: Set(plan.schedule.map(|schedule| schedule.id)),
            kind: Set(plan.kind),
            channel: Set(channel),
            dedupe_key: Set(rules::dedupe_key(
                event.id,
                event.schedule_rev,
                &occasion,
                recipient.person_id,
                recipient.answer_rev,
                channel,
            )),
            schedule_rev: Set(event.schedule_rev),
            answer_rev: Set(recipient.answer_rev),
            state: Set(DeliveryState::Pending),
            send_at: Set(send_at),
            due_at: Set(send_at),
            generation: Set(0),
            attempts: Set(0),
            last_error: Set(None),
            settled_at: Set(None),
            created_at: Set(tx.now()),
        }
    });
    delivery::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(delivery::Column::DedupeKey)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
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
        kind: Set(kind),
        schedule_rev: Set(event.schedule_rev),
        due_at: Set(tx.now()),
        previous_starts_at: Set(previous_starts_at),
        state: Set(ScheduleState::Pending),
        cursor: Set(None),
        created_at: Set(tx.now()),
    };
    delivery_schedule::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(id)
}
