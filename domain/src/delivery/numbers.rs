//! Numbers about messages for whoever watches over the work: counts, ages, outcomes; nobody's.

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::{dialect, due_work};

/// Messages that have not come to an end.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Open {
    /// By which channel.
    pub channel: Channel,
    /// How far.
    pub state: DeliveryState,
    /// So many.
    pub messages: i64,
    /// When the first of them fell due, or will, that no worker holds; none if workers hold them all.
    pub first_due: Option<Instant>,
}

/// Counts what is open, by the partial index of it. What goes along with another message is counted by
/// that one.
pub async fn open(core: &Core) -> Result<Vec<Open>> {
    // What a worker held that died waits for another.
    let text = "SELECT channel, state, count(*) AS messages,
            min(CASE WHEN leased_until IS NULL OR leased_until <= ? OR leased_until > ?
                THEN due_at END) AS first_due
        FROM delivery WHERE settled_at IS NULL AND carried_by IS NULL GROUP BY channel, state";
    let (db, now) = (core.db().reader(), core.now());
    let values = [now.into(), due_work::last_lease_end(core, now).into()];
    Ok(Open::find_by_statement(dialect::sql(db, text, values))
        .all(db)
        .await?)
}

/// A message that came to an end.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Settled {
    /// Which, to go on from.
    pub id: DeliveryId,
    /// By which channel.
    pub channel: Channel,
    /// What it says.
    pub kind: MessageKind,
    /// How it ended.
    pub state: DeliveryState,
    /// Who took it.
    pub provider: Option<String>,
    /// Stable code of the last failure.
    pub last_error: Option<String>,
    /// When it was wanted.
    pub send_at: Instant,
    /// When it ended.
    pub settled_at: Instant,
}

/// The next messages that came to an end after a place in their order, and by a time.
pub async fn settled(
    db: &impl ConnectionTrait,
    after: (Instant, DeliveryId),
    until: Instant,
    limit: u64,
) -> Result<Vec<Settled>> {
    let text = format!(
        "SELECT id, channel, kind, state, provider, last_error, send_at, settled_at
         FROM delivery WHERE settled_at IS NOT NULL AND settled_at >= ? AND settled_at <= ?
            AND (settled_at > ? OR id > ?)
         ORDER BY settled_at, id LIMIT {limit}"
    );
    let (at, id) = after;
    let values: [Value; 4] = [at.into(), until.into(), at.into(), id.into()];
    Ok(Settled::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?)
}

/// Addresses to which nothing more is sent.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Suppressed {
    /// By which channel.
    pub channel: Channel,
    /// Why.
    pub reason: SuppressionReason,
    /// So many.
    pub addresses: i64,
}

/// Counts them.
pub async fn suppressed(db: &impl ConnectionTrait) -> Result<Vec<Suppressed>> {
    let text = "SELECT channel, reason, count(*) AS addresses FROM suppression
        WHERE reason IS NOT NULL GROUP BY channel, reason";
    Ok(Suppressed::find_by_statement(dialect::sql(db, text, []))
        .all(db)
        .await?)
}

/// How many calls are to be made.
pub async fn open_calls(db: &impl ConnectionTrait) -> Result<i64> {
    let text = "SELECT count(*) FROM call_task WHERE state = 'OPEN'";
    let row = db.query_one_raw(dialect::sql(db, text, [])).await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.unwrap_or(0))
}

/// Texts that came in.
#[derive(Clone, Debug, FromQueryResult)]
pub struct TextsReceived {
    /// By whom.
    pub provider: String,
    /// What became of them.
    pub outcome: InboundOutcome,
    /// So many.
    pub texts: i64,
}

/// Counts those that came after one time and by another.
pub async fn texts_received(
    db: &impl ConnectionTrait,
    after: Instant,
    until: Instant,
) -> Result<Vec<TextsReceived>> {
    let text = "SELECT provider, outcome, count(*) AS texts FROM inbound_text
        WHERE received_at > ? AND received_at <= ? AND outcome IS NOT NULL
        GROUP BY provider, outcome";
    let values = [after.into(), until.into()];
    Ok(
        TextsReceived::find_by_statement(dialect::sql(db, text, values))
            .all(db)
            .await?,
    )
}
