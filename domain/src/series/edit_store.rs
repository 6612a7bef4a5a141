//! The SQL of edits of a series: one statement for any number of its occurrences.

use std::collections::HashMap;

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::tx::Tx;
use crate::{bulk, dialect};

/// A place in a series, and what stands there.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Place {
    /// The event.
    pub event_id: EventId,
    /// The series.
    pub series_id: SeriesId,
    /// The key within it.
    pub recurrence_key: String,
    /// The rule's day.
    pub original_date: NaiveDate,
    /// The start by the rule.
    pub original_starts_at: Instant,
    /// The event's start.
    pub starts_at: Instant,
    /// Its life.
    pub state: EventState,
}

/// The key of an occurrence whose place an edit of the rule took away: the place is free again, should
/// another edit give it back.
pub(super) fn released(event: EventId) -> String {
    format!("released {}", event.0.simple())
}

/// All places that are taken in a series, in order of the rule's days.
pub(super) async fn places(db: &impl ConnectionTrait, series: SeriesId) -> Result<Vec<Place>> {
    read(
        db,
        series,
        " AND occurrence.recurrence_key NOT LIKE 'released %'",
    )
    .await
}

/// The same, with those that were released.
pub(super) async fn all_places(db: &impl ConnectionTrait, series: SeriesId) -> Result<Vec<Place>> {
    read(db, series, "").await
}

async fn read(db: &impl ConnectionTrait, series: SeriesId, which: &str) -> Result<Vec<Place>> {
    let text = format!(
        "SELECT occurrence.*, event.starts_at, event.state
         FROM occurrence JOIN event ON event.id = occurrence.event_id
         WHERE occurrence.series_id = ?{which}
         ORDER BY occurrence.original_date, occurrence.recurrence_key"
    );
    let statement = dialect::sql(db, &text, [series.into()]);
    Ok(Place::find_by_statement(statement).all(db).await?)
}

/// The rows of several events. The caller holds the locks of their seats.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    ids: &[EventId],
) -> Result<HashMap<EventId, event::Model>> {
    let mut events = HashMap::with_capacity(ids.len());
    for part in ids.chunks(bulk::ROWS) {
        let rows = event::Entity::find()
            .filter(event::Column::Id.is_in(part.iter().copied()))
            .all(db)
            .await?;
        events.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(events)
}

/// Writes edited events, the version of each raised by one.
pub(super) async fn write_events(tx: &Tx, rows: &[event::Model]) -> Result<()> {
    use event::Column as C;
    let columns = [
        C::FestivalId,
        C::Kind,
        C::State,
        C::Visibility,
        C::Title,
        C::Description,
        C::VenueId,
        C::TimeZone,
        C::StartsLocal,
        C::EndsLocal,
        C::StartsAt,
        C::EndsAt,
        C::RsvpOpensAt,
        C::RsvpClosesAt,
        C::MaxParty,
        C::NeedsApproval,
        C::WaitlistOrder,
        C::OfferSeconds,
        C::HouseholdLimit,
        C::ScheduleRev,
        C::CancelReason,
        C::SearchText,
        C::Version,
        C::PublishedAt,
        C::CancelledAt,
        C::UpdatedAt,
    ];
    let edited = rows.iter().cloned().map(|mut row| {
        row.version += 1;
        row.updated_at = tx.now();
        row
    });
    bulk::update(tx.db(), edited, &columns).await?;
    Ok(())
}

/// Moves events in the lists of their areas to the times that they have now.
pub(super) async fn move_in_lists(tx: &Tx, events: &[EventId]) -> Result<()> {
    for part in events.chunks(bulk::ROWS) {
        let text = format!(
            "UPDATE event_area SET starts_at =
                (SELECT event.starts_at FROM event WHERE event.id = event_area.event_id)
             WHERE event_id IN ({})",
            dialect::places(part.len(), "?")
        );
        let ids = part.iter().map(|id| (*id).into());
        tx.db()
            .execute_raw(dialect::sql(tx.db(), &text, ids))
            .await?;
    }
    Ok(())
}

/// When the actor sent the command with this key.
pub(super) async fn edited_at(tx: &Tx, key: &str) -> Result<Instant> {
    let actor = tx.actor().person()?.person_id;
    let row = idempotency::Entity::find_by_id((actor, key.to_owned()))
        .one(tx.db())
        .await?;
    row.map(|row| row.created_at)
        .ok_or_else(|| Error::internal("a key that was claimed is missing"))
}

/// What became at an instant of the occurrences of a series: `created`, `rescheduled` or `cancelled`.
pub(super) async fn journalled(
    tx: &Tx,
    series: SeriesId,
    at: Instant,
) -> Result<HashMap<EventId, String>> {
    let text = "SELECT occurrence.event_id, journal.verb
         FROM occurrence JOIN journal ON journal.subject_id = occurrence.event_id
         WHERE occurrence.series_id = ? AND journal.at = ? AND journal.subject_kind = 'event'
            AND journal.verb IN ('created', 'rescheduled', 'cancelled')";
    let statement = dialect::sql(tx.db(), text, [series.into(), at.into()]);
    let rows = tx.db().query_all_raw(statement).await?;
    let read =
        |row: &sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(read).collect()
}
