//! Where those stand who wait for a place in a slot.

use mulin_entities::TicketId;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::dialect;
use crate::error::Result;

/// Of several tickets those that wait for a slot, each with its place among those who wait for the same
/// one, from 1: in that order they get the places that become free there.
pub async fn positions(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = TicketId>,
) -> Result<Vec<(TicketId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: TicketId,
        position: i64,
    }
    let values: Vec<Value> = tickets.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let keys = dialect::places(values.len(), "?");
    let text = format!(
        "SELECT mine.id, count(*) AS position FROM ticket mine JOIN ticket other \
         ON other.service_id = mine.service_id AND other.state = 'WAITLISTED' \
         AND other.slot_id = mine.slot_id AND other.id <= mine.id \
         WHERE mine.id IN ({keys}) AND mine.state = 'WAITLISTED' GROUP BY mine.id"
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows.map(|row| (row.id, row.position)).collect())
}
