//! Who said that they would come and did not: computed, after the event, and only where anybody was
//! checked in at all.

use mulin_entities::{EventId, RsvpId, rsvp};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};

/// That an answer's party was there: on a list by its answer, or its respondent by themselves.
const PRESENT: &str = "(EXISTS (SELECT 1 FROM check_in WHERE check_in.rsvp_id = rsvp.id \
        AND check_in.undone_at IS NULL) \
     OR EXISTS (SELECT 1 FROM check_in_person AS seen WHERE seen.event_id = rsvp.event_id \
        AND seen.person_id = rsvp.person_id))";

/// That an event is over, and somebody was checked in there.
const COUNTED: &str = "event.state = 'PUBLISHED' AND event.ends_at <= ? AND EXISTS \
     (SELECT 1 FROM check_in WHERE check_in.event_id = event.id AND check_in.undone_at IS NULL)";

/// Of each of these answers whether its party stayed away; none where that cannot be told.
pub async fn of_rsvps(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
    now: Instant,
) -> Result<Vec<(RsvpId, bool)>> {
    let mut values: Vec<Value> = rsvps.into_iter().map(Value::from).collect();
    let places = vec!["?"; values.len()].join(", ");
    values.push(now.into());
    let text = format!(
        "SELECT rsvp.id, rsvp.state = 'GOING' AND NOT {PRESENT} AS stayed_away \
         FROM rsvp JOIN event ON event.id = rsvp.event_id \
         WHERE rsvp.id IN ({places}) AND {COUNTED}"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// A page of the answers to an event whose parties stayed away, as they were given.
pub async fn of_event(
    db: &impl ConnectionTrait,
    event: EventId,
    now: Instant,
    page: &Page<RsvpId>,
) -> Result<Slice<rsvp::Model>> {
    let mut values: Vec<Value> = vec![event.into(), now.into()];
    let mut text = format!(
        "SELECT rsvp.* FROM rsvp JOIN event ON event.id = rsvp.event_id \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING' AND {COUNTED} AND NOT {PRESENT}"
    );
    for (key, comparison) in [(page.after, ">"), (page.before, "<")] {
        if let Some(id) = key {
            text += &format!(" AND rsvp.id {comparison} ?");
            values.push(id.into());
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    text += &format!(" ORDER BY rsvp.id {direction} LIMIT {}", page.limit + 1);
    let statement = dialect::sql(db, &text, values);
    let rows = rsvp::Model::find_by_statement(statement).all(db).await?;
    Ok(Slice::new(rows, page))
}
