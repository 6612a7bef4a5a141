//! What a batch locks and reads, a statement each.

use std::collections::HashSet;

use mulin_entities::{EventId, PersonId, RsvpId, event, event_seats, rsvp};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use crate::dialect;
use crate::error::Result;

type Place = (EventId, PersonId);

/// Keeps the records of these people as they are until the transaction ends, in order of their keys.
/// Always the first locks, as for a single answer. Answers those that are open.
pub(super) async fn hold_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<PersonId>> {
    let people: HashSet<PersonId> = people.into_iter().collect();
    let keys = dialect::padded(people.into_iter().map(Value::from));
    let (places, lock) = (dialect::places(keys.len(), "?"), dialect::for_share(db));
    let text = format!(
        "SELECT person.id FROM person WHERE person.id IN ({places})
         AND person.state IN ('ACTIVE', 'PENDING') ORDER BY person.id{lock}"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, keys)).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// Takes the locks of the seats, in order of their keys.
pub(super) async fn lock_seats(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<event_seats::Model>> {
    crate::event::seats::lock_all(db, dialect::padded(events)).await
}

/// The events, whoever asks.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = EventId>,
) -> Result<Vec<event::Model>> {
    use sea_orm::ColumnTrait;
    Ok(event::Entity::find()
        .filter(event::Column::Id.is_in(dialect::padded(ids)))
        .all(db)
        .await?)
}

/// Answers by their keys.
pub(super) async fn answers(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<rsvp::Model>> {
    use sea_orm::ColumnTrait;
    Ok(rsvp::Entity::find()
        .filter(rsvp::Column::Id.is_in(dialect::padded(ids)))
        .all(db)
        .await?)
}

/// `asked (event_id, person_id)` as a table, with its values.
fn asked(places: &[Place]) -> (String, Vec<Value>) {
    let places = dialect::padded(places.iter().copied());
    let text = format!(
        "WITH asked (event_id, person_id) AS (VALUES {})",
        dialect::places(places.len(), "(?, ?)")
    );
    let values = places
        .into_iter()
        .flat_map(|(event, person)| [Value::from(event), Value::from(person)]);
    (text, values.collect())
}

/// The answers of people to events. The caller holds the locks of the events' seats.
pub(super) async fn answers_of(
    db: &impl ConnectionTrait,
    places: &[Place],
) -> Result<Vec<rsvp::Model>> {
    let (asked, values) = asked(places);
    let text = format!(
        "{asked} SELECT rsvp.* FROM asked JOIN rsvp
         ON rsvp.event_id = asked.event_id AND rsvp.person_id = asked.person_id"
    );
    let statement = dialect::sql(db, &text, values);
    Ok(rsvp::Model::find_by_statement(statement).all(db).await?)
}

/// Those who are named in somebody's party, or whose party names somebody. SQLite joins in the order
/// that is written at a CROSS JOIN, and would begin at the wrong end.
pub(super) async fn in_parties(
    db: &impl ConnectionTrait,
    places: &[Place],
) -> Result<HashSet<Place>> {
    let (asked, values) = asked(places);
    let text = format!(
        "{asked} SELECT asked.event_id, asked.person_id FROM asked JOIN rsvp_member AS member
            ON member.event_id = asked.event_id AND member.person_id = asked.person_id
            WHERE member.holds
         UNION SELECT asked.event_id, asked.person_id FROM asked CROSS JOIN rsvp
            JOIN rsvp_member AS member ON member.rsvp_id = rsvp.id
            WHERE rsvp.event_id = asked.event_id AND rsvp.person_id = asked.person_id"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}
