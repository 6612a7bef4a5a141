//! The only SQL about notices that are listed together.

use std::collections::{BTreeSet, HashMap};

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};
use uuid::Uuid;

use super::rules;
use super::store::{RECIPIENT, Recipient};
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Lets notices share a change.
pub async fn put_together(tx: &Tx, change: Uuid, notices: &[DeliveryScheduleId]) -> Result<()> {
    delivery_schedule::Entity::update_many()
        .col_expr(
            delivery_schedule::Column::Together,
            Expr::value(Some(change)),
        )
        .filter(delivery_schedule::Column::Id.is_in(notices.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The notices of a change under their locks, in order of their keys.
pub async fn lock(tx: &Tx, change: Uuid) -> Result<Vec<delivery_schedule::Model>> {
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::Together.eq(change))
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Notes how far the listing of these is.
pub async fn advance(
    tx: &Tx,
    notices: &[delivery_schedule::Model],
    state: ScheduleState,
    cursor: Option<Uuid>,
) -> Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    delivery_schedule::Entity::update_many()
        .col_expr(delivery_schedule::Column::State, Expr::value(state))
        .col_expr(delivery_schedule::Column::Cursor, Expr::value(cursor))
        .filter(delivery_schedule::Column::Id.is_in(notices.iter().map(|one| one.id)))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The events, whoever asks.
pub async fn events(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = EventId>,
) -> Result<HashMap<EventId, event::Model>> {
    let ids: BTreeSet<EventId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = event::Entity::find()
        .filter(event::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The next so many people, in order of their keys, whom any of the notices concerns.
pub async fn people(
    db: &impl ConnectionTrait,
    notices: &[delivery_schedule::Model],
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
    }
    let (which, mut values) = which(notices);
    let mut text = format!("SELECT DISTINCT rsvp.person_id FROM rsvp WHERE {which}");
    if let Some(after) = after {
        text += " AND rsvp.person_id > ?";
        values.push(after.into());
    }
    text += &format!(" ORDER BY rsvp.person_id LIMIT {limit}");
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows.map(|row| row.person_id).collect())
}

/// The answers of these people to any of the events that the notices are about.
pub async fn answers(
    db: &impl ConnectionTrait,
    notices: &[delivery_schedule::Model],
    people: &[PersonId],
) -> Result<Vec<Recipient>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (which, mut values) = which(notices);
    let text = format!(
        "{RECIPIENT} FROM rsvp JOIN person ON person.id = rsvp.person_id
         WHERE {which} AND rsvp.person_id IN ({}) ORDER BY rsvp.person_id, rsvp.event_id",
        dialect::places(people.len(), "?")
    );
    values.extend(people.iter().map(|person| Value::from(*person)));
    let rows = Recipient::find_by_statement(dialect::sql(db, &text, values));
    Ok(rows.all(db).await?)
}

/// Answers to the events that are in a state which any of the notices is for.
fn which(notices: &[delivery_schedule::Model]) -> (String, Vec<Value>) {
    let events: BTreeSet<EventId> = notices.iter().map(|one| one.event_id).collect();
    let mut states: Vec<RsvpState> = Vec::new();
    for state in notices.iter().flat_map(|one| rules::audience(one.kind)) {
        if !states.contains(state) {
            states.push(*state);
        }
    }
    let text = format!(
        "rsvp.event_id IN ({}) AND rsvp.state IN ({})",
        dialect::places(events.len(), "?"),
        dialect::places(states.len(), "?")
    );
    let events = events.into_iter().map(Value::from);
    let values = events.chain(states.into_iter().map(Value::from));
    (text, values.collect())
}

/// A confirmation that has not left, and that others may leave with.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Waiting {
    /// The message.
    pub id: DeliveryId,
    /// To whom.
    pub person_id: PersonId,
    /// How it travels.
    pub channel: Channel,
    /// When it leaves.
    pub send_at: crate::clock::Instant,
    /// What it shares with others, if it does already.
    pub bundle_key: Option<String>,
}

/// The confirmations to these people that nobody has begun to send, locked in order of their keys. Who
/// is about to send one keeps it.
pub async fn waiting_confirmations(
    tx: &Tx,
    people: impl Iterator<Item = PersonId>,
) -> Result<Vec<Waiting>> {
    let people: BTreeSet<PersonId> = people.collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let lock = dialect::for_update_skip_locked(tx.db());
    let text = format!(
        "SELECT id, person_id, channel, send_at, bundle_key FROM delivery
         WHERE person_id IN ({}) AND kind = 'RSVP_CONFIRMED' AND state = 'PENDING'
            AND settled_at IS NULL AND carried_by IS NULL AND leased_until IS NULL
            AND attempts = 0 AND send_at > ?
         ORDER BY id{lock}",
        dialect::places(people.len(), "?")
    );
    let people = people.into_iter().map(Value::from);
    let values: Vec<Value> = people.chain([tx.now().into()]).collect();
    let rows = Waiting::find_by_statement(dialect::sql(tx.db(), &text, values));
    Ok(rows.all(tx.db()).await?)
}

/// Lets others leave with a message that was to leave by itself.
pub async fn open_list(tx: &Tx, id: DeliveryId, bundle_key: &str) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::BundleKey, Expr::value(bundle_key))
        .col_expr(delivery::Column::InDigest, Expr::value(true))
        .filter(delivery::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}
