//! What somebody's household has to do with banquets, asked ahead of the commands.

use std::collections::HashMap;

use mulin_entities::{EventId, HouseholdId, PersonId};
use sea_orm::{ConnectionTrait, Value};

use crate::actor::Actor;
use crate::dialect;
use crate::error::Result;

/// The household that the actor would promise a dish for at each of several events: of which somebody
/// comes, as a promise itself finds it. Events to which nobody of it comes are left out; a personal link
/// knows of its own event alone.
pub async fn households_that_come(
    db: &impl ConnectionTrait,
    actor: &Actor,
    events: impl IntoIterator<Item = EventId>,
) -> Result<HashMap<EventId, HouseholdId>> {
    let Some(person) = actor.doer() else {
        return Ok(HashMap::new());
    };
    let only = actor.link().map(|link| link.event_id);
    let events: Vec<EventId> = events
        .into_iter()
        .filter(|event| only.is_none_or(|only| only == *event))
        .collect();
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    read(db, person, &events).await
}

async fn read(
    db: &impl ConnectionTrait,
    person: PersonId,
    events: &[EventId],
) -> Result<HashMap<EventId, HouseholdId>> {
    let places = vec!["?"; events.len()].join(", ");
    let text = format!(
        "SELECT event_id, household_id FROM rsvp WHERE event_id IN ({places}) AND state = 'GOING' \
         AND (person_id = ? OR household_id = (SELECT household_id FROM person WHERE id = ?)) \
         ORDER BY CASE WHEN person_id = ? THEN 0 ELSE 1 END"
    );
    let values = events.iter().map(|event| Value::from(*event));
    let values = values.chain([person.into(), person.into(), person.into()]);
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let mut households = HashMap::new();
    for row in rows {
        let event: EventId = row.try_get("", "event_id")?;
        let household: HouseholdId = row.try_get("", "household_id")?;
        households.entry(event).or_insert(household);
    }
    Ok(households)
}
