//! The only SQL about series and their occurrences.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::actor::Actor;
use crate::clock::Instant;
use crate::error::Result;
use crate::event::list::visible_condition;
use crate::page::{Page, Slice};
use crate::place;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// One series, whoever asks.
pub async fn series(db: &impl ConnectionTrait, id: SeriesId) -> Result<Option<series::Model>> {
    Ok(series::Entity::find_by_id(id).one(db).await?)
}

/// One series, locked: the first lock of all that a transaction takes.
pub async fn lock(db: &impl ConnectionTrait, id: SeriesId) -> Result<Option<series::Model>> {
    Ok(series::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// Several series, in no order, whoever asks.
pub async fn all(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = SeriesId>,
) -> Result<Vec<series::Model>> {
    Ok(series::Entity::find()
        .filter(series::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// That the actor may see a series, as a condition of SQL: who plans the area's events sees it, and
/// who sees one of its occurrences that is as visible as the series. One that was opened to more people,
/// or was made before the series was closed to some, tells nothing of the others.
fn visible(actor: &Actor) -> (String, Vec<Value>) {
    if matches!(actor, Actor::System) {
        return ("1 = 1".to_owned(), Vec::new());
    }
    let (seen, mut values) = visible_condition(actor);
    let mut text = format!(
        "(EXISTS (SELECT 1 FROM occurrence JOIN event ON event.id = occurrence.event_id
                  WHERE occurrence.series_id = series.id
                    AND event.visibility = series.visibility AND {seen})"
    );
    for grant in actor.signed_in().map_or(&[][..], |person| &person.grants) {
        if grant.role != Role::Steward {
            text += " OR series.area_path >= ? AND series.area_path < ?";
            values.push(grant.area_path.as_str().into());
            values.push(place::rules::end_of_subtree(&grant.area_path).into());
        }
    }
    (text + ")", values)
}

/// Those of several series that the actor may see, in no order.
pub async fn visible_series(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = SeriesId>,
) -> Result<Vec<series::Model>> {
    of_column(db, actor, "id", ids).await
}

/// The series that carry on one of these, as far as the actor may see them, in order of making.
pub async fn continued_by(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = SeriesId>,
) -> Result<Vec<series::Model>> {
    of_column(db, actor, "continues_id", ids).await
}

async fn of_column(
    db: &impl ConnectionTrait,
    actor: &Actor,
    column: &str,
    ids: impl IntoIterator<Item = SeriesId>,
) -> Result<Vec<series::Model>> {
    let mut values: Vec<Value> = dialect::padded(ids).into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(values.len(), "?");
    let (visible, seen) = visible(actor);
    values.extend(seen);
    let text = format!(
        "SELECT series.* FROM series WHERE series.{column} IN ({places}) AND {visible}
         ORDER BY series.id"
    );
    let statement = dialect::sql(db, &text, values);
    Ok(series::Model::find_by_statement(statement).all(db).await?)
}

/// A page of the series right in each of several areas that the actor may see, in order of making.
pub async fn of_areas(
    db: &impl ConnectionTrait,
    actor: &Actor,
    areas: &[AreaId],
    page: &Page<SeriesId>,
) -> Result<Vec<(AreaId, Slice<series::Model>)>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = areas.iter().map(|area| (*area).into()).collect();
    let mut condition = format!("series.area_id IN ({})", dialect::places(areas.len(), "?"));
    for (key, comparison) in [(page.after, ">"), (page.before, "<")] {
        if let Some(id) = key {
            condition += &format!(" AND series.id {comparison} ?");
            values.push(id.into());
        }
    }
    let (visible, seen) = visible(actor);
    values.extend(seen);
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT series.*, row_number() OVER (PARTITION BY area_id \
         ORDER BY id {direction}) AS place FROM series WHERE {condition} AND {visible}) \
         AS listed WHERE place <= {} ORDER BY area_id, place",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = series::Model::find_by_statement(statement).all(db).await?;
    let owned = rows.into_iter().map(|row| (row.area_id, row));
    Ok(Slice::of_each(areas, owned, page))
}

/// The place of an event in its series; none of an event that belongs to none.
pub async fn occurrence(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Option<occurrence::Model>> {
    Ok(occurrence::Entity::find_by_id(event).one(db).await?)
}

/// The places of several events in their series, in no order.
pub async fn occurrences(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<occurrence::Model>> {
    Ok(occurrence::Entity::find()
        .filter(occurrence::Column::EventId.is_in(events))
        .all(db)
        .await?)
}

/// How many occurrences a series has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that were made.
    pub made: i64,
    /// Those that will not take place.
    pub cancelled: i64,
    /// Those that have not begun and will take place.
    pub coming: i64,
}

/// How many occurrences several series have; none is named that has none.
pub async fn counts(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = SeriesId>,
    now: Instant,
) -> Result<HashMap<SeriesId, Counts>> {
    let mut values: Vec<Value> = vec![now.into()];
    values.extend(ids.into_iter().map(Value::from));
    if values.len() == 1 {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT occurrence.series_id, count(*),
                count(*) FILTER (WHERE event.state = 'CANCELLED'),
                count(*) FILTER (WHERE event.state <> 'CANCELLED' AND event.starts_at > ?)
         FROM occurrence JOIN event ON event.id = occurrence.event_id
         WHERE occurrence.series_id IN ({}) GROUP BY occurrence.series_id",
        dialect::places(values.len() - 1, "?")
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let read = |row: &sea_orm::QueryResult| {
        let counts = Counts {
            made: row.try_get_by_index(1)?,
            cancelled: row.try_get_by_index(2)?,
            coming: row.try_get_by_index(3)?,
        };
        Ok((row.try_get_by_index(0)?, counts))
    };
    rows.iter().map(read).collect()
}

/// The occurrences of a series with their events, by original day; those of this day and later, if one
/// is given. Also those that were cancelled.
pub async fn rows_of(
    db: &impl ConnectionTrait,
    series: SeriesId,
    from: Option<NaiveDate>,
) -> Result<Vec<(occurrence::Model, event::Model)>> {
    let mut wanted = occurrence::Entity::find().filter(occurrence::Column::SeriesId.eq(series));
    if let Some(from) = from {
        wanted = wanted.filter(occurrence::Column::OriginalDate.gte(from));
    }
    let occurrences = wanted
        .order_by_asc(occurrence::Column::OriginalDate)
        .order_by_asc(occurrence::Column::RecurrenceKey)
        .all(db)
        .await?;
    let mut events = HashMap::with_capacity(occurrences.len());
    for part in occurrences.chunks(bulk::ROWS) {
        let rows = event::Entity::find()
            .filter(event::Column::Id.is_in(part.iter().map(|one| one.event_id)))
            .all(db)
            .await?;
        events.extend(rows.into_iter().map(|event| (event.id, event)));
    }
    let pair = |one: occurrence::Model| Some((events.remove(&one.event_id)?, one));
    let pairs = occurrences.into_iter().filter_map(pair);
    Ok(pairs.map(|(event, one)| (one, event)).collect())
}

/// How many parties have answered those of the events that any has: that come, may come, wait for a
/// seat or for approval, or for whom seats are held. Answers belong to a higher noun; that there are
/// some is all that is read here.
pub async fn parties(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<HashMap<EventId, i64>> {
    let events: Vec<Value> = events.into_iter().map(Value::from).collect();
    let mut parties = HashMap::new();
    for part in events.chunks(bulk::ROWS) {
        let text = format!(
            "SELECT event_id, count(*) FROM rsvp WHERE event_id IN ({})
                AND state IN ('GOING', 'MAYBE', 'WAITLISTED', 'OFFERED', 'REQUESTED')
             GROUP BY event_id",
            dialect::places(part.len(), "?")
        );
        let statement = dialect::sql(db, &text, part.iter().cloned());
        for row in db.query_all_raw(statement).await? {
            parties.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(parties)
}

/// The keys of the occurrences that there are, also of those that were cancelled or moved: none of them
/// is made again.
pub(super) async fn keys(db: &impl ConnectionTrait, series: SeriesId) -> Result<HashSet<String>> {
    let keys: Vec<String> = occurrence::Entity::find()
        .select_only()
        .column(occurrence::Column::RecurrenceKey)
        .filter(occurrence::Column::SeriesId.eq(series))
        .into_tuple()
        .all(db)
        .await?;
    Ok(keys.into_iter().collect())
}

/// The occurrences that were not cancelled, by original day: what the next one can be like.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    series: SeriesId,
) -> Result<Vec<(NaiveDate, EventId)>> {
    let text = "SELECT occurrence.original_date, occurrence.event_id
         FROM occurrence JOIN event ON event.id = occurrence.event_id
         WHERE occurrence.series_id = ? AND event.state <> 'CANCELLED'
         ORDER BY occurrence.original_date, event.starts_at";
    let rows = db
        .query_all_raw(dialect::sql(db, text, [series.into()]))
        .await?;
    let read =
        |row: &sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(read).collect()
}

/// Writes a new series.
pub(crate) async fn insert(tx: &Tx, row: series::Model) -> Result<()> {
    series::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes an edited series, its version raised by one.
pub(crate) async fn update(tx: &Tx, mut row: series::Model) -> Result<series::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx.db())
        .await?;
    Ok(row)
}

/// Notes how far occurrences are made, which is no edit.
pub(crate) async fn set_made_until(tx: &Tx, id: SeriesId, made_until: NaiveDate) -> Result<()> {
    series::Entity::update_many()
        .col_expr(series::Column::MadeUntil, Expr::value(made_until))
        .filter(series::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Gives events their places in a series.
pub(crate) async fn insert_occurrences(tx: &Tx, rows: Vec<occurrence::Model>) -> Result<()> {
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Gives events that have a place in a series other ones, maybe those of one another: so all leave
/// theirs first.
pub(crate) async fn rekey(tx: &Tx, rows: Vec<occurrence::Model>) -> Result<()> {
    for part in rows.chunks(bulk::ROWS) {
        let text = format!(
            "UPDATE occurrence SET recurrence_key = 'leaving ' || recurrence_key
             WHERE event_id IN ({})",
            dialect::places(part.len(), "?")
        );
        let events = part.iter().map(|row| row.event_id.into());
        let statement = dialect::sql(tx.db(), &text, events);
        tx.db().execute_raw(statement).await?;
    }
    let columns = [
        occurrence::Column::SeriesId,
        occurrence::Column::RecurrenceKey,
        occurrence::Column::OriginalDate,
        occurrence::Column::OriginalStartsAt,
    ];
    bulk::update(tx.db(), rows, &columns).await?;
    Ok(())
}
