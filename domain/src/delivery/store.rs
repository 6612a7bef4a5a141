//! The only SQL about planned fan-outs and messages.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

use super::quiet::{self, Quiet};
use super::rules;
use crate::clock::Instant;
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
    /// When those who run the event approved or refused it.
    pub decided_at: Option<Instant>,
    /// The person's own quiet hours.
    pub quiet_from: Option<i32>,
    /// Their end.
    pub quiet_until: Option<i32>,
}

const RECIPIENT: &str = "SELECT rsvp.id AS rsvp_id, rsvp.event_id, rsvp.person_id, rsvp.state, \
    rsvp.answer_rev, rsvp.queue_no, rsvp.decided_at, person.quiet_from, person.quiet_until \
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
        let occasion = match rule {
            Some(rule) => rule.0.simple().to_string(),
            None => occasion(plan.kind, recipient),
        };
        let settings = tx.core().settings();
        let hours = Quiet::of(settings, recipient.quiet_from, recipient.quiet_until);
        let send_at = quiet::send_at(
            plan.due_at,
            tx.now(),
            event.starts_at,
            zone,
            hours,
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
            acted_by: Set(None),
            act: Set(None),
            purpose: Set(None),
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
    insert_once(tx, rows).await
}

/// What tells a message about an answer from the next of its kind: who moved up, gave way and moved
/// up again is told of each, and so is whoever was let in twice.
fn occasion(kind: MessageKind, recipient: &Recipient) -> String {
    let name = kind.as_str();
    match kind {
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

/// Writes messages down; of those with the same key one.
pub(super) async fn insert_once(
    tx: &Tx,
    rows: impl IntoIterator<Item = delivery::ActiveModel>,
) -> Result<()> {
    let known = OnConflict::column(delivery::Column::DedupeKey)
        .do_nothing()
        .to_owned();
    delivery::Entity::insert_many(rows)
        .on_conflict(known)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// What a message to one person is planned from, that is about no answer of theirs.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What makes it the same message when it is planned again.
    pub dedupe_key: String,
    /// What it says.
    pub kind: MessageKind,
    /// Who acted for the person and how, if it says that.
    pub act: Option<Act>,
}

/// What somebody did for somebody else.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// Who.
    pub by: PersonId,
    /// What.
    pub act: ProxyAct,
    /// About which event.
    pub event_id: Option<EventId>,
    /// About which consent.
    pub purpose: Option<ConsentPurpose>,
}

/// Plans a message to one person, once, by the channel that reaches them.
pub async fn plan_personal(
    tx: &Tx,
    person: &person::Model,
    channel: Channel,
    send_at: Instant,
    notice: Notice,
) -> Result<()> {
    let act = notice.act;
    let row = delivery::ActiveModel {
        id: Set(tx.new_id()),
        root_area_id: Set(Some(person.root_area_id)),
        person_id: Set(Some(person.id)),
        event_id: Set(act.and_then(|act| act.event_id)),
        rsvp_id: Set(None),
        sign_in_code_id: Set(None),
        acted_by: Set(act.map(|act| act.by)),
        act: Set(act.map(|act| act.act)),
        purpose: Set(act.and_then(|act| act.purpose)),
        schedule_id: Set(None),
        kind: Set(notice.kind),
        channel: Set(channel),
        dedupe_key: Set(notice.dedupe_key),
        schedule_rev: Set(0),
        answer_rev: Set(0),
        state: Set(DeliveryState::Pending),
        send_at: Set(send_at),
        due_at: Set(send_at),
        generation: Set(0),
        attempts: Set(0),
        last_error: Set(None),
        settled_at: Set(None),
        created_at: Set(tx.now()),
    };
    insert_once(tx, [row]).await
}

/// The start that those who answered know of, if they were told nothing of the move before the last
/// one: no message of its notice was begun, and none will be.
pub async fn start_before_untold_move(tx: &Tx, event: &event::Model) -> Result<Option<Instant>> {
    use DeliveryState::{Bounced, Delivered, Sending, Sent, Unknown};
    let before = delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event.id))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventRescheduled))
        .filter(delivery_schedule::Column::ScheduleRev.eq(event.schedule_rev - 1))
        .one(tx.db())
        .await?;
    let Some(before) = before else {
        return Ok(None);
    };
    let told = delivery::Entity::find()
        .filter(delivery::Column::ScheduleId.eq(before.id))
        .filter(delivery::Column::State.is_in([Sending, Unknown, Sent, Delivered, Bounced]))
        .one(tx.db())
        .await?;
    Ok(before.previous_starts_at.filter(|_| told.is_none()))
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

/// What these people were still to be told no longer holds.
pub async fn supersede(tx: &Tx, people: &[PersonId]) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(
            delivery::Column::State,
            Expr::value(DeliveryState::Superseded),
        )
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::PersonId.is_in(people.iter().copied()))
        .filter(delivery::Column::SettledAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Lets the messages of a merged record follow its answers and invitations to the keeper, so that
/// nobody is told anything twice. What else waits for its time is no longer sent: the keeper is told of the same by
/// messages of their own.
pub async fn follow_answers(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let text = "UPDATE delivery SET person_id = ?, dedupe_key = replace(dedupe_key, ?, ?)
         WHERE person_id = ? AND (rsvp_id IN (SELECT id FROM rsvp WHERE person_id = ?)
            OR (kind = 'INVITED' AND NOT EXISTS (SELECT 1 FROM delivery AS own
                WHERE own.person_id = ? AND own.kind = 'INVITED'
                    AND own.event_id = delivery.event_id)))";
    let (old, new) = (from.0.simple().to_string(), into.0.simple().to_string());
    let values = [
        into.into(),
        old.into(),
        new.into(),
        from.into(),
        into.into(),
        into.into(),
    ];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    delivery::Entity::update_many()
        .col_expr(
            delivery::Column::State,
            Expr::value(DeliveryState::Superseded),
        )
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::PersonId.eq(from))
        .filter(delivery::Column::State.eq(DeliveryState::Pending))
        .exec(tx.db())
        .await?;
    Ok(())
}
