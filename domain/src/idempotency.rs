//! Idempotency keys: the same key by the same actor within 24 hours does nothing again.
//!
//! The row is written first in the command's own transaction. A second sender of the same key waits
//! for the first at the unique key, and then finds its result; a refusal rolls the row back, so only
//! successes are remembered.

use chrono::TimeDelta;
use mulin_entities::{PersonId, idempotency};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::input::Rule;
use crate::tx::Tx;

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
    if !(1..=128).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let expected = "1 to 128 visible ASCII characters, for example a UUID";
        return Err(Error::input("idempotencyKey", Rule::Format { expected }));
    }
    let input = serde_json::to_vec(input).map_err(|error| Error::Internal(Box::new(error)))?;
    let input_hmac = tx.core().keyring().input_mac(&input);
    let row = idempotency::ActiveModel {
        actor_id: Set(actor_id),
        key: Set(key.to_owned()),
        command: Set(command.to_owned()),
        input_hmac: Set(input_hmac),
        result_id: Set(None),
        created_at: Set(tx.now()),
    };
    // A key past its time is taken over as if it were new.
    let take_over = OnConflict::columns([idempotency::Column::ActorId, idempotency::Column::Key])
        .update_columns([
            idempotency::Column::Command,
            idempotency::Column::InputHmac,
            idempotency::Column::ResultId,
            idempotency::Column::CreatedAt,
        ])
        .action_and_where(idempotency::Column::CreatedAt.lt(tx.now() - REMEMBERED))
        .to_owned();
    let written = idempotency::Entity::insert(row)
        .on_conflict(take_over)
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
    match earlier {
        Some(earlier)
            if earlier.command == command
                && (tx.core().keyring()).is_input_mac(&input, &earlier.input_hmac) =>
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
