//! The only SQL about tickets and their queues; about their slots: [`super::place_store`].

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, SqlErr, Value,
};

use super::TicketError;
use crate::error::{Error, Refusal, Result};
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The states in which a ticket can be called, as the index of the queue names them.
const CALLABLE: &str = "state IN ('CHECKED_IN', 'WAITING', 'SKIPPED')";

/// The states in which a ticket counts as somebody's one of a service, as its index names them.
const ACTIVE: &str = "state NOT IN ('DONE', 'NO_SHOW', 'CANCELLED', 'TRANSFERRED', 'COLLECTED')";

/// Queues in one statement: SQLite joins at most 500 selections, and each has three lanes.
const QUEUES: usize = 100;

/// One ticket, whoever asks.
pub async fn ticket(db: &impl ConnectionTrait, id: TicketId) -> Result<Option<ticket::Model>> {
    Ok(ticket::Entity::find_by_id(id).one(db).await?)
}

/// Several tickets, in no order, whoever asks.
pub async fn tickets(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = TicketId>,
) -> Result<Vec<ticket::Model>> {
    Ok(ticket::Entity::find()
        .filter(ticket::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The moves of several tickets, each in its order.
pub async fn moves_of(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = TicketId>,
) -> Result<Vec<ticket_move::Model>> {
    Ok(ticket_move::Entity::find()
        .filter(ticket_move::Column::TicketId.is_in(tickets))
        .order_by_asc(ticket_move::Column::TicketId)
        .order_by_asc(ticket_move::Column::MoveNo)
        .all(db)
        .await?)
}

/// All moves of a service day, each ticket's in its order: of these the day is told again.
pub async fn moves_of_event(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<ticket_move::Model>> {
    Ok(ticket_move::Entity::find()
        .filter(ticket_move::Column::EventId.eq(event))
        .order_by_asc(ticket_move::Column::TicketId)
        .order_by_asc(ticket_move::Column::MoveNo)
        .all(db)
        .await?)
}

/// One move.
pub(super) async fn one_move(
    tx: &Tx,
    ticket: TicketId,
    move_no: i32,
) -> Result<Option<ticket_move::Model>> {
    Ok(ticket_move::Entity::find_by_id((ticket, move_no))
        .one(tx.db())
        .await?)
}

/// Whether the person has a ticket of the service that is not done.
pub(super) async fn has_active(tx: &Tx, service: StallServiceId, person: PersonId) -> Result<bool> {
    let text = format!(
        "SELECT 1 AS one FROM ticket WHERE service_id = ? AND person_id = ? \
         AND person_id IS NOT NULL AND {ACTIVE}"
    );
    let values = [service.into(), person.into()];
    let found = tx.db().query_one_raw(dialect::sql(tx.db(), &text, values));
    Ok(found.await?.is_some())
}

/// Draws the next number of a queue. From then on the queue is the transaction's alone.
pub(super) async fn draw_number(
    tx: &Tx,
    event: EventId,
    service: StallServiceId,
    day: NaiveDate,
) -> Result<service_queue::Model> {
    let text = "INSERT INTO service_queue (service_id, day, event_id, last_number, priority_run, \
                booked_run) VALUES (?, ?, ?, 1, 0, 0) ON CONFLICT (service_id, day) \
                DO UPDATE SET last_number = service_queue.last_number + 1 RETURNING *";
    let values = [service.into(), day.into(), event.into()];
    let row = service_queue::Model::find_by_statement(dialect::sql(tx.db(), text, values))
        .one(tx.db())
        .await?;
    row.ok_or_else(|| Error::internal("a queue was written and is not there"))
}

/// The queues of several services on a day, each the transaction's alone from then on, in the order of
/// their keys, so that no two wait for each other. Those from which nothing was drawn yet are not there.
pub(super) async fn lock_queues(
    tx: &Tx,
    services: &[StallServiceId],
    day: NaiveDate,
) -> Result<Vec<service_queue::Model>> {
    Ok(service_queue::Entity::find()
        .filter(service_queue::Column::ServiceId.is_in(services.iter().copied()))
        .filter(service_queue::Column::Day.eq(day))
        .order_by_asc(service_queue::Column::ServiceId)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// The queues of all services of an event, likewise.
pub(super) async fn lock_queues_of(tx: &Tx, event: EventId) -> Result<Vec<service_queue::Model>> {
    Ok(service_queue::Entity::find()
        .filter(service_queue::Column::EventId.eq(event))
        .order_by_asc(service_queue::Column::ServiceId)
        .order_by_asc(service_queue::Column::Day)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Notes whose turn it is among the lanes of several queues.
pub(super) async fn save_turns(
    tx: &Tx,
    queues: impl Iterator<Item = service_queue::Model>,
) -> Result<()> {
    use service_queue::Column as C;
    let columns = [C::PriorityRun, C::BookedRun];
    bulk::update::<_, service_queue::ActiveModel>(tx.db(), queues, &columns).await?;
    Ok(())
}

/// Writes tickets that were called, each to their station, and the move of each.
pub(super) async fn write_called(
    tx: &Tx,
    rows: Vec<ticket::Model>,
    moves: Vec<ticket_move::Model>,
) -> Result<()> {
    // Only what changes: whole rows would have all their references looked up again.
    let rows = dialect::padded(rows);
    let cases = "WHEN ? THEN ? ".repeat(rows.len());
    let text = format!(
        "UPDATE ticket SET state = 'CALLED', times_called = 1, moves = moves + 1, \
            version = version + 1, called_at = ?, updated_at = ?, station_id = CASE id {cases}END \
         WHERE id IN ({})",
        dialect::places(rows.len(), "?")
    );
    let mut values: Vec<Value> = vec![tx.now().into(), tx.now().into()];
    for row in &rows {
        values.extend([row.id.into(), row.station_id.into()]);
    }
    values.extend(rows.iter().map(|row| Value::from(row.id)));
    tx.db()
        .execute_raw(dialect::sql(tx.db(), &text, values))
        .await?;
    bulk::insert::<_, ticket_move::ActiveModel>(tx.db(), moves).await?;
    Ok(())
}

/// The first of each lane of several queues, at most so many each, in the order of their lanes; and the
/// tickets that are at several stations.
pub(super) async fn first_of_lanes(
    db: &impl ConnectionTrait,
    stations: &[StationId],
    queues: &[(StallServiceId, NaiveDate)],
    most: i32,
) -> Result<Vec<ticket::Model>> {
    let (mut rows, mut chunks) = (Vec::new(), queues.chunks(QUEUES));
    let mut stations = dialect::padded(stations.iter().copied());
    loop {
        let (mut parts, mut values) = (Vec::new(), Vec::<Value>::new());
        if !stations.is_empty() {
            let places = dialect::places(stations.len(), "?");
            parts.push(format!(
                "SELECT * FROM ticket WHERE station_id IN ({places})"
            ));
            values.extend(stations.drain(..).map(Value::from));
        }
        for (service, day) in chunks.next().unwrap_or_default() {
            for lane in [TicketLane::Priority, TicketLane::Booked, TicketLane::WalkIn] {
                parts.push(format!(
                    "SELECT * FROM (SELECT * FROM ticket WHERE service_id = ? AND day = ? \
                     AND lane = '{}' AND {CALLABLE} ORDER BY rank, number LIMIT {most}) AS lane",
                    lane.as_str()
                ));
                values.extend([(*service).into(), (*day).into()]);
            }
        }
        if parts.is_empty() {
            return Ok(rows);
        }
        let text = parts.join(" UNION ALL ");
        let found = ticket::Model::find_by_statement(dialect::sql(db, &text, values));
        rows.extend(found.all(db).await?);
    }
}

/// The rank of the last of the next so many in a lane; none if nobody is there.
pub(super) async fn rank_behind(tx: &Tx, of: &ticket::Model, places: i32) -> Result<Option<i64>> {
    let text = format!(
        "SELECT max(rank) AS rank FROM (SELECT rank FROM ticket WHERE service_id = ? AND day = ? \
         AND lane = '{}' AND {CALLABLE} ORDER BY rank, number LIMIT {places}) AS ahead",
        of.lane.as_str()
    );
    let values = [of.service_id.into(), of.day.into()];
    let row = tx.db().query_one_raw(dialect::sql(tx.db(), &text, values));
    Ok(match row.await? {
        Some(row) => row.try_get("", "rank")?,
        None => None,
    })
}

/// The ticket that is at a station.
pub(super) async fn at_station(tx: &Tx, station: StationId) -> Result<Option<ticket::Model>> {
    Ok(ticket::Entity::find()
        .filter(ticket::Column::StationId.eq(station))
        .one(tx.db())
        .await?)
}

/// Writes a new ticket.
pub(super) async fn insert(tx: &Tx, row: &ticket::Model) -> Result<()> {
    ticket::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await
        .map_err(one_each)?;
    Ok(())
}

/// Writes all of a ticket.
pub(super) async fn update(tx: &Tx, row: ticket::Model) -> Result<ticket::Model> {
    let row = row.into_active_model().reset_all();
    row.update(tx.db()).await.map_err(one_each)
}

/// Two tickets of one person for one service, taken at once: the database keeps the first.
fn one_each(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(what))
            if names(&what, "person_id", "one_active") =>
        {
            Refusal::from(TicketError::ActiveElsewhere).into()
        }
        _ => error.into(),
    }
}

/// SQLite names the columns, PostgreSQL the index.
fn names(what: &str, column: &str, index: &str) -> bool {
    what.contains(column) || what.contains(index)
}

/// Writes a move.
pub(super) async fn insert_move(tx: &Tx, row: ticket_move::Model) -> Result<()> {
    ticket_move::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Marks a move as undone.
pub(super) async fn mark_undone(tx: &Tx, ticket: TicketId, move_no: i32) -> Result<()> {
    let text = "UPDATE ticket_move SET undone = true WHERE ticket_id = ? AND move_no = ?";
    let statement = dialect::sql(tx.db(), text, [ticket.into(), move_no.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// Notes of several tickets that their holders are told that it is nearly their turn.
pub(super) async fn note_told(tx: &Tx, ids: &[TicketId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids = dialect::padded(ids.iter().copied());
    let places = dialect::places(ids.len(), "?");
    let text = format!("UPDATE ticket SET nearly_told_at = ? WHERE id IN ({places})");
    let mut values: Vec<Value> = vec![tx.now().into()];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let statement = dialect::sql(tx.db(), &text, values);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// All tickets of an event that stand like this, in the order of their keys.
pub(super) async fn standing(
    tx: &Tx,
    event: EventId,
    states: &[TicketState],
) -> Result<Vec<ticket::Model>> {
    Ok(ticket::Entity::find()
        .filter(ticket::Column::EventId.eq(event))
        .filter(ticket::Column::State.is_in(states.iter().copied()))
        .order_by_asc(ticket::Column::Id)
        .all(tx.db())
        .await?)
}

/// The tickets of several people with which something is still to happen.
pub(super) async fn active_of(tx: &Tx, people: &[PersonId]) -> Result<Vec<ticket::Model>> {
    let places = dialect::places(people.len(), "?");
    let text = format!(
        "SELECT * FROM ticket WHERE person_id IN ({places}) AND person_id IS NOT NULL AND {ACTIVE} \
         ORDER BY id"
    );
    let values = people.iter().map(|person| Value::from(*person));
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(ticket::Model::find_by_statement(statement)
        .all(tx.db())
        .await?)
}

/// Writes many tickets whole, and a move of each.
pub(super) async fn write_all(
    tx: &Tx,
    rows: &[ticket::Model],
    moves: Vec<ticket_move::Model>,
) -> Result<()> {
    use ticket::Column as C;
    let columns = [
        C::State,
        C::StationId,
        C::Rank,
        C::TimesCalled,
        C::Moves,
        C::EndedReason,
        C::FinishedAt,
        C::UpdatedAt,
        C::Version,
    ];
    bulk::update::<_, ticket::ActiveModel>(tx.db(), rows.iter().cloned(), &columns).await?;
    bulk::insert::<_, ticket_move::ActiveModel>(tx.db(), moves).await?;
    Ok(())
}

/// The tickets of a merged record go to its keeper.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    for text in [
        "UPDATE ticket SET person_id = ? WHERE person_id = ?",
        "UPDATE ticket SET taken_by = ? WHERE taken_by = ?",
        "UPDATE ticket_move SET by_id = ? WHERE by_id = ?",
    ] {
        let statement = dialect::sql(tx.db(), text, [into.into(), from.into()]);
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

/// Nothing of several erased people is told by tickets.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let places = dialect::places(people.len(), "?");
    for text in [
        "UPDATE ticket SET person_id = NULL, household_id = NULL, label = NULL WHERE person_id",
        "UPDATE ticket SET taken_by = NULL WHERE taken_by",
        "UPDATE ticket_move SET by_id = NULL WHERE by_id",
    ] {
        let text = format!("{text} IN ({places})");
        let values = people.iter().map(|person| Value::from(*person));
        let statement = dialect::sql(tx.db(), &text, values);
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

/// The queue and the tickets of a day become those of another day.
pub(super) async fn move_day(tx: &Tx, queue: &service_queue::Model, to: NaiveDate) -> Result<()> {
    for table in ["ticket", "service_queue"] {
        let text = format!("UPDATE {table} SET day = ? WHERE service_id = ? AND day = ?");
        let values = [to.into(), queue.service_id.into(), queue.day.into()];
        let statement = dialect::sql(tx.db(), &text, values);
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

/// Who booked waits by a slot that moved.
pub(super) async fn move_ranks(tx: &Tx, event: EventId, by: chrono::TimeDelta) -> Result<()> {
    let text = "UPDATE ticket SET rank = rank + ? WHERE event_id = ? AND state = 'BOOKED'";
    let micros = by.num_microseconds().unwrap_or(0);
    let statement = dialect::sql(tx.db(), text, [micros.into(), event.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}
