//! The only SQL of answering a series.

use mulin_entities::{EventId, SeriesId, event};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;

/// The events of a series that are still to come, and these of it whenever they are, in order of their
/// start: in whatever state, whoever asks.
pub async fn events(
    db: &impl ConnectionTrait,
    series: SeriesId,
    now: Instant,
    named: &[EventId],
) -> Result<Vec<event::Model>> {
    let mut values: Vec<Value> = vec![series.into(), now.into()];
    let mut when = "event.starts_at > ?".to_owned();
    if !named.is_empty() {
        when += &format!(" OR event.id IN ({})", dialect::places(named.len(), "?"));
        values.extend(named.iter().map(|id| Value::from(*id)));
    }
    let text = format!(
        "SELECT event.* FROM occurrence JOIN event ON event.id = occurrence.event_id
         WHERE occurrence.series_id = ? AND ({when}) ORDER BY event.starts_at, event.id"
    );
    let rows = event::Model::find_by_statement(dialect::sql(db, &text, values));
    Ok(rows.all(db).await?)
}
