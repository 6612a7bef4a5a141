//! The SQL about single events and their programmes; lists stand in [`super::list`].

use mulin_entities::*;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::rules::Phase;
use super::search;
use crate::clock::Instant;
use crate::error::Result;
use crate::place;
use crate::tx::Tx;

/// The event's row, whoever asks: only for commands, which then ask their policy.
pub async fn event(db: &impl ConnectionTrait, id: EventId) -> Result<Option<event::Model>> {
    Ok(event::Entity::find_by_id(id).one(db).await?)
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

/// Writes a new event with its seats and its places in the lists of the areas above it.
pub async fn insert(tx: &Tx, row: event::Model, capacity: Option<i32>) -> Result<event::Model> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let above = place::store::areas_to(tx.db(), &row.area_path).await?;
    let lists = above.iter().map(|area| event_area::ActiveModel {
        area_id: Set(area.id),
        event_id: Set(row.id),
        starts_at: Set(row.starts_at),
    });
    event::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx.db())
        .await?;
    event_area::Entity::insert_many(lists)
        .exec_without_returning(tx.db())
        .await?;
    let seats = super::seats::new(row.id, capacity)
        .into_active_model()
        .reset_all();
    event_seats::Entity::insert(seats)
        .exec_without_returning(tx.db())
        .await?;
    Ok(row)
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
