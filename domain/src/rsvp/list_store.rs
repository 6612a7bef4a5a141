//! The SQL of lists of answers, a page of each: of people, of events, and of who comes.

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};

/// Those who come to an event, by arrival; the index of answers has this order.
pub(super) fn first_to_arrive(event: &str, columns: &str, limit: u64) -> String {
    format!(
        "SELECT {columns}, rsvp.adults + rsvp.children AS party \
         FROM rsvp JOIN person ON person.id = rsvp.person_id \
         WHERE rsvp.event_id = {event} AND rsvp.state = 'GOING' \
         AND person.state <> 'ERASED' ORDER BY rsvp.queue_no, rsvp.id LIMIT {limit}"
    )
}

/// Where a page of a person's answers ends: the event's start, and the answer.
pub type OwnKey = (Instant, RsvpId);

/// The answers of each of several people by the start of their events, from those that have not ended
/// by `ending_after`. A person has few.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    ending_after: Option<Instant>,
    page: &Page<OwnKey>,
) -> Result<Vec<(PersonId, Slice<(rsvp::Model, Instant)>)>> {
    let places = vec!["?"; people.len()].join(", ");
    let mut values: Vec<Value> = people.iter().map(|id| Value::from(*id)).collect();
    let mut conditions = String::new();
    if let Some(ending_after) = ending_after {
        conditions += " AND event.ends_at > ?";
        values.push(ending_after.into());
    }
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((at, id)) = key {
            conditions += &format!(" AND (event.starts_at, rsvp.id) {comparison} (?, ?)");
            values.extend([(*at).into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT rsvp.*, event.starts_at, row_number() OVER (\
            PARTITION BY rsvp.person_id \
            ORDER BY event.starts_at {direction}, rsvp.id {direction}) AS place \
         FROM rsvp JOIN event ON event.id = rsvp.event_id \
         WHERE rsvp.person_id IN ({places}) AND event.state <> 'DRAFT'{conditions}) AS listed \
         WHERE place <= {} ORDER BY person_id, place",
        page.limit + 1
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let rows = rows
        .iter()
        .map(|row| {
            Ok((
                rsvp::Model::from_query_result(row, "")?,
                row.try_get("", "starts_at")?,
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    let owned = rows.into_iter().map(|row| (row.0.person_id, row));
    Ok(Slice::of_each(people, owned, page))
}

/// The answers to several events, a page of each, in the order in which they were first given, for
/// those who run the events.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: &[EventId],
    states: &[RsvpState],
    page: &Page<RsvpId>,
) -> Result<Vec<(EventId, Slice<rsvp::Model>)>> {
    let mut list = String::from("SELECT * FROM rsvp WHERE event_id = {key}");
    if !states.is_empty() {
        // Names of our own enum, not input.
        let states: Vec<String> = states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        list += &format!(" AND state IN ({})", states.join(", "));
    }
    let owner = |row: &rsvp::Model| row.event_id;
    pages_by_key(db, &list, events, Order::OldestFirst, page, owner).await
}

/// Somebody who comes, as neighbours see them.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendee {
    /// To which event.
    pub event_id: EventId,
    /// The person's name; masked before it is shown.
    pub name: String,
    /// Size of the party.
    pub party: i32,
}

/// The first to have arrived at each of several events.
pub async fn attendees(
    db: &impl ConnectionTrait,
    events: &[EventId],
    limit: u64,
) -> Result<Vec<Attendee>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let list = first_to_arrive("{key}", "rsvp.event_id, person.name", limit);
    let keys = events.iter().map(|id| Value::from(*id));
    let rows = db
        .query_all_raw(dialect::first_of_each(db, &list, keys))
        .await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(Attendee {
            event_id: row.try_get_by_index(0)?,
            name: row.try_get_by_index(1)?,
            party: row.try_get_by_index(2)?,
        })
    };
    rows.iter().map(read).collect()
}
