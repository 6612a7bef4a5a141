//! How many were there. Three measures that are never mixed: 人次, attendances, are heads that came;
//! 人数, people, are those of them who are known, each once; 户数, households, are the households of
//! these people as they were then, each once. Heads without names count as attendances alone. What was
//! taken back does not count.

use mulin_entities::{AreaId, CheckInListId, EventId};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;

/// How many were there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// 人次: heads that came, on all lists.
    pub attendances: i64,
    /// 人数: people who are known, each once.
    pub people: i64,
    /// 户数: their households, each once.
    pub households: i64,
    /// Heads without names that were counted as walk-ins; among the attendances.
    pub anonymous: i64,
    /// Heads of parties of whom it is not known who they are; among the attendances.
    pub unnamed: i64,
}

/// The measures over check-ins with a condition, in which the tables are called `check_in` and
/// `check_in_person`; `{check_in}` and `{person}` are such conditions. A known person on a list is one
/// head of it.
fn measures(events: &str) -> String {
    format!(
        "SELECT CAST(heads.all_heads AS bigint) AS attendances, \
            CAST(seen.people AS bigint) AS people, CAST(seen.households AS bigint) AS households, \
            CAST(heads.anonymous AS bigint) AS anonymous, \
            CAST(heads.all_heads - heads.anonymous - seen.places AS bigint) AS unnamed \
         FROM (SELECT coalesce(sum(adults + children), 0) AS all_heads, \
                coalesce(sum(CASE WHEN method = 'HEAD_COUNT' THEN adults + children ELSE 0 END), 0) \
                    AS anonymous \
              FROM check_in WHERE check_in.event_id {events} AND check_in.undone_at IS NULL) AS heads \
         CROSS JOIN (SELECT count(DISTINCT person_id) AS people, \
                count(DISTINCT household_id) AS households, count(*) AS places \
              FROM check_in_person WHERE check_in_person.event_id {events}) AS seen"
    )
}

fn read(row: &QueryResult) -> Result<Measures> {
    let unnamed: i64 = row.try_get("", "unnamed")?;
    Ok(Measures {
        attendances: row.try_get("", "attendances")?,
        people: row.try_get("", "people")?,
        households: row.try_get("", "households")?,
        anonymous: row.try_get("", "anonymous")?,
        // A merged record may leave a party one name fewer, never one more than it has heads.
        unnamed: unnamed.max(0),
    })
}

async fn one(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Measures> {
    let row = db.query_one_raw(dialect::sql(db, text, values)).await?;
    row.as_ref().map_or_else(|| Ok(Measures::default()), read)
}

/// How many were at an event.
pub async fn of_event(db: &impl ConnectionTrait, event: EventId) -> Result<Measures> {
    one(db, &measures("= ?"), vec![event.into(), event.into()]).await
}

/// How many were at the events of an area and of all below it that began from one time until before
/// another, or at all of them. Who was at several is one person.
pub async fn of_area(
    db: &impl ConnectionTrait,
    area: AreaId,
    from: Option<Instant>,
    until: Option<Instant>,
) -> Result<Measures> {
    let mut events =
        String::from("IN (SELECT event_area.event_id FROM event_area WHERE event_area.area_id = ?");
    let mut values: Vec<Value> = vec![area.into()];
    for (at, comparison) in [(from, ">="), (until, "<")] {
        if let Some(at) = at {
            events += &format!(" AND event_area.starts_at {comparison} ?");
            values.push(at.into());
        }
    }
    events.push(')');
    values.extend(values.clone());
    one(db, &measures(&events), values).await
}

/// How many were on each list of an event on which anybody was.
pub async fn by_list(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<(CheckInListId, Measures)>> {
    let text = "SELECT heads.list_id, CAST(heads.all_heads AS bigint) AS attendances, \
            CAST(coalesce(seen.people, 0) AS bigint) AS people, \
            CAST(coalesce(seen.households, 0) AS bigint) AS households, \
            CAST(heads.anonymous AS bigint) AS anonymous, \
            CAST(heads.all_heads - heads.anonymous - coalesce(seen.people, 0) AS bigint) AS unnamed \
         FROM (SELECT list_id, sum(adults + children) AS all_heads, \
                sum(CASE WHEN method = 'HEAD_COUNT' THEN adults + children ELSE 0 END) AS anonymous \
              FROM check_in WHERE event_id = ? AND undone_at IS NULL GROUP BY list_id) AS heads \
         LEFT JOIN (SELECT list_id, count(*) AS people, count(DISTINCT household_id) AS households \
              FROM check_in_person WHERE event_id = ? GROUP BY list_id) AS seen \
            ON seen.list_id = heads.list_id ORDER BY heads.list_id";
    let values = [event.into(), event.into()];
    let rows = db.query_all_raw(dialect::sql(db, text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, read(row)?)))
        .collect()
}
