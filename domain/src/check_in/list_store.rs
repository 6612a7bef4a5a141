//! The only SQL about lists.

use mulin_entities::{CheckInListId, EventId, check_in_list, event};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::core::Core;
use crate::error::{Error, Result};
use crate::tx::Tx;
use crate::{actor::Actor, event as events};

/// Lists, whoever asks: the caller asks the policy.
pub async fn lists(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CheckInListId>,
) -> Result<Vec<check_in_list::Model>> {
    Ok(check_in_list::Entity::find()
        .filter(check_in_list::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The lists of these events, each event's own first and the others as they were made. An event that
/// has none yet is given its own.
pub async fn of_events(core: &Core, events: Vec<EventId>) -> Result<Vec<check_in_list::Model>> {
    let known = read(core.db().reader(), events.iter().copied()).await?;
    let lacking: Vec<EventId> = events
        .iter()
        .copied()
        .filter(|event| {
            !known
                .iter()
                .any(|list| list.event_id == *event && list.is_default)
        })
        .collect();
    if lacking.is_empty() {
        return Ok(known);
    }
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            for event in lacking {
                if let Some(event) = events::store::event(tx.db(), event).await? {
                    make_default(tx, &event).await?;
                }
            }
            Ok(())
        })
    })
    .await?;
    read(core.db().reader(), events).await
}

async fn read(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<check_in_list::Model>> {
    Ok(check_in_list::Entity::find()
        .filter(check_in_list::Column::EventId.is_in(events))
        .order_by_desc(check_in_list::Column::IsDefault)
        .order_by_asc(check_in_list::Column::Id)
        .all(db)
        .await?)
}

/// A list, locked.
pub(super) async fn lock(tx: &Tx, id: CheckInListId) -> Result<Option<check_in_list::Model>> {
    Ok(check_in_list::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// The list that is meant if none is named, made if there is none, and locked.
pub(super) async fn lock_default(tx: &Tx, event: &event::Model) -> Result<check_in_list::Model> {
    if let Some(list) = find_default(tx, event.id).await? {
        return Ok(list);
    }
    make_default(tx, event).await?;
    find_default(tx, event.id)
        .await?
        .ok_or_else(|| Error::internal("an event's own list is missing"))
}

async fn find_default(tx: &Tx, event: EventId) -> Result<Option<check_in_list::Model>> {
    Ok(check_in_list::Entity::find()
        .filter(check_in_list::Column::EventId.eq(event))
        .filter(check_in_list::Column::IsDefault.eq(true))
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Makes the event's own list; who comes second uses what the first has made.
async fn make_default(tx: &Tx, event: &event::Model) -> Result<()> {
    let chinese = tx.core().settings().locale.starts_with("zh");
    let row = check_in_list::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id: event.id,
        name: if chinese { "签到" } else { "Check-in" }.to_owned(),
        is_default: true,
        opens_at: None,
        closes_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    check_in_list::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// How many lists the event has.
pub(super) async fn count(tx: &Tx, event: EventId) -> Result<u64> {
    Ok(check_in_list::Entity::find()
        .filter(check_in_list::Column::EventId.eq(event))
        .count(tx.db())
        .await?)
}

/// Whether another list of the event has the name.
pub(super) async fn is_taken(
    tx: &Tx,
    event: EventId,
    name: &str,
    by_other_than: Option<CheckInListId>,
) -> Result<bool> {
    let mut named = check_in_list::Entity::find()
        .filter(check_in_list::Column::EventId.eq(event))
        .filter(check_in_list::Column::Name.eq(name));
    if let Some(id) = by_other_than {
        named = named.filter(check_in_list::Column::Id.ne(id));
    }
    Ok(named.count(tx.db()).await? > 0)
}

/// Writes a new list.
pub(super) async fn insert(tx: &Tx, row: &check_in_list::Model) -> Result<()> {
    check_in_list::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes an edited list, its version raised by one.
pub(super) async fn update(tx: &Tx, mut row: check_in_list::Model) -> Result<check_in_list::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx.db())
        .await?;
    Ok(row)
}
