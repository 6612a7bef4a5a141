//! Writes planned messages down: each occasion once, and what goes to one address together.
//!
//! Of the messages that share a `bundle_key` and are not settled, exactly one carries the others (a
//! partial unique index sees to it): it is claimed, and brings them along.

use std::collections::{BTreeMap, HashMap, HashSet};

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, Value,
};

use super::rules;
pub use crate::blank_delivery::blank;
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Rows a statement: each has some forty parameters, of which a statement takes only so many.
const ROWS: usize = 500;
/// Keys a statement: a power of two, as they are padded to one.
const KEYS: usize = 2_048;

/// The same as a message that came to nothing, in its place, by another channel.
pub fn instead(
    tx: &Tx,
    of: &delivery::Model,
    channel: Channel,
    dedupe_key: String,
    send_at: Instant,
) -> delivery::Model {
    delivery::Model {
        root_area_id: of.root_area_id,
        person_id: of.person_id,
        event_id: of.event_id,
        rsvp_id: of.rsvp_id,
        ticket_id: of.ticket_id,
        shift_sign_up_id: of.shift_sign_up_id,
        shift_id: of.shift_id,
        sign_in_code_id: of.sign_in_code_id,
        acted_by: of.acted_by,
        act: of.act,
        purpose: of.purpose,
        schedule_id: of.schedule_id,
        announcement_id: of.announcement_id,
        own_before_seconds: of.own_before_seconds,
        schedule_rev: of.schedule_rev,
        answer_rev: of.answer_rev,
        instead_of: Some(of.id),
        ..blank(tx, of.kind, channel, dedupe_key, send_at)
    }
}

/// Writes messages down; whoever has one for the same occasion, by whichever channel, gets no other.
pub async fn insert(tx: &Tx, rows: Vec<delivery::Model>) -> Result<()> {
    let keys = rows.iter().flat_map(|row| rules::keys_of(&row.dedupe_key));
    let known = known(tx, keys).await?;
    let is_new = |row: &delivery::Model| {
        let keys = rules::keys_of(&row.dedupe_key);
        !keys.iter().any(|key| known.contains(key))
    };
    add(tx, rows.into_iter().filter(is_new).collect()).await
}

/// Writes messages down that go on with an occasion by another channel.
pub async fn add(tx: &Tx, rows: Vec<delivery::Model>) -> Result<()> {
    let (bundled, alone): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.bundle_key.is_some());
    insert_once(tx, alone).await?;
    join(tx, bundled).await
}

/// Which of these keys are taken.
pub async fn known(tx: &Tx, keys: impl Iterator<Item = String>) -> Result<HashSet<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        dedupe_key: String,
    }
    let keys = dialect::padded(keys);
    let mut known = HashSet::new();
    for keys in keys.chunks(KEYS) {
        let places = dialect::places(keys.len(), "?");
        let text = format!("SELECT dedupe_key FROM delivery WHERE dedupe_key IN ({places})");
        let values = keys.iter().map(|key| Value::from(key.as_str()));
        let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values))
            .all(tx.db())
            .await?;
        known.extend(rows.into_iter().map(|row| row.dedupe_key));
    }
    Ok(known)
}

/// Of what shares a bundle the first carries, and the others go with whoever carries.
async fn join(tx: &Tx, mut rest: Vec<delivery::Model>) -> Result<()> {
    // Locks are taken in one order.
    rest.sort_by(|a, b| a.bundle_key.cmp(&b.bundle_key));
    while !rest.is_empty() {
        let keys = rest.iter().filter_map(|row| row.bundle_key.as_deref());
        let carriers = lock_carriers(tx, keys).await?;
        let carrier_of = |row: &delivery::Model| {
            let key = row.bundle_key.as_ref()?;
            carriers.get(key).copied()
        };
        let (mut carried, left): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|row| carrier_of(row).is_some());
        for row in &mut carried {
            row.carried_by = carrier_of(row);
        }
        insert_once(tx, carried).await?;
        let mut seen = HashSet::new();
        let (first, mut later): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|row| seen.insert(row.bundle_key.clone()));
        // Another transaction may be the first: what it left out comes again, and goes with it.
        insert_or(tx, first.clone(), OnConflict::new().do_nothing().to_owned()).await?;
        let written = known(tx, first.iter().map(|row| row.dedupe_key.clone())).await?;
        later.extend(
            first
                .into_iter()
                .filter(|row| !written.contains(&row.dedupe_key)),
        );
        rest = later;
    }
    Ok(())
}

async fn lock_carriers<'a>(
    tx: &Tx,
    keys: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, DeliveryId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: DeliveryId,
        bundle_key: String,
    }
    let keys: HashSet<&str> = keys.collect();
    let places = dialect::places(keys.len(), "?");
    let lock = dialect::for_update(tx.db());
    let text = format!(
        "SELECT id, bundle_key FROM delivery
         WHERE bundle_key IN ({places}) AND carried_by IS NULL AND settled_at IS NULL
         ORDER BY bundle_key{lock}"
    );
    let values = keys.into_iter().map(Value::from);
    let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values))
        .all(tx.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.bundle_key, row.id))
        .collect())
}

/// These carry nothing any more: of what they carried and is not settled, one carries the others from
/// now on.
pub async fn release(tx: &Tx, carriers: &[DeliveryId]) -> Result<()> {
    if carriers.is_empty() {
        return Ok(());
    }
    let left = delivery::Entity::find()
        .filter(delivery::Column::CarriedBy.is_in(carriers.iter().copied()))
        .filter(delivery::Column::SettledAt.is_null())
        .order_by_asc(delivery::Column::Id)
        .all(tx.db())
        .await?;
    let mut groups: BTreeMap<Option<DeliveryId>, Vec<DeliveryId>> = BTreeMap::new();
    for row in left {
        groups.entry(row.carried_by).or_default().push(row.id);
    }
    for ids in groups.into_values() {
        if let [first, others @ ..] = ids.as_slice() {
            succeed(tx, *first, others).await?;
        }
    }
    Ok(())
}

/// Lets one message carry these others, and be carried no more.
pub async fn succeed(tx: &Tx, carrier: DeliveryId, carried: &[DeliveryId]) -> Result<()> {
    for (by, ids) in [(None, &[carrier][..]), (Some(carrier), carried)] {
        if ids.is_empty() {
            continue;
        }
        delivery::Entity::update_many()
            .col_expr(delivery::Column::CarriedBy, Expr::value(by))
            .filter(delivery::Column::Id.is_in(ids.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

async fn insert_once(tx: &Tx, rows: Vec<delivery::Model>) -> Result<()> {
    let known = OnConflict::column(delivery::Column::DedupeKey)
        .do_nothing()
        .to_owned();
    insert_or(tx, rows, known).await
}

async fn insert_or(tx: &Tx, rows: Vec<delivery::Model>, known: OnConflict) -> Result<()> {
    let rows = rows.into_iter();
    let mut rows = rows
        .map(|row| row.into_active_model().reset_all())
        .peekable();
    while rows.peek().is_some() {
        delivery::Entity::insert_many(rows.by_ref().take(ROWS).collect::<Vec<_>>())
            .on_conflict(known.clone())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}
