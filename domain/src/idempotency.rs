//! Idempotency keys: the same key by the same actor within 24 hours does nothing again.
//!
//! The row is written first in the command's own transaction. A second sender of the same key waits
//! for the first at the unique key, and then finds its result; a refusal rolls the row back, so only
//! successes are remembered.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mulin_entities::{PersonId, idempotency};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, Value,
};
use serde::Serialize;
use uuid::Uuid;

use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::input::Rule;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// How long a key is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// A key that this transaction holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    actor_id: PersonId,
    key: String,
}

/// Whether the command runs now or has run before.
#[derive(Debug)]
pub enum Claim {
    /// First time: go on.
    Fresh,
    /// It ran before, with this result.
    Replay(Uuid),
}

/// Claims the client's key for this command and input. Without a key, or for the system, every call
/// is a first one.
pub async fn claim(
    tx: &mut Tx,
    key: Option<&str>,
    command: &'static str,
    input: &impl Serialize,
) -> Result<Claim> {
    let (Some(key), Some(actor_id)) = (key, tx.actor().doer()) else {
        return Ok(Claim::Fresh);
    };
    if !is_key(key) {
        let expected = "1 to 128 visible ASCII characters, for example a UUID";
        return Err(Error::input("idempotencyKey", Rule::Format { expected }));
    }
    let input = serde_json::to_vec(input).map_err(|error| Error::Internal(Box::new(error)))?;
    let row = row(tx, actor_id, key, command, &input);
    let written = idempotency::Entity::insert(row.into_active_model())
        .on_conflict(take_over(tx.now()))
        .exec_without_returning(tx.db())
        .await?;
    if written > 0 {
        tx.pending_key = Some(Claimed {
            actor_id,
            key: key.to_owned(),
        });
        return Ok(Claim::Fresh);
    }
    let earlier = idempotency::Entity::find_by_id((actor_id, key.to_owned()))
        .one(tx.db())
        .await?;
    judge(tx, earlier, command, &input)
}

/// Whether a client may use this as a key: 1 to 128 visible ASCII characters.
pub(crate) fn is_key(key: &str) -> bool {
    (1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The row of a key whose result is not known yet.
fn row(
    tx: &Tx,
    actor_id: PersonId,
    key: &str,
    command: &'static str,
    input: &[u8],
) -> idempotency::Model {
    idempotency::Model {
        actor_id,
        key: key.to_owned(),
        command: command.to_owned(),
        input_hmac: tx.core().keyring().input_mac(input),
        result_id: None,
        created_at: tx.now(),
    }
}

/// A key past its time is taken over as if it were new.
fn take_over(now: Instant) -> OnConflict {
    OnConflict::columns([idempotency::Column::ActorId, idempotency::Column::Key])
        .update_columns([
            idempotency::Column::Command,
            idempotency::Column::InputHmac,
            idempotency::Column::ResultId,
            idempotency::Column::CreatedAt,
        ])
        .action_and_where(idempotency::Column::CreatedAt.lt(now - REMEMBERED))
        .to_owned()
}

/// What a key that was used before means for this command and input.
fn judge(
    tx: &Tx,
    earlier: Option<idempotency::Model>,
    command: &'static str,
    input: &[u8],
) -> Result<Claim> {
    match earlier {
        Some(earlier)
            if earlier.command == command
                && (tx.core().keyring()).is_input_mac(input, &earlier.input_hmac) =>
        {
            let missing = || Error::internal("a remembered command has no result");
            Ok(Claim::Replay(earlier.result_id.ok_or_else(missing)?))
        }
        Some(_) => Err(Error::input("idempotencyKey", Rule::KeyReused)),
        None => Err(Error::internal(
            "an idempotency key vanished while it was read",
        )),
    }
}

/// The key of a part of a command. No client's key holds a blank.
fn part_of(key: &str, part: usize) -> String {
    format!("{key} {part}")
}

/// Remembers what the parts of a command have given that were not refused. The caller has claimed the
/// key.
pub(crate) async fn remember_parts(
    tx: &Tx,
    key: &str,
    command: &'static str,
    parts: usize,
    given: Vec<(usize, Uuid)>,
) -> Result<()> {
    let actor_id = tx.actor().person()?.person_id;
    // Those of a key that was taken over because its time was past.
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::ActorId.eq(actor_id))
        .filter(idempotency::Column::Key.is_in((0..parts).map(|part| part_of(key, part))))
        .exec(tx.db())
        .await?;
    if given.is_empty() {
        return Ok(());
    }
    let row = |(part, result): (usize, Uuid)| idempotency::ActiveModel {
        actor_id: Set(actor_id),
        key: Set(part_of(key, part)),
        command: Set(command.to_owned()),
        input_hmac: Set(Vec::new()),
        result_id: Set(Some(result)),
        created_at: Set(tx.now()),
    };
    idempotency::Entity::insert_many(given.into_iter().map(row))
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// What [`remember_parts`] remembered.
pub(crate) async fn parts(tx: &Tx, key: &str, parts: usize) -> Result<Vec<(usize, Uuid)>> {
    let keys: Vec<String> = (0..parts).map(|part| part_of(key, part)).collect();
    let rows = idempotency::Entity::find()
        .filter(idempotency::Column::ActorId.eq(tx.actor().person()?.person_id))
        .filter(idempotency::Column::Key.is_in(keys.iter()))
        .all(tx.db())
        .await?;
    let given = |(part, key): (usize, &String)| {
        let row = rows.iter().find(|row| row.key == *key)?;
        Some((part, row.result_id?))
    };
    Ok(keys.iter().enumerate().filter_map(given).collect())
}

/// A command with a key, beside others of the same kind.
#[derive(Debug)]
pub(crate) struct Keyed<'a> {
    /// Who sends it.
    pub actor_id: PersonId,
    /// The key, which [`is_key`].
    pub key: &'a str,
    /// The command's input.
    pub input: Vec<u8>,
}

/// Claims the keys of several people at once, no two of them the same. What comes of each stands in
/// the same place.
pub(crate) async fn claim_all(
    tx: &Tx,
    command: &'static str,
    keyed: &[Keyed<'_>],
) -> Result<Vec<Result<Claim>>> {
    let rows = keyed
        .iter()
        .map(|it| row(tx, it.actor_id, it.key, command, &it.input));
    // In one order, so that two that claim the same keys wait for one another at the first.
    let rows: BTreeMap<_, _> = rows
        .map(|row| ((row.actor_id, row.key.clone()), row))
        .collect();
    let insert = |insert: sea_orm::InsertMany<idempotency::ActiveModel>| {
        insert.on_conflict(take_over(tx.now()))
    };
    bulk::write(tx.db(), rows.into_values(), insert).await?;
    let kept = find_all(tx, keyed).await?;
    let judged = keyed.iter().map(|it| {
        let found = kept
            .iter()
            .find(|row| row.actor_id == it.actor_id && row.key == it.key);
        match found {
            // Only in the transaction that writes it is there no result.
            Some(row) if row.result_id.is_none() && row.command == command => Ok(Claim::Fresh),
            found => judge(tx, found.cloned(), command, &it.input),
        }
    });
    Ok(judged.collect())
}

async fn find_all(tx: &Tx, keyed: &[Keyed<'_>]) -> Result<Vec<idempotency::Model>> {
    let pairs = dialect::padded(keyed.iter().map(|it| (it.actor_id, it.key)));
    let places = dialect::places(pairs.len(), "(?, ?)");
    let text = format!(
        "WITH asked (actor_id, key) AS (VALUES {places})
         SELECT idempotency.* FROM asked JOIN idempotency
         ON idempotency.actor_id = asked.actor_id AND idempotency.key = asked.key"
    );
    let values = pairs
        .into_iter()
        .flat_map(|(actor_id, key)| [Value::from(actor_id), Value::from(key)]);
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(idempotency::Model::find_by_statement(statement)
        .all(tx.db())
        .await?)
}

/// Remembers the results of those that were done, and frees the keys of those that were refused.
/// [`claim_all`] claimed all of them in this transaction.
pub(crate) async fn complete_all(
    tx: &Tx,
    command: &'static str,
    done: Vec<(Keyed<'_>, Uuid)>,
    refused: &[Keyed<'_>],
) -> Result<()> {
    let rows = done.into_iter().map(|(it, result)| idempotency::Model {
        result_id: Some(result),
        ..row(tx, it.actor_id, it.key, command, &it.input)
    });
    bulk::update(tx.db(), rows, &[idempotency::Column::ResultId]).await?;
    if !refused.is_empty() {
        // Results tell those that were done; nobody else's rows of today have none.
        idempotency::Entity::delete_many()
            .filter(idempotency::Column::ActorId.is_in(refused.iter().map(|it| it.actor_id)))
            .filter(idempotency::Column::Key.is_in(refused.iter().map(|it| it.key)))
            .filter(idempotency::Column::Command.eq(command))
            .filter(idempotency::Column::ResultId.is_null())
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Forgets what these people sent with keys.
pub(crate) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::ActorId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Remembers the result.
pub(crate) async fn complete(
    db: &impl ConnectionTrait,
    claimed: &Claimed,
    result_id: Option<Uuid>,
) -> Result<()> {
    idempotency::Entity::update_many()
        .col_expr(
            idempotency::Column::ResultId,
            sea_orm::sea_query::Expr::value(result_id),
        )
        .filter(idempotency::Column::ActorId.eq(claimed.actor_id))
        .filter(idempotency::Column::Key.eq(&claimed.key))
        .exec(db)
        .await?;
    Ok(())
}
