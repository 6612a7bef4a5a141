//! A statement that is put together of pieces, each with its values.

use mulin_entities::AreaId;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::range::Range;
use crate::dialect;
use crate::error::Result;

/// A text with its values, in their order.
pub(super) struct Text {
    sql: String,
    values: Vec<Value>,
}

impl Text {
    /// `WITH held AS (…)`: the events that count in each of several areas, `top_id`. The lists of events of
    /// an area hold those of all areas below it. What was called off later than the cut-off still was not
    /// at that time.
    pub(super) fn of_events(tops: &[AreaId], range: &Range) -> Self {
        let tops = dialect::padded(tops.iter().copied());
        let places = dialect::places(tops.len(), "?");
        let mut values: Vec<Value> = tops.into_iter().map(Value::from).collect();
        values.extend([range.from, range.until, range.as_of, range.as_of].map(Value::from));
        let sql = format!(
            "WITH held AS (SELECT event_area.area_id AS top_id, event.id AS event_id, event.kind, \
                event.starts_at, event.starts_local, event.ends_at \
             FROM event_area JOIN event ON event.id = event_area.event_id \
             WHERE event_area.area_id IN ({places}) \
                AND event_area.starts_at >= ? AND event_area.starts_at < ? \
                AND event.published_at <= ? \
                AND (event.cancelled_at IS NULL OR event.cancelled_at > ?))"
        );
        Self { sql, values }
    }

    /// One that begins with nothing.
    pub(super) fn new() -> Self {
        Self {
            sql: String::new(),
            values: Vec::new(),
        }
    }

    /// Goes on with a piece.
    pub(super) fn and(
        mut self,
        piece: impl AsRef<str>,
        values: impl IntoIterator<Item = Value>,
    ) -> Self {
        self.sql += piece.as_ref();
        self.values.extend(values);
        self
    }

    /// The rows that it finds.
    pub(super) async fn rows<T: FromQueryResult>(
        self,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<T>> {
        let statement = dialect::sql(db, &self.sql, self.values);
        Ok(T::find_by_statement(statement).all(db).await?)
    }
}
