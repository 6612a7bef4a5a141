//! The SQL about who waits for seats, and for whom some are held.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Value,
};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Parties that wait for this schedule of the event after a place in the queue and are no larger
/// than `fits`, in order.
pub async fn waiting(
    tx: &Tx,
    event: EventId,
    schedule_rev: i32,
    after: i64,
    fits: Option<i32>,
) -> Result<Vec<rsvp::Model>> {
    let mut select = rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.eq(RsvpState::Waitlisted))
        .filter(rsvp::Column::ScheduleRev.eq(schedule_rev))
        .filter(rsvp::Column::QueueNo.gt(after));
    if let Some(fits) = fits {
        let party = Expr::col(rsvp::Column::Adults).add(Expr::col(rsvp::Column::Children));
        select = select.filter(party.lte(fits));
    }
    Ok(select
        .order_by_asc(rsvp::Column::QueueNo)
        .limit(200)
        .all(tx.db())
        .await?)
}

/// Whether a party waits for this schedule of the event before somebody who would take a seat now:
/// before anybody who does not wait themselves, and before the place of who does.
pub async fn waits_before(
    db: &impl ConnectionTrait,
    event: &event::Model,
    own: Option<&rsvp::Model>,
) -> Result<bool> {
    let waiting = rsvp::Entity::find()
        .select_only()
        .column(rsvp::Column::QueueNo)
        .filter(rsvp::Column::EventId.eq(event.id))
        .filter(rsvp::Column::State.eq(RsvpState::Waitlisted))
        .filter(rsvp::Column::ScheduleRev.eq(event.schedule_rev));
    let waiting = match own.filter(|own| own.state == RsvpState::Waitlisted) {
        Some(own) => waiting.filter(rsvp::Column::QueueNo.lt(own.queue_no)),
        None => waiting,
    };
    let first: Option<Option<i64>> = waiting.into_tuple().one(db).await?;
    Ok(first.is_some())
}

/// Gives waiting parties their seats.
pub async fn promote(tx: &Tx, ids: Vec<RsvpId>) -> Result<()> {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::State, Expr::value(RsvpState::Going))
        .col_expr(rsvp::Column::AnsweredAt, Expr::value(tx.now()))
        .filter(rsvp::Column::Id.is_in(ids))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Holds seats for waiting parties until `ends_at`.
pub async fn offer(tx: &Tx, ids: Vec<RsvpId>, ends_at: Instant) -> Result<()> {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::State, Expr::value(RsvpState::Offered))
        .col_expr(rsvp::Column::OfferExpiresAt, Expr::value(ends_at))
        .col_expr(rsvp::Column::AnsweredAt, Expr::value(tx.now()))
        .filter(rsvp::Column::Id.is_in(ids))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The offers of an event that end by then; all if none. In order of arrival.
pub async fn offers(
    tx: &Tx,
    event: EventId,
    ending_by: Option<Instant>,
) -> Result<Vec<rsvp::Model>> {
    let mut select = rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.eq(RsvpState::Offered));
    if let Some(by) = ending_by {
        select = select.filter(rsvp::Column::OfferExpiresAt.lte(by));
    }
    let ordered = select.order_by_asc(rsvp::Column::QueueNo);
    Ok(ordered.all(tx.db()).await?)
}

/// Offers that were not taken in time are over.
pub async fn expire(tx: &Tx, ids: &[RsvpId]) -> Result<()> {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::State, Expr::value(RsvpState::Expired))
        .col_expr(rsvp::Column::OfferExpiresAt, Expr::value(None::<Instant>))
        .col_expr(rsvp::Column::QueueNo, Expr::value(None::<i64>))
        .col_expr(rsvp::Column::AnsweredAt, Expr::value(tx.now()))
        .filter(rsvp::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The offers of an event that has less time end sooner.
pub async fn shorten_offers(tx: &Tx, event: EventId, limit: Instant) -> Result<()> {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::OfferExpiresAt, Expr::value(limit))
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.eq(RsvpState::Offered))
        .filter(rsvp::Column::OfferExpiresAt.gt(limit))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// How many parties wait before each of these that waits.
pub async fn ahead_of(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<(RsvpId, i64)>> {
    let ids: Vec<Value> = rsvps.into_iter().map(Value::from).collect();
    let places = vec!["?"; ids.len()].join(", ");
    let text = format!(
        "SELECT mine.id, (SELECT count(*) FROM rsvp WHERE rsvp.event_id = mine.event_id \
            AND rsvp.state = 'WAITLISTED' AND rsvp.queue_no < mine.queue_no) AS ahead \
         FROM rsvp AS mine WHERE mine.state = 'WAITLISTED' AND mine.id IN ({places})"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, ids)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}
