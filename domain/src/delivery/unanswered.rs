//! Text messages that no receipt came for: callbacks are given up after a few tries, and some providers
//! make none.
//!
//! A message is asked after some times in its first two days: each time that it has reached one of a few
//! ages. For each age there is a cursor that goes on through the messages in the order in which they
//! were taken, a bounded page at a time, so that none is passed over however many there are, and no age
//! waits for another. What a cursor is behind by more than the next age is left to that one's. Messages
//! of which nobody knows whether they were taken are gone through every minute, as they are sent again
//! soon; they have a cursor of their own, which begins anew each minute once it is through.

use std::collections::HashMap;

use chrono::{DurationRound, TimeDelta};
use mulin_entities::*;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::rules;
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::person::contact::store::contacts;
use crate::tx::Tx;

/// Ages at which a message is asked after, in minutes, each with the next one; what is older than the
/// last of these is not asked after any more.
const AGES: [(i32, i32); 5] = [
    (3, 15),
    (15, 60),
    (60, 6 * 60),
    (6 * 60, 24 * 60),
    (24 * 60, 48 * 60),
];
/// Names the cursor of messages of which nobody knows whether they were taken.
const UNKNOWN: i32 = 0;
/// Messages that a page holds of each age at most.
pub const EACH: u64 = 20;
/// The clocks of workers are no further apart. A cursor that is further ahead was written by a clock
/// that was wrong: it counts as none.
const SKEW: TimeDelta = TimeDelta::minutes(1);
/// Names the one row of due work.
const SUBJECT: Uuid = Uuid::from_u128(1);

/// A message to ask after.
#[derive(Clone)]
pub struct Unanswered {
    /// The message.
    pub id: DeliveryId,
    /// Who took it; none if nobody knows.
    pub provider: Option<String>,
    /// Its name there.
    pub provider_ref: Option<String>,
    /// The telephone's number (E.164).
    pub address: String,
    /// About when it was sent.
    pub sent_at: Instant,
}

impl std::fmt::Debug for Unanswered {
    // Numbers stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unanswered")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Plans the first round, if nobody has yet.
pub async fn plan(core: &Core) -> Result<()> {
    core.transact(&Actor::System, |tx| {
        Box::pin(async move {
            due_work::plan_once(tx, DueWorkKind::AskForReceipts, SUBJECT, tx.now()).await
        })
    })
    .await
}

/// The next messages to ask after, at most [`EACH`] of each age.
#[derive(Debug, Default)]
pub struct Page {
    /// To be asked after, in no order that matters.
    pub messages: Vec<Unanswered>,
    /// How far each cursor has come with it.
    cursors: Vec<receipt_cursor::Model>,
    /// Whether there is more to ask after already.
    more: bool,
}

/// The next page, of providers that can be asked. Those whose person has no number any more are left
/// out, and so are codes: nobody waits for their receipts. Nothing is written: whoever asks and dies
/// has the same page asked again.
pub async fn next_page(core: &Core, providers: &[String]) -> Result<Page> {
    let now = core.now();
    let cursors = receipt_cursor::Entity::find()
        .all(core.db().reader())
        .await?;
    let cursor = |age: i32| cursors.iter().find(|cursor| cursor.age_minutes == age);
    let mut page = Page::default();
    let mut rows = Vec::new();
    for (age, next) in AGES {
        let (until, oldest) = (now - minutes(age), now - minutes(next));
        // What has reached the next age is asked after by its cursor.
        let after = match cursor(age) {
            Some(cursor) if cursor.position_at > oldest && cursor.position_at <= until + SKEW => {
                (cursor.position_at, cursor.position_id)
            }
            _ => (oldest, DeliveryId(Uuid::nil())),
        };
        let sent = delivery::Entity::find()
            .filter(beyond(delivery::Column::SettledAt, after))
            .filter(delivery::Column::SettledAt.lte(until))
            .filter(delivery::Column::State.eq(DeliveryState::Sent))
            .filter(delivery::Column::Channel.eq(Channel::Sms))
            .filter(delivery::Column::CarriedBy.is_null())
            .filter(delivery::Column::PersonId.is_not_null())
            .filter(delivery::Column::Provider.is_in(providers.iter().map(String::as_str)))
            .order_by_asc(delivery::Column::SettledAt)
            .order_by_asc(delivery::Column::Id)
            .limit(EACH)
            .all(core.db().reader())
            .await?;
        // Who has seen all of this age begins behind it the next time, and not at the last that was to be
        // asked after: what is none of its business in between is not gone through again.
        let through = (until, DeliveryId(Uuid::max()));
        let last = sent.last().and_then(|row| Some((row.settled_at?, row.id)));
        let last = last.filter(|_| is_full(sent.len())).unwrap_or(through);
        page.came_to(age, now, last, sent.len());
        rows.extend(sent);
    }
    let ongoing = cursor(UNKNOWN)
        .filter(|cursor| cursor.begun_at <= now + SKEW)
        .filter(|cursor| cursor.ongoing || cursor.begun_at >= minute(now));
    let after = ongoing.map_or((now, DeliveryId(Uuid::nil())), |cursor| {
        (cursor.position_at.max(now), cursor.position_id)
    });
    let known = Condition::any()
        .add(delivery::Column::Provider.is_null())
        .add(delivery::Column::Provider.is_in(providers.iter().map(String::as_str)));
    let unknown = delivery::Entity::find()
        .filter(beyond(delivery::Column::DueAt, after))
        .filter(delivery::Column::SettledAt.is_null())
        .filter(delivery::Column::CarriedBy.is_null())
        .filter(delivery::Column::Channel.eq(Channel::Sms))
        .filter(delivery::Column::State.eq(DeliveryState::Unknown))
        // None waits longer: what is planned for later is not looked at.
        .filter(delivery::Column::DueAt.lte(now + rules::RECEIPT_WAIT))
        .filter(delivery::Column::PersonId.is_not_null())
        .filter(known)
        .order_by_asc(delivery::Column::DueAt)
        .order_by_asc(delivery::Column::Id)
        .limit(EACH)
        .all(core.db().reader())
        .await?;
    let begun_at = ongoing.map_or(minute(now), |cursor| cursor.begun_at);
    let last = unknown.last().map_or(after, |row| (row.due_at, row.id));
    page.came_to(UNKNOWN, begun_at, last, unknown.len());
    rows.extend(unknown);
    page.messages = with_numbers(core, rows, now).await?;
    Ok(page)
}

impl Page {
    fn came_to(
        &mut self,
        age_minutes: i32,
        begun_at: Instant,
        (position_at, position_id): (Instant, DeliveryId),
        found: usize,
    ) {
        self.more |= is_full(found);
        self.cursors.push(receipt_cursor::Model {
            age_minutes,
            position_at,
            position_id,
            begun_at,
            ongoing: is_full(found),
        });
    }
}

/// Whether there may be more behind them.
fn is_full(found: usize) -> bool {
    found as u64 == EACH
}

/// Behind a place in the order of a time and the key.
fn beyond(column: delivery::Column, (at, id): (Instant, DeliveryId)) -> Condition {
    let same = Condition::all()
        .add(column.eq(at))
        .add(delivery::Column::Id.gt(id));
    // By the index first.
    Condition::all()
        .add(column.gte(at))
        .add(Condition::any().add(column.gt(at)).add(same))
}

/// A page was asked: the cursors go on, and the next page is planned, at once if there is more already
/// and else in the next minute.
pub async fn turn(core: &Core, held: &Held, page: Page) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            if due_work::hold(tx, &held).await? {
                let next = if page.more {
                    tx.now()
                } else {
                    minute(tx.now()) + TimeDelta::minutes(1)
                };
                go_on(tx, page.cursors).await?;
                due_work::plan(tx, held.kind, held.subject_id, next).await?;
            }
            Ok(())
        })
    })
    .await
}

async fn go_on(tx: &Tx, cursors: Vec<receipt_cursor::Model>) -> Result<()> {
    let rows = cursors
        .into_iter()
        .map(|cursor| receipt_cursor::ActiveModel {
            age_minutes: Set(cursor.age_minutes),
            position_at: Set(cursor.position_at),
            position_id: Set(cursor.position_id),
            begun_at: Set(cursor.begun_at),
            ongoing: Set(cursor.ongoing),
        });
    let again = OnConflict::column(receipt_cursor::Column::AgeMinutes)
        .update_columns([
            receipt_cursor::Column::PositionAt,
            receipt_cursor::Column::PositionId,
            receipt_cursor::Column::BegunAt,
            receipt_cursor::Column::Ongoing,
        ])
        .to_owned();
    receipt_cursor::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

async fn with_numbers(
    core: &Core,
    rows: Vec<delivery::Model>,
    now: Instant,
) -> Result<Vec<Unanswered>> {
    let people = rows.iter().filter_map(|row| row.person_id);
    let mut numbers = HashMap::new();
    for contact in contacts(core, core.db().reader(), people).await? {
        if contact.row.kind == ContactKind::Phone && contact.row.receives_sms {
            // The first is the one that is written to.
            numbers
                .entry(contact.row.person_id)
                .or_insert(contact.address);
        }
    }
    let asked = rows.into_iter().filter_map(|row| {
        Some(Unanswered {
            id: row.id,
            address: numbers.get(&row.person_id?)?.clone(),
            sent_at: row.settled_at.unwrap_or(now),
            // The name is of an earlier try, if there is one: of this one the answer was lost.
            provider_ref: row
                .provider_ref
                .filter(|_| row.state == DeliveryState::Sent),
            provider: row.provider,
        })
    });
    Ok(asked.collect())
}

fn minutes(minutes: i32) -> TimeDelta {
    TimeDelta::minutes(minutes.into())
}

fn minute(at: Instant) -> Instant {
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
}
