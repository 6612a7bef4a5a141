//! The only SQL about announcements and their fan-outs.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::rules;
use crate::clock::Instant;
use crate::due_work;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;

/// One announcement, whoever asks: only for commands, which then ask their policy.
pub async fn announcement(
    db: &impl ConnectionTrait,
    id: AnnouncementId,
) -> Result<Option<announcement::Model>> {
    Ok(announcement::Entity::find_by_id(id).one(db).await?)
}

/// Several announcements, in no order, whoever asks.
pub async fn announcements(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AnnouncementId>,
) -> Result<Vec<announcement::Model>> {
    Ok(announcement::Entity::find()
        .filter(announcement::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// Those of several events that were not called off, in the order in which they were made.
pub async fn standing(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<announcement::Model>> {
    Ok(announcement::Entity::find()
        .filter(announcement::Column::EventId.is_in(events))
        .filter(announcement::Column::State.ne(AnnouncementState::Cancelled))
        .order_by_asc(announcement::Column::Id)
        .all(db)
        .await?)
}

/// How many of an event wait for their time.
pub(super) async fn waiting(tx: &Tx, event: EventId) -> Result<u64> {
    Ok(announcement::Entity::find()
        .filter(announcement::Column::EventId.eq(event))
        .filter(announcement::Column::State.eq(AnnouncementState::Scheduled))
        .count(tx.db())
        .await?)
}

/// Writes a new announcement, its fan-out, and when a worker lists whom it is for.
pub(super) async fn insert(tx: &Tx, row: &announcement::Model, event: &event::Model) -> Result<()> {
    let new = row.clone().into_active_model().reset_all();
    announcement::Entity::insert(new)
        .exec_without_returning(tx.db())
        .await?;
    let due_at = rules::due_at(row, event, tx.now());
    let schedule = delivery_schedule::Model {
        id: tx.new_id(),
        root_area_id: row.root_area_id,
        event_id: row.event_id,
        rule_id: None,
        announcement_id: Some(row.id),
        kind: MessageKind::Announcement,
        schedule_rev: event.schedule_rev,
        due_at,
        previous_starts_at: None,
        previous_venue_id: None,
        state: ScheduleState::Pending,
        cursor: None,
        past_answers: false,
        together: None,
        created_at: tx.now(),
    };
    let id = schedule.id;
    delivery_schedule::Entity::insert(schedule.into_active_model().reset_all())
        .exec_without_returning(tx.db())
        .await?;
    plan_listing(tx, id, row, due_at).await
}

async fn plan_listing(
    tx: &Tx,
    schedule: DeliveryScheduleId,
    row: &announcement::Model,
    due_at: Instant,
) -> Result<()> {
    let ahead = chrono::TimeDelta::from_std(tx.core().settings().expand_ahead).unwrap_or_default();
    let at = rules::listed_at(row.presence, due_at, ahead, tx.now());
    due_work::plan(tx, DueWorkKind::ExpandSchedule, schedule.0, at).await
}

/// The fan-outs of announcements of an event that may still be of use, locked in order of their keys.
pub(super) async fn lock_schedules(
    tx: &Tx,
    event: EventId,
) -> Result<Vec<delivery_schedule::Model>> {
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::Announcement))
        .filter(delivery_schedule::Column::State.ne(ScheduleState::Cancelled))
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// The fan-out of one announcement, locked.
pub(super) async fn lock_schedule(
    tx: &Tx,
    id: AnnouncementId,
) -> Result<Option<delivery_schedule::Model>> {
    Ok(delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::AnnouncementId.eq(id))
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Lists the recipients of an announcement anew for the event's new time; what was listed before is
/// dropped when it would leave.
pub(super) async fn relist(
    tx: &Tx,
    schedule: &delivery_schedule::Model,
    row: &announcement::Model,
    event: &event::Model,
) -> Result<()> {
    let due_at = rules::due_at(row, event, tx.now());
    use delivery_schedule::Column;
    delivery_schedule::Entity::update_many()
        .col_expr(Column::State, Expr::value(ScheduleState::Pending))
        .col_expr(Column::ScheduleRev, Expr::value(event.schedule_rev))
        .col_expr(Column::DueAt, Expr::value(due_at))
        .col_expr(Column::Cursor, Expr::value(None::<uuid::Uuid>))
        .col_expr(Column::PastAnswers, Expr::value(false))
        .filter(Column::Id.eq(schedule.id))
        .exec(tx.db())
        .await?;
    plan_listing(tx, schedule.id, row, due_at).await?;
    announcement::Entity::update_many()
        .col_expr(
            announcement::Column::State,
            Expr::value(AnnouncementState::Scheduled),
        )
        .filter(announcement::Column::Id.eq(row.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Calls announcements off, whose fan-outs the caller has locked: nothing of them is sent any more.
pub(super) async fn cancel(tx: &Tx, schedules: &[delivery_schedule::Model]) -> Result<()> {
    if schedules.is_empty() {
        return Ok(());
    }
    let ids = schedules.iter().map(|schedule| schedule.id);
    delivery_schedule::Entity::update_many()
        .col_expr(
            delivery_schedule::Column::State,
            Expr::value(ScheduleState::Cancelled),
        )
        .filter(delivery_schedule::Column::Id.is_in(ids))
        .exec(tx.db())
        .await?;
    let subjects = schedules.iter().map(|schedule| schedule.id.0).collect();
    due_work::drop_all(tx, DueWorkKind::ExpandSchedule, subjects).await?;
    let announcements = schedules.iter().filter_map(|one| one.announcement_id);
    announcement::Entity::update_many()
        .col_expr(
            announcement::Column::State,
            Expr::value(AnnouncementState::Cancelled),
        )
        .col_expr(announcement::Column::CancelledAt, Expr::value(tx.now()))
        .filter(announcement::Column::Id.is_in(announcements))
        .filter(announcement::Column::State.ne(AnnouncementState::Cancelled))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Whether messages of it wait still, to be dropped when they would leave.
pub(super) async fn has_waiting(tx: &Tx, id: AnnouncementId) -> Result<bool> {
    let waiting = delivery::Entity::find()
        .filter(delivery::Column::AnnouncementId.eq(id))
        .filter(delivery::Column::SettledAt.is_null())
        .one(tx.db())
        .await?;
    Ok(waiting.is_some())
}

/// The announcements of several events, a page of each, in the order in which they were made, for
/// those who run the events.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: &[EventId],
    page: &Page<AnnouncementId>,
) -> Result<Vec<(EventId, Slice<announcement::Model>)>> {
    let list = "SELECT * FROM announcement WHERE event_id = {key}";
    let owner = |row: &announcement::Model| row.event_id;
    pages_by_key(db, list, events, Order::OldestFirst, page, owner).await
}
