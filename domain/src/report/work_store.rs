//! The SQL about what was done: services that people got, and what volunteers served.

use mulin_entities::{AreaId, TicketState};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::age_band::AgeBand;
use super::range::Range;
use super::text::Text;
use crate::dialect;
use crate::error::Result;

/// States of tickets that were served.
const SERVED: [TicketState; 4] = [
    TicketState::Done,
    TicketState::Received,
    TicketState::Ready,
    TicketState::Collected,
];

/// States of tickets whose things are done.
const ITEMS_DONE: [TicketState; 3] = [
    TicketState::Done,
    TicketState::Ready,
    TicketState::Collected,
];

fn listed(states: &[TicketState]) -> String {
    let states = states.iter().map(|state| format!("'{}'", state.as_str()));
    states.collect::<Vec<_>>().join(", ")
}

/// `, stood AS (…), served AS (…)` after the events: the tickets that had been served by then. How a
/// ticket stood at that time tells the ticket itself, or the last of its moves until then if it has moved
/// since.
pub(super) fn with_served(text: Text, range: &Range) -> Text {
    let served = listed(&SERVED);
    let piece = format!(
        ", stood AS (SELECT held.top_id, held.starts_at, held.starts_local, \
            ticket.service_id, ticket.person_id, ticket.household_id, ticket.area_id, \
            ticket.items_done, CASE WHEN ticket.updated_at <= ? THEN ticket.state ELSE \
                (SELECT ticket_move.to_state FROM ticket_move \
                 WHERE ticket_move.ticket_id = ticket.id AND ticket_move.at <= ? \
                 ORDER BY ticket_move.move_no DESC LIMIT 1) END AS state \
         FROM held JOIN ticket ON ticket.event_id = held.event_id), \
         served AS (SELECT * FROM stood WHERE state IN ({served}))"
    );
    text.and(piece, [range.as_of.into(), range.as_of.into()])
}

/// What was done of a service in an area.
#[derive(FromQueryResult)]
pub(super) struct ServiceRow {
    pub(super) top_id: AreaId,
    pub(super) name: String,
    pub(super) tickets: i64,
    pub(super) items: i64,
}

/// The tickets that were served, by the name of the service, those with the most first.
pub(super) async fn services(
    db: &impl ConnectionTrait,
    tops: &[AreaId],
    range: &Range,
) -> Result<Vec<ServiceRow>> {
    let done = listed(&ITEMS_DONE);
    let select = format!(
        " SELECT served.top_id, stall_service.name, count(*) AS tickets, \
            CAST(sum(CASE WHEN served.state IN ({done}) THEN coalesce(served.items_done, 0) \
                ELSE 0 END) AS bigint) AS items \
         FROM served JOIN stall_service ON stall_service.id = served.service_id \
         GROUP BY served.top_id, stall_service.name ORDER BY tickets DESC, stall_service.name"
    );
    let text = with_served(Text::of_events(tops, range), range).and(select, []);
    text.rows(db).await
}

/// How many of an age were served in an area.
#[derive(FromQueryResult)]
pub(super) struct ServedAgeRow {
    pub(super) top_id: AreaId,
    /// Place in [`AgeBand::ALL`].
    pub(super) band: i32,
    pub(super) tickets: i64,
}

/// The tickets that were served, by how old their holders were; of somebody without a record nobody knows.
pub(super) async fn served_by_age(
    db: &impl ConnectionTrait,
    tops: &[AreaId],
    range: &Range,
) -> Result<Vec<ServedAgeRow>> {
    let band = AgeBand::place_in_sql("aged.age");
    let select = format!(
        ", aged AS (SELECT served.top_id, \
            CAST(substr(CAST(served.starts_local AS text), 1, 4) AS integer) - person.birth_year \
                AS age \
         FROM served LEFT JOIN person ON person.id = served.person_id), \
         cell AS (SELECT aged.top_id, {band} AS band FROM aged) \
         SELECT top_id, band, count(*) AS tickets FROM cell GROUP BY top_id, band"
    );
    let text = with_served(Text::of_events(tops, range), range).and(select, []);
    text.rows(db).await
}

/// What volunteers served in an area.
#[derive(FromQueryResult)]
pub(super) struct VolunteersRow {
    pub(super) top_id: AreaId,
    pub(super) volunteers: i64,
    pub(super) minutes: i64,
}

/// Who has a service record that stood then, and the minutes that were credited for it by then: a
/// correction adds its difference, so that the entries of all records of one sign-up are summed up.
pub(super) async fn volunteers(
    db: &impl ConnectionTrait,
    root: AreaId,
    tops: &[AreaId],
    range: &Range,
) -> Result<Vec<VolunteersRow>> {
    let tops = dialect::padded(tops.iter().copied());
    let places = dialect::places(tops.len(), "?");
    let select = "SELECT top_id, count(DISTINCT person_id) AS volunteers, \
            CAST(coalesce(sum(minutes), 0) AS bigint) AS minutes \
         FROM (SELECT event_area.area_id AS top_id, standing.person_id, \
            (SELECT sum(hours_entry.minutes) FROM service_record AS credited \
             JOIN hours_entry ON hours_entry.record_id = credited.id \
             WHERE credited.sign_up_id = standing.sign_up_id \
                AND hours_entry.created_at <= ?) AS minutes \
         FROM service_record AS standing \
         JOIN event_area ON event_area.event_id = standing.event_id \
         WHERE standing.root_area_id = ? AND standing.starts_at >= ? AND standing.starts_at < ? \
            AND standing.created_at <= ? AND NOT EXISTS ( \
                SELECT 1 FROM service_record AS later WHERE later.corrects = standing.id \
                    AND later.corrects IS NOT NULL AND later.created_at <= ?)";
    let values = [
        range.as_of.into(),
        root.into(),
        range.from.into(),
        range.until.into(),
        range.as_of.into(),
        range.as_of.into(),
    ];
    let of_tops = format!(" AND event_area.area_id IN ({places})) AS done GROUP BY top_id");
    let text = Text::new().and(select, values);
    let text = text.and(of_tops, tops.into_iter().map(Into::into));
    text.rows(db).await
}
