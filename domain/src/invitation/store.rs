//! The only SQL about invitations and the links that give them. What somebody is invited to is read
//! with the rest of what they are, in [`crate::person::store::actor`].

use mulin_entities::*;
use sea_orm::sea_query::{CaseStatement, Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Value,
};

use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;

/// One invitation, locked for an edit, whoever asks: only for commands, which then ask their policy.
pub(super) async fn lock(tx: &Tx, id: InvitationId) -> Result<Option<invitation::Model>> {
    Ok(invitation::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// One link, likewise.
pub(super) async fn lock_link(
    tx: &Tx,
    id: InvitationLinkId,
) -> Result<Option<invitation_link::Model>> {
    Ok(invitation_link::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// One link.
pub(super) async fn link(
    db: &impl ConnectionTrait,
    id: InvitationLinkId,
) -> Result<Option<invitation_link::Model>> {
    Ok(invitation_link::Entity::find_by_id(id).one(db).await?)
}

/// Several invitations, in no order, whoever asks.
pub async fn invitations(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = InvitationId>,
) -> Result<Vec<invitation::Model>> {
    Ok(invitation::Entity::find()
        .filter(invitation::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// Several links, in no order, whoever asks.
pub async fn links(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = InvitationLinkId>,
) -> Result<Vec<invitation_link::Model>> {
    Ok(invitation_link::Entity::find()
        .filter(invitation_link::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The link whose token has this hash.
pub(super) async fn link_by_hash(
    db: &impl ConnectionTrait,
    hash: Vec<u8>,
) -> Result<Option<invitation_link::Model>> {
    Ok(invitation_link::Entity::find()
        .filter(invitation_link::Column::TokenHash.eq(hash))
        .one(db)
        .await?)
}

/// The invitations of these to an event that stand.
pub(super) async fn standing(
    tx: &Tx,
    event: EventId,
    people: &[PersonId],
    households: &[HouseholdId],
    areas: &[AreaId],
) -> Result<Vec<invitation::Model>> {
    // A list that is empty stays out of the condition, so that each database finds the others' index.
    let mut invited = Condition::any();
    if !people.is_empty() {
        invited = invited.add(invitation::Column::PersonId.is_in(people.iter().copied()));
    }
    if !households.is_empty() {
        invited = invited.add(invitation::Column::HouseholdId.is_in(households.iter().copied()));
    }
    if !areas.is_empty() {
        invited = invited.add(invitation::Column::AreaId.is_in(areas.iter().copied()));
    }
    Ok(invitation::Entity::find()
        .filter(invitation::Column::EventId.eq(event))
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invited)
        .all(tx.db())
        .await?)
}

/// What the link has given the person, also if it was taken back.
pub(super) async fn given_by(
    tx: &Tx,
    link: InvitationLinkId,
    person: PersonId,
) -> Result<Option<invitation::Model>> {
    Ok(invitation::Entity::find()
        .filter(invitation::Column::LinkId.eq(link))
        .filter(invitation::Column::PersonId.eq(person))
        .one(tx.db())
        .await?)
}

/// Writes invitations, and answers which are new: who was invited by somebody else at the same time
/// keeps that one.
pub(super) async fn insert(
    tx: &Tx,
    rows: Vec<invitation::Model>,
) -> Result<Vec<invitation::Model>> {
    if rows.is_empty() {
        return Ok(rows);
    }
    let new = rows.iter().cloned();
    let new = new.map(|row| row.into_active_model().reset_all());
    invitation::Entity::insert_many(new)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    let written: Vec<InvitationId> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .into_tuple()
        .all(tx.db())
        .await?;
    let is_written = |row: &invitation::Model| written.contains(&row.id);
    Ok(rows.into_iter().filter(is_written).collect())
}

/// Writes a new link.
pub(super) async fn insert_link(tx: &Tx, link: &invitation_link::Model) -> Result<()> {
    let row = link.clone().into_active_model().reset_all();
    invitation_link::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// An invitation counts no more.
pub(super) async fn revoke(tx: &Tx, id: InvitationId) -> Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::RevokedAt, Expr::value(tx.now()))
        .filter(invitation::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// A link counts no more.
pub(super) async fn revoke_link(tx: &Tx, id: InvitationLinkId) -> Result<()> {
    invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::RevokedAt, Expr::value(tx.now()))
        .filter(invitation_link::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Takes one use of a link that counts, if there is one left: however many ask at once, no more are
/// given than there are.
pub(super) async fn take_use(tx: &Tx, id: InvitationLinkId) -> Result<bool> {
    let uses = Expr::col(invitation_link::Column::Uses);
    let taken = invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::Uses, uses.clone().add(1))
        .filter(invitation_link::Column::Id.eq(id))
        .filter(uses.lt(Expr::col(invitation_link::Column::MaxUses)))
        .filter(invitation_link::Column::RevokedAt.is_null())
        .filter(invitation_link::Column::ExpiresAt.gt(tx.now()))
        .exec(tx.db())
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Gives back a use that this transaction took.
pub(super) async fn give_use_back(tx: &Tx, id: InvitationLinkId) -> Result<()> {
    let uses = Expr::col(invitation_link::Column::Uses);
    invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::Uses, uses.sub(1))
        .filter(invitation_link::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Those of the people who have ever answered the event, so that who runs it knows of them.
pub(super) async fn answered(
    tx: &Tx,
    event: EventId,
    people: &[PersonId],
) -> Result<Vec<PersonId>> {
    Ok(rsvp::Entity::find()
        .select_only()
        .column(rsvp::Column::PersonId)
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::PersonId.is_in(people.iter().copied()))
        .into_tuple()
        .all(tx.db())
        .await?)
}

/// These people and households, each with the path of the unit, whoever asks.
pub(super) async fn people(
    tx: &Tx,
    ids: &[PersonId],
) -> Result<Vec<(person::Model, Option<area::Model>)>> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(ids.iter().copied()))
        .filter(person::Column::State.is_in([PersonState::Active, PersonState::Pending]))
        .all(tx.db())
        .await?;
    let units = crate::place::store::areas(tx.db(), rows.iter().map(|row| row.unit_id)).await?;
    let unit = |id| units.iter().find(|unit| unit.id == id).cloned();
    Ok(rows
        .into_iter()
        .map(|row| {
            let unit = unit(row.unit_id);
            (row, unit)
        })
        .collect())
}

/// See [`people`].
pub(super) async fn households(
    tx: &Tx,
    ids: &[HouseholdId],
) -> Result<Vec<(household::Model, Option<area::Model>)>> {
    let rows = household::Entity::find()
        .filter(household::Column::Id.is_in(ids.iter().copied()))
        .all(tx.db())
        .await?;
    let units = crate::place::store::areas(tx.db(), rows.iter().map(|row| row.unit_id)).await?;
    let unit = |id| units.iter().find(|unit| unit.id == id).cloned();
    Ok(rows
        .into_iter()
        .map(|row| {
            let unit = unit(row.unit_id);
            (row, unit)
        })
        .collect())
}

/// Gives the keeper the other's invitations; of two to one event the keeper's stands.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let doubles = "UPDATE invitation SET revoked_at = ? \
         WHERE person_id = ? AND revoked_at IS NULL AND event_id IN \
            (SELECT kept.event_id FROM invitation AS kept \
             WHERE kept.person_id = ? AND kept.revoked_at IS NULL)";
    let values: [Value; 3] = [tx.now().into(), from.into(), into.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), doubles, values))
        .await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::PersonId, Expr::value(into))
        .filter(invitation::Column::PersonId.eq(from))
        .filter(invitation::Column::RevokedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// That these people were invited is gone; what links have given stays counted.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The links to an event that have not ended.
fn that_count(tx: &Tx, event: EventId) -> Select<invitation_link::Entity> {
    invitation_link::Entity::find()
        .filter(invitation_link::Column::EventId.eq(event))
        .filter(invitation_link::Column::RevokedAt.is_null())
        .filter(invitation_link::Column::ExpiresAt.gt(tx.now()))
}

/// How many links to an event count, for who holds the lock of its seats: so long there are no more.
pub(super) async fn links_that_count(tx: &Tx, event: EventId) -> Result<u64> {
    Ok(that_count(tx, event).count(tx.db()).await?)
}

/// The links to an event that was moved, as far as they stand, move with it.
pub(super) async fn move_links(tx: &Tx, event: EventId, by: chrono::TimeDelta) -> Result<()> {
    let links = that_count(tx, event)
        .order_by_asc(invitation_link::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    if links.is_empty() || by.is_zero() {
        return Ok(());
    }
    // The databases do not count with times alike: each link is told its own.
    let mut moved = CaseStatement::new();
    for link in &links {
        let is_it = invitation_link::Column::Id.eq(link.id);
        moved = moved.case(is_it, Expr::value(link.expires_at + by));
    }
    invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::ExpiresAt, moved.into())
        .filter(invitation_link::Column::Id.is_in(links.iter().map(|link| link.id)))
        .exec(tx.db())
        .await?;
    Ok(())
}

macro_rules! pages_of_events {
    ($($(#[$doc:meta])* $name:ident, $table:ident, $id:ty;)+) => {$(
        $(#[$doc])*
        pub async fn $name(
            db: &impl ConnectionTrait,
            events: &[EventId],
            page: &Page<$id>,
        ) -> Result<Vec<(EventId, Slice<$table::Model>)>> {
            let list = concat!(
                "SELECT * FROM ", stringify!($table), " WHERE event_id = {key}"
            );
            let owner = |row: &$table::Model| row.event_id;
            pages_by_key(db, list, events, Order::OldestFirst, page, owner).await
        }
    )+};
}

pages_of_events! {
    /// The invitations to several events, a page of each, in the order in which they were given, for
    /// those who run the events.
    of_events, invitation, InvitationId;
    /// The links that invite to several events, likewise.
    links_of_events, invitation_link, InvitationLinkId;
}
