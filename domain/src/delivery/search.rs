//! Messages as an operator looks for them: by keys and states, never by names or addresses.

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;

/// Which messages to look for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// In any of these states; in all if empty.
    pub states: Vec<DeliveryState>,
    /// About this event.
    pub event: Option<EventId>,
    /// By this channel.
    pub channel: Option<Channel>,
    /// Planned since.
    pub since: Option<Instant>,
    /// Most rows.
    pub limit: u64,
}

/// The messages that were planned last come first.
pub async fn search(db: &impl ConnectionTrait, search: &Search) -> Result<Vec<delivery::Model>> {
    let mut conditions = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if !search.states.is_empty() {
        // As literals, so that partial indexes are seen to hold them; they are names of ours.
        let names: Vec<String> = (search.states.iter())
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        conditions.push(format!("state IN ({})", names.join(", ")));
        // What came to nothing says why, and is in an index of its own.
        let came_to_nothing = [DeliveryState::Failed, DeliveryState::Bounced];
        if (search.states.iter()).all(|state| came_to_nothing.contains(state)) {
            conditions.push("settled_at IS NOT NULL AND last_error IS NOT NULL".to_owned());
        }
    }
    if let Some(event) = search.event {
        conditions.push("event_id = ?".to_owned());
        values.push(event.into());
    }
    if let Some(channel) = search.channel {
        conditions.push("channel = ?".to_owned());
        values.push(channel.into());
    }
    if let Some(since) = search.since {
        // Keys begin with the time of their making: the rest of the table is not looked at.
        conditions.push(format!(
            "id >= {} AND created_at >= ?",
            dialect::id_literal(db, first_key(since))
        ));
        values.push(since.into());
    }
    let filter = if conditions.is_empty() {
        String::new()
    } else {
        format!("WHERE {} ", conditions.join(" AND "))
    };
    let text = format!(
        "SELECT * FROM delivery {filter}ORDER BY id DESC LIMIT {}",
        search.limit
    );
    Ok(
        delivery::Model::find_by_statement(dialect::sql(db, &text, values))
            .all(db)
            .await?,
    )
}

/// The least key of a millisecond (RFC 9562, section 5.7).
fn first_key(at: Instant) -> uuid::Uuid {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Uuid::from_u128(millis << 80)
}
