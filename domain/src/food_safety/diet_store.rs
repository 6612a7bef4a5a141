//! The SQL of counting what guests cannot eat.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    Value,
};

use super::diet_counts::{Counts, KnownGuest};
use crate::clock::Instant;
use crate::dialect;
use crate::error::{Error, Result};
use crate::person::consent;
use crate::tx::Tx;

/// Those who come to an event and are known, each with the answer: who answered and comes, and who was
/// named. Its places take the event, twice.
const GUESTS: &str = "SELECT rsvp.person_id AS person_id, rsvp.id AS rsvp_id FROM rsvp \
     WHERE rsvp.event_id = ? AND rsvp.state = 'GOING' AND rsvp.respondent_comes \
     UNION SELECT rsvp_member.person_id, rsvp.id FROM rsvp_member \
     JOIN rsvp ON rsvp.id = rsvp_member.rsvp_id \
     WHERE rsvp_member.event_id = ? AND rsvp_member.holds AND rsvp.state = 'GOING'";

/// Those of these events that are banquets, take place and are not over.
pub(super) async fn coming(
    db: &impl ConnectionTrait,
    events: &[EventId],
    now: Instant,
) -> Result<Vec<EventId>> {
    let places = dialect::places(events.len(), "?");
    let text = format!(
        "SELECT banquet.event_id FROM banquet JOIN event ON event.id = banquet.event_id \
         WHERE event.id IN ({places}) AND event.state = 'PUBLISHED' AND event.ends_at > ?"
    );
    let mut values: Vec<Value> = events.iter().map(|event| (*event).into()).collect();
    values.push(now.into());
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// The sealed diets of those who come and are known, of whom a consent to keeping them stands.
pub(super) async fn sealed_diets(
    db: &impl ConnectionTrait,
    event: EventId,
    now: Instant,
) -> Result<Vec<person_diet::Model>> {
    let person = "person_diet.person_id";
    let (agreed, value) = consent::store::agreed_to(ConsentPurpose::SensitiveData, person, now);
    let text = format!(
        "SELECT person_diet.* FROM person_diet \
         WHERE {person} IN (SELECT person_id FROM ({GUESTS}) AS guest) AND {agreed}"
    );
    let values = [event.into(), event.into(), value];
    let statement = dialect::sql(db, &text, values);
    Ok(person_diet::Model::find_by_statement(statement)
        .all(db)
        .await?)
}

/// When those were born who come and are known.
pub(super) async fn known_guests(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<KnownGuest>> {
    let text = format!(
        "SELECT guest.rsvp_id, person.birth_year FROM ({GUESTS}) AS guest \
         JOIN person ON person.id = guest.person_id"
    );
    let statement = dialect::sql(db, &text, [event.into(), event.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(KnownGuest {
                rsvp: row.try_get_by_index(0)?,
                birth_year: row.try_get_by_index(1)?,
            })
        })
        .collect()
}

/// The parties that come with children, each with how many.
pub(super) async fn parties_with_children(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<(RsvpId, i32)>> {
    let text = "SELECT id, children FROM rsvp \
         WHERE event_id = ? AND state = 'GOING' AND children > 0";
    let rows = db
        .query_all_raw(dialect::sql(db, text, [event.into()]))
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// Notes what was counted now, in place of what was before.
pub(super) async fn save(tx: &Tx, event: EventId, counts: &Counts) -> Result<()> {
    let counts = serde_json::to_value(counts).map_err(|error| Error::Internal(Box::new(error)))?;
    let row = diet_count::ActiveModel {
        event_id: Set(event),
        counts: Set(counts),
        counted_at: Set(tx.now()),
    };
    let replace = OnConflict::column(diet_count::Column::EventId)
        .update_columns([diet_count::Column::Counts, diet_count::Column::CountedAt])
        .to_owned();
    diet_count::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// When the guests of a banquet were last counted.
pub(super) async fn counted_at(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Option<Instant>> {
    let row = diet_count::Entity::find_by_id(event).one(db).await?;
    Ok(row.map(|row| row.counted_at))
}

/// What was last counted of the guests of several banquets, and when, whoever asks: the caller asks
/// the policy, and shows no number but by [`super::diet_counts::shown`].
pub async fn counts(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<HashMap<EventId, (Counts, Instant)>> {
    let rows = diet_count::Entity::find()
        .filter(diet_count::Column::EventId.is_in(events))
        .all(db)
        .await?;
    // What a later version of the program wrote is as if nothing had been counted yet.
    let read = |row: diet_count::Model| {
        let counts = serde_json::from_value(row.counts).ok()?;
        Some((row.event_id, (counts, row.counted_at)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
