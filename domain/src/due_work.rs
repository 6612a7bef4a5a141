//! Whatever happens at a time: leased to one worker, fenced by a generation.
//!
//! `due_at` is both the time and the lease: claiming moves it to the lease's end, so that work whose
//! worker died falls due again by itself.

use chrono::TimeDelta;
use mulin_entities::{DueWorkId, DueWorkKind, due_work};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, Value,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::clock::{Entropy, Instant};
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::{CommandResult, Tx};

/// Work that this process holds until its lease ends.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Held {
    /// Key.
    pub id: DueWorkId,
    /// What.
    pub kind: DueWorkKind,
    /// About which row.
    pub subject_id: Uuid,
    /// The fence.
    pub generation: i32,
    /// Tries so far, this one included.
    pub attempts: i32,
}

/// Plans work, or moves what is planned. Whoever works on it at this moment loses the fence.
pub async fn plan(tx: &Tx, kind: DueWorkKind, subject_id: Uuid, due_at: Instant) -> Result<()> {
    let row = row(tx, kind, subject_id, due_at);
    due_work::Entity::insert(row)
        .on_conflict(moved())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Plans work about many rows, or moves what is planned, as [`plan`] does.
pub async fn plan_all(tx: &Tx, kind: DueWorkKind, due: &[(Uuid, Instant)]) -> Result<()> {
    for due in due.chunks(500) {
        let rows = due.iter().map(|(subject, at)| row(tx, kind, *subject, *at));
        due_work::Entity::insert_many(rows)
            .on_conflict(moved())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

fn moved() -> OnConflict {
    OnConflict::columns([due_work::Column::Kind, due_work::Column::SubjectId])
        .update_columns([due_work::Column::DueAt, due_work::Column::Attempts])
        .value(
            due_work::Column::Generation,
            Expr::col((due_work::Entity, due_work::Column::Generation)).add(1),
        )
        .to_owned()
}

/// Plans work unless it is planned already.
pub async fn plan_once(
    tx: &Tx,
    kind: DueWorkKind,
    subject_id: Uuid,
    due_at: Instant,
) -> Result<()> {
    let columns = [due_work::Column::Kind, due_work::Column::SubjectId];
    due_work::Entity::insert(row(tx, kind, subject_id, due_at))
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

fn row(tx: &Tx, kind: DueWorkKind, subject_id: Uuid, due_at: Instant) -> due_work::ActiveModel {
    due_work::ActiveModel {
        id: Set(tx.new_id()),
        kind: Set(kind),
        subject_id: Set(subject_id),
        due_at: Set(due_at),
        generation: Set(0),
        attempts: Set(0),
    }
}

/// Drops planned work.
pub async fn drop_all(tx: &Tx, kind: DueWorkKind, subjects: Vec<Uuid>) -> Result<()> {
    due_work::Entity::delete_many()
        .filter(due_work::Column::Kind.eq(kind))
        .filter(due_work::Column::SubjectId.is_in(subjects))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Claims what is due of a kind, the oldest first.
pub async fn claim(core: &Core, kind: DueWorkKind, limit: u64) -> Result<Vec<Held>> {
    let due = due_work::Entity::find()
        .filter(due_work::Column::DueAt.lte(core.now()))
        .filter(due_work::Column::Kind.eq(kind))
        .one(core.db().reader())
        .await?;
    if due.is_none() {
        return Ok(Vec::new());
    }
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let lease_end = tx.now() + lease(tx.core());
            let lock = dialect::for_update_skip_locked(tx.db());
            let text = format!(
                "UPDATE due_work SET due_at = ?, generation = generation + 1,
                    attempts = attempts + 1
                 WHERE id IN (SELECT id FROM due_work WHERE kind = ? AND due_at <= ?
                              ORDER BY due_at, id LIMIT ?{lock})
                 RETURNING id, kind, subject_id, generation, attempts"
            );
            let values: [Value; 4] = [
                lease_end.into(),
                kind.into(),
                tx.now().into(),
                limit.cast_signed().into(),
            ];
            let statement = dialect::sql(tx.db(), &text, values);
            Ok(Held::find_by_statement(statement).all(tx.db()).await?)
        })
    })
    .await
}

/// Takes the row's lock and tells whether the fence still holds; renews the lease.
pub async fn hold(tx: &Tx, held: &Held) -> Result<bool> {
    let renewed = fenced(held)
        .col_expr(
            due_work::Column::DueAt,
            Expr::value(tx.now() + lease(tx.core())),
        )
        .exec(tx.db())
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// A part of the work is done, and the rest waits behind what fell due meanwhile, so that nothing long
/// holds up all else. Nothing happens if it was planned anew.
pub async fn go_on(tx: &Tx, held: &Held) -> Result<()> {
    fenced(held)
        .col_expr(due_work::Column::DueAt, Expr::value(tx.now()))
        .col_expr(due_work::Column::Attempts, Expr::value(0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Renews the lease of work that takes long. Answers whether the fence still holds.
pub async fn renew(core: &Core, held: &Held) -> Result<bool> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move { hold(tx, &held).await })
    })
    .await
}

/// The work is done: forgets it, unless it was planned anew meanwhile.
pub async fn complete(tx: &Tx, held: &Held) -> Result<()> {
    due_work::Entity::delete_many()
        .filter(due_work::Column::Id.eq(held.id))
        .filter(due_work::Column::Generation.eq(held.generation))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The work failed: it falls due again after a pause that grows with the failures.
pub async fn fail(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let pause = backoff(tx.core().entropy(), held.attempts);
            fenced(&held)
                .col_expr(due_work::Column::DueAt, Expr::value(tx.now() + pause))
                .exec(tx.db())
                .await?;
            Ok(())
        })
    })
    .await
}

/// Full jitter: anything up to 1 s × 2^attempts, an hour at most, so that many who failed together
/// do not come back together.
pub fn backoff(entropy: &dyn Entropy, attempts: i32) -> TimeDelta {
    let ceiling = std::cmp::min(1_000_i64 << attempts.clamp(0, 12), 3_600_000);
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let random = i64::from_le_bytes(bytes).unsigned_abs() % ceiling.unsigned_abs();
    TimeDelta::milliseconds(random.cast_signed())
}

/// How long a claim lasts.
pub(crate) fn lease(core: &Core) -> TimeDelta {
    TimeDelta::from_std(core.settings().lease).unwrap_or(TimeDelta::minutes(1))
}

/// How far the clocks of two workers may stand apart. Within it each keeps what it holds, or two that
/// disagree would take the same messages from one another without end.
const CLOCKS_APART: TimeDelta = TimeDelta::hours(1);

/// No lease that was given by now ends later: one that does was given by a clock that was far ahead, and
/// counts as over.
pub(crate) fn last_lease_end(core: &Core, now: Instant) -> Instant {
    now + lease(core) + CLOCKS_APART
}

fn fenced(held: &Held) -> sea_orm::UpdateMany<due_work::Entity> {
    due_work::Entity::update_many()
        .filter(due_work::Column::Id.eq(held.id))
        .filter(due_work::Column::Generation.eq(held.generation))
}

impl CommandResult for bool {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn pauses_grow_but_never_past_an_hour() {
        let entropy = SeededEntropy::new(3);
        for attempts in 0..40 {
            let pause = backoff(&entropy, attempts);
            assert!(
                pause >= TimeDelta::zero() && pause < TimeDelta::hours(1),
                "{pause}"
            );
        }
    }
}
