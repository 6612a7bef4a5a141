//! Keeps the full-text index in step with venues. What is over keeps the words of its time.

use mulin_entities::{EventId, VenueId, event};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::store;
use crate::error::{Error, Result};
use crate::tx::Tx;

/// The events at a venue that are not over, in order of their keys.
pub async fn coming_at(tx: &Tx, venue: VenueId) -> Result<Vec<EventId>> {
    Ok(event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::VenueId.eq(venue))
        .filter(event::Column::EndsAt.gt(tx.now()))
        .order_by_asc(event::Column::Id)
        .into_tuple()
        .all(tx.db())
        .await?)
}

/// Writes an event's words anew. No edit of the event: its version stays.
pub async fn write(tx: &Tx, id: EventId) -> Result<()> {
    let missing = || Error::internal("an event whose seats are locked is missing");
    let event = store::event(tx.db(), id).await?.ok_or_else(missing)?;
    let words =
        store::search_text(tx.db(), &event.title, &event.description, event.venue_id).await?;
    event::Entity::update_many()
        .col_expr(event::Column::SearchText, Expr::value(words))
        .filter(event::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}
