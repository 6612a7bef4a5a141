//! One log, many readers.
//!
//! Rows are written in the transaction of the change. A row's `seq` may become visible after that of
//! a later one, so readers never use it: the sequencer gives committed rows a dense `position`, and
//! a reader that has handled position *n* asks for *n + 1*, and misses nothing.

use mulin_entities::{ActorKind, Via, journal, journal_cursor};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::actor::Actor;
use crate::change::Change;
use crate::core::Core;
use crate::error::Result;
use crate::tx::{Body, Tx};
use crate::{bulk, dialect};

/// Rows that the sequencer or a reader takes in one transaction.
const PAGE: u64 = 500;
const SEQUENCER: &str = "sequencer";

/// Writes what the transaction changed.
pub(crate) async fn append(tx: &Tx) -> Result<()> {
    if tx.changes().is_empty() {
        return Ok(());
    }
    let row = |change: &Change| {
        let mut entry = change.entry();
        if change.via != Via::App {
            entry.payload["via"] = serde_json::json!(change.via);
        }
        let actor_kind = if change.by.is_some() {
            ActorKind::Person
        } else {
            ActorKind::System
        };
        journal::ActiveModel {
            seq: NotSet,
            position: Set(None),
            at: Set(tx.now()),
            root_area_id: Set(change.root_area_id),
            subject_kind: Set(entry.subject_kind.to_owned()),
            subject_id: Set(entry.subject_id),
            verb: Set(entry.verb.to_owned()),
            actor_kind: Set(actor_kind),
            actor_id: Set(change.by),
            on_behalf_of: Set(change.on_behalf_of),
            payload: Set(entry.payload),
        }
    };
    bulk::insert(tx.db(), tx.changes().iter().map(row)).await?;
    Ok(())
}

/// Gives committed rows their positions, up to a page. Answers how many.
///
/// The sequencer's cursor row is locked for the transaction, so that one process at a time works
/// and a process that dies holds nothing up.
pub async fn sequence(core: &Core) -> Result<u64> {
    let unsequenced = journal::Entity::find()
        .filter(journal::COLUMN.position.is_null())
        .select_only()
        .column(journal::Column::Seq)
        // In this order the index of such rows answers; without one PostgreSQL may read the table.
        .order_by_asc(journal::Column::Seq)
        .into_tuple::<i64>()
        .one(core.db().reader())
        .await?;
    if unsequenced.is_none() {
        return Ok(0);
    }
    let given = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counter = given.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let Some(base) = lock_cursor(tx, SEQUENCER).await? else {
                return Ok(());
            };
            let update = dialect::sql(
                tx.db(),
                "UPDATE journal SET position = ? + fresh.place FROM (
                    SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM journal
                    WHERE position IS NULL ORDER BY seq LIMIT ?
                 ) AS fresh WHERE journal.seq = fresh.seq",
                [base.into(), PAGE.cast_signed().into()],
            );
            let rows = tx.db().execute_raw(update).await?.rows_affected();
            move_cursor(tx, SEQUENCER, base + rows.cast_signed()).await?;
            counter.store(rows, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        })
    })
    .await?;
    Ok(given.load(std::sync::atomic::Ordering::Relaxed))
}

/// What a reader does with a page, in the transaction that moves its cursor.
pub type Handler = for<'t> fn(&'t mut Tx, &'t [journal::Model]) -> Body<'t, ()>;

/// Hands the next page to a reader, exactly once over all processes. Answers whether there was one.
pub async fn read(core: &Core, reader: &'static str, handler: Handler) -> Result<bool> {
    let position = journal_cursor::Entity::find_by_id(reader)
        .one(core.db().reader())
        .await?
        .map_or(0, |cursor| cursor.position);
    if page_after(core.db().reader(), position, 1)
        .await?
        .is_empty()
    {
        return Ok(false);
    }
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let Some(position) = lock_cursor(tx, reader).await? else {
                return Ok(());
            };
            let page = page_after(tx.db(), position, PAGE).await?;
            if let Some(last) = page.last().and_then(|row| row.position) {
                handler(tx, &page).await?;
                move_cursor(tx, reader, last).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(true)
}

/// The rows after a position, in order, for readers that keep their place themselves.
pub async fn after(core: &Core, position: i64, limit: u64) -> Result<Vec<journal::Model>> {
    page_after(core.db().reader(), position, limit).await
}

/// The last position that was given; 0 before the first.
pub async fn last_position(core: &Core) -> Result<i64> {
    let last = journal::Entity::find()
        .filter(journal::COLUMN.position.is_not_null())
        .select_only()
        .column(journal::Column::Position)
        .order_by_desc(journal::Column::Position)
        .into_tuple::<i64>()
        .one(core.db().reader())
        .await?;
    Ok(last.unwrap_or(0))
}

async fn page_after(
    db: &impl ConnectionTrait,
    position: i64,
    limit: u64,
) -> Result<Vec<journal::Model>> {
    Ok(journal::Entity::find()
        .filter(journal::COLUMN.position.gt(position))
        .order_by_asc(journal::Column::Position)
        .limit(limit)
        .all(db)
        .await?)
}

/// The cursor's position under its lock; none if another process holds it.
async fn lock_cursor(tx: &Tx, reader: &str) -> Result<Option<i64>> {
    let first = journal_cursor::ActiveModel {
        reader: Set(reader.to_owned()),
        position: Set(0),
    };
    journal_cursor::Entity::insert(first)
        .on_conflict(
            OnConflict::column(journal_cursor::Column::Reader)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    let lock = dialect::for_update_skip_locked(tx.db());
    let text = format!("SELECT position FROM journal_cursor WHERE reader = ?{lock}");
    let row = tx
        .db()
        .query_one_raw(dialect::sql(tx.db(), &text, [reader.into()]))
        .await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

async fn move_cursor(tx: &Tx, reader: &str, position: i64) -> Result<()> {
    journal_cursor::Entity::update_many()
        .col_expr(
            journal_cursor::Column::Position,
            sea_orm::sea_query::Expr::value(position),
        )
        .filter(journal_cursor::Column::Reader.eq(reader))
        .exec(tx.db())
        .await?;
    Ok(())
}
