//! The SQL about single events and their programmes; lists stand in [`super::list`].

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::rules::Phase;
use super::search;
use super::view::EventView;
use crate::clock::Instant;
use crate::error::Result;
use crate::place;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The event's row, whoever asks: only for commands, which then ask their policy.
pub async fn event(db: &impl ConnectionTrait, id: EventId) -> Result<Option<event::Model>> {
    Ok(event::Entity::find_by_id(id).one(db).await?)
}

/// The rows of several events, in no order, likewise.
pub async fn events(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = EventId>,
) -> Result<Vec<event::Model>> {
    Ok(event::Entity::find()
        .filter(event::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The same, each also as it is shown with its seats.
pub async fn shown(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = EventId>,
) -> Result<Vec<(event::Model, EventView)>> {
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        event: event::Model,
        capacity: Option<i32>,
        taken: i32,
        waitlisted: i32,
    }
    let ids: Vec<Value> = ids.into_iter().map(Value::from).collect();
    let text = format!(
        "SELECT event.*, event_seats.capacity, event_seats.taken, event_seats.waitlisted FROM event \
         JOIN event_seats ON event_seats.event_id = event.id WHERE event.id IN ({})",
        dialect::places(ids.len(), "?")
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, ids));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows
        .map(|row| {
            let view = EventView::of(&row.event, (row.capacity, row.taken, row.waitlisted));
            (row.event, view)
        })
        .collect())
}

/// What policies and rules ask of an event.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Key.
    pub id: EventId,
    /// Path of its area.
    pub area_path: String,
    /// Where it stands in its life.
    pub phase: Phase,
}

/// What policies and rules ask of several events, whoever asks.
pub async fn facts(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = EventId>,
) -> Result<Vec<Facts>> {
    let columns = [
        event::Column::Id,
        event::Column::AreaPath,
        event::Column::State,
        event::Column::StartsAt,
        event::Column::EndsAt,
        event::Column::RsvpOpensAt,
        event::Column::RsvpClosesAt,
    ];
    type Row = (
        EventId,
        String,
        EventState,
        Instant,
        Instant,
        Option<Instant>,
        Option<Instant>,
    );
    let rows: Vec<Row> = event::Entity::find()
        .select_only()
        .columns(columns)
        .filter(event::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let read = |(id, area_path, state, starts_at, ends_at, rsvp_opens_at, rsvp_closes_at)| Facts {
        id,
        area_path,
        phase: Phase {
            state,
            starts_at,
            ends_at,
            rsvp_opens_at,
            rsvp_closes_at,
        },
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes new events with their seats and their places in the lists of the areas above them.
pub(crate) async fn insert_all(tx: &Tx, rows: Vec<(event::Model, Option<i32>)>) -> Result<()> {
    let mut above: HashMap<&str, Vec<AreaId>> = HashMap::new();
    for (row, _) in &rows {
        if !above.contains_key(row.area_path.as_str()) {
            let areas = place::store::areas_to(tx.db(), &row.area_path).await?;
            above.insert(&row.area_path, areas.iter().map(|area| area.id).collect());
        }
    }
    let of_event = |row: &event::Model| {
        let areas = above.get(row.area_path.as_str());
        let (event_id, starts_at) = (row.id, row.starts_at);
        let list = move |area_id: &AreaId| event_area::Model {
            area_id: *area_id,
            event_id,
            starts_at,
        };
        areas.into_iter().flatten().map(list).collect::<Vec<_>>()
    };
    let lists: Vec<_> = rows.iter().flat_map(|(row, _)| of_event(row)).collect();
    let seats: Vec<_> = rows
        .iter()
        .map(|(row, capacity)| super::seats::new(row.id, *capacity))
        .collect();
    bulk::insert(tx.db(), rows.into_iter().map(|(row, _)| row)).await?;
    bulk::insert(tx.db(), lists).await?;
    bulk::insert(tx.db(), seats).await?;
    Ok(())
}

/// Writes an edited event, its version raised by one.
pub async fn update(tx: &Tx, mut row: event::Model) -> Result<event::Model> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    row.version += 1;
    row.updated_at = tx.now();
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx.db())
        .await?;
    Ok(row)
}

/// Moves the event in the lists of its areas.
pub async fn move_in_lists(tx: &Tx, event: &event::Model) -> Result<()> {
    event_area::Entity::update_many()
        .col_expr(
            event_area::Column::StartsAt,
            sea_orm::sea_query::Expr::value(event.starts_at),
        )
        .filter(event_area::Column::EventId.eq(event.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// What the index holds of an event.
pub async fn search_text(
    db: &impl ConnectionTrait,
    title: &str,
    description: &str,
    venue: Option<VenueId>,
) -> Result<String> {
    let venue = match venue {
        Some(id) => place::store::venue(db, id).await?,
        None => None,
    };
    let (name, address) = venue.map_or_else(Default::default, |venue| (venue.name, venue.address));
    Ok(search::search_text([
        title,
        description,
        name.as_str(),
        address.as_str(),
    ]))
}

/// The programmes of several events, each in order of time.
pub async fn programmes(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<programme_item::Model>> {
    Ok(programme_item::Entity::find()
        .filter(programme_item::Column::EventId.is_in(events))
        .order_by_asc(programme_item::Column::EventId)
        .order_by_asc(programme_item::Column::StartsAfterSeconds)
        .order_by_asc(programme_item::Column::Id)
        .all(db)
        .await?)
}

/// One item of a programme.
pub async fn programme_item(
    db: &impl ConnectionTrait,
    id: ProgrammeItemId,
) -> Result<Option<programme_item::Model>> {
    Ok(programme_item::Entity::find_by_id(id).one(db).await?)
}

/// Several items, in no order.
pub async fn programme_items(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ProgrammeItemId>,
) -> Result<Vec<programme_item::Model>> {
    Ok(programme_item::Entity::find()
        .filter(programme_item::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One item of a programme, locked for an edit.
pub async fn lock_programme_item(
    db: &impl ConnectionTrait,
    id: ProgrammeItemId,
) -> Result<Option<programme_item::Model>> {
    Ok(programme_item::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// How many items a programme has.
pub async fn programme_length(db: &impl ConnectionTrait, event: EventId) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    Ok(programme_item::Entity::find()
        .filter(programme_item::Column::EventId.eq(event))
        .count(db)
        .await?)
}
