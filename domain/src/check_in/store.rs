//! The only SQL about who was checked in.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveModelTrait, FromQueryResult};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::admit::Noted;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::tx::Tx;

/// Check-ins with what the policy asks of their events, whoever asks.
pub async fn check_ins(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CheckInId>,
) -> Result<Vec<check_in::Model>> {
    Ok(check_in::Entity::find()
        .filter(check_in::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The units that those live in now who were checked in, as far as they are known: of parties that of
/// who answered.
pub async fn unit_paths(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CheckInId>,
) -> Result<Vec<(CheckInId, String)>> {
    let ids: Vec<Value> = ids.into_iter().map(Value::from).collect();
    let places = vec!["?"; ids.len()].join(", ");
    let text = format!(
        "SELECT check_in.id, area.path FROM check_in JOIN rsvp ON rsvp.id = check_in.rsvp_id \
         JOIN person ON person.id = rsvp.person_id JOIN area ON area.id = person.unit_id \
         WHERE check_in.id IN ({places}) \
         UNION ALL SELECT check_in.id, area.path FROM check_in \
         JOIN check_in_person AS seen ON seen.check_in_id = check_in.id \
         JOIN person ON person.id = seen.person_id JOIN area ON area.id = person.unit_id \
         WHERE check_in.rsvp_id IS NULL AND check_in.id IN ({places})"
    );
    let values = ids.iter().chain(&ids).cloned();
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// Keeps the records open of all whom these answers are about, until the transaction ends: they are
/// locked before all else, as by whoever merges or erases them.
async fn hold_people(tx: &Tx, rsvps: &[RsvpId]) -> Result<()> {
    let places = vec!["?"; rsvps.len()].join(", ");
    let lock = dialect::for_share(tx.db());
    let text = format!(
        "SELECT person.id FROM person WHERE person.id IN \
            (SELECT person_id FROM rsvp WHERE id IN ({places}) \
             UNION SELECT person_id FROM rsvp_member WHERE rsvp_id IN ({places})) \
         ORDER BY person.id{lock}"
    );
    let values = rsvps.iter().chain(rsvps).map(|id| Value::from(*id));
    tx.db()
        .query_all_raw(dialect::sql(tx.db(), &text, values))
        .await?;
    Ok(())
}

/// Keeps all answers to the event as they are until the transaction ends: who answers takes this lock
/// alone. Other doors go on.
async fn hold_seats(tx: &Tx, event: EventId) -> Result<()> {
    event_seats::Entity::find_by_id(event)
        .lock_shared()
        .one(tx.db())
        .await?;
    Ok(())
}

/// Answers to the event, locked in the order of their keys. Whoever moves up or answers with others is
/// written in whatever order: for several the seats are held first, so that nobody waits for each
/// other.
pub(super) async fn lock_rsvps(
    tx: &Tx,
    event: EventId,
    ids: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<rsvp::Model>> {
    let ids: Vec<RsvpId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    hold_people(tx, &ids).await?;
    if ids.len() > 1 {
        hold_seats(tx, event).await?;
    }
    Ok(rsvp::Entity::find()
        .filter(rsvp::Column::Id.is_in(ids))
        .filter(rsvp::Column::EventId.eq(event))
        .order_by_asc(rsvp::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Whom these answers name beside their respondents.
pub(super) async fn members(tx: &Tx, rsvps: &[RsvpId]) -> Result<Vec<(RsvpId, PersonId)>> {
    if rsvps.is_empty() {
        return Ok(Vec::new());
    }
    Ok(rsvp_member::Entity::find()
        .select_only()
        .columns([rsvp_member::Column::RsvpId, rsvp_member::Column::PersonId])
        .filter(rsvp_member::Column::RsvpId.is_in(rsvps.iter().copied()))
        .filter(rsvp_member::Column::Holds.eq(true))
        .order_by_asc(rsvp_member::Column::PersonId)
        .into_tuple()
        .all(tx.db())
        .await?)
}

/// Where somebody lives now.
#[derive(FromQueryResult)]
pub(super) struct HomeOf {
    pub(super) person_id: PersonId,
    pub(super) household_id: HouseholdId,
    pub(super) unit_path: String,
}

/// Where these people live now.
pub(super) async fn homes(tx: &Tx, people: Vec<PersonId>) -> Result<Vec<HomeOf>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; people.len()].join(", ");
    let text = format!(
        "SELECT person.id AS person_id, person.household_id, area.path AS unit_path \
         FROM person JOIN area ON area.id = person.unit_id WHERE person.id IN ({places})"
    );
    let values = people.into_iter().map(Value::from);
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(HomeOf::find_by_statement(statement).all(tx.db()).await?)
}

/// Those of the answers that are on their event's own list.
pub async fn on_own_lists(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<RsvpId>> {
    #[derive(FromQueryResult)]
    struct Row {
        rsvp_id: RsvpId,
    }
    let values: Vec<Value> = rsvps.into_iter().map(Value::from).collect();
    let places = vec!["?"; values.len()].join(", ");
    let text = format!(
        "SELECT check_in.rsvp_id FROM check_in \
         JOIN check_in_list ON check_in_list.id = check_in.list_id \
         WHERE check_in.rsvp_id IN ({places}) AND check_in.undone_at IS NULL \
            AND check_in_list.is_default"
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.rsvp_id).collect())
}

/// Which of these answers are on the list.
pub(super) async fn present(
    tx: &Tx,
    list: CheckInListId,
    rsvps: &[RsvpId],
) -> Result<Vec<check_in::Model>> {
    if rsvps.is_empty() {
        return Ok(Vec::new());
    }
    Ok(check_in::Entity::find()
        .filter(check_in::Column::ListId.eq(list))
        .filter(check_in::Column::RsvpId.is_in(rsvps.iter().copied()))
        .filter(check_in::Column::UndoneAt.is_null())
        .all(tx.db())
        .await?)
}

/// What the device handed in of this before, also what was taken back since.
pub(super) async fn handed_in(
    tx: &Tx,
    list: CheckInListId,
    noted: &[&Noted],
) -> Result<Vec<check_in::Model>> {
    let Some(first) = noted.first() else {
        return Ok(Vec::new());
    };
    Ok(check_in::Entity::find()
        .filter(check_in::Column::ListId.eq(list))
        .filter(check_in::Column::Device.eq(&first.device))
        .filter(check_in::Column::ClientId.is_in(noted.iter().map(|noted| &noted.client_id)))
        .all(tx.db())
        .await?)
}

/// Who is on the list of these, and with which check-in.
pub(super) async fn on_list(
    tx: &Tx,
    list: CheckInListId,
    person: PersonId,
) -> Result<Option<check_in::Model>> {
    let row = check_in_person::Entity::find_by_id((list, person))
        .one(tx.db())
        .await?;
    match row {
        Some(row) => Ok(check_in::Entity::find_by_id(row.check_in_id)
            .one(tx.db())
            .await?),
        None => Ok(None),
    }
}

/// Whether the person comes to the event with a party, their own or one that names them.
pub(super) async fn comes_with_party(tx: &Tx, event: EventId, person: PersonId) -> Result<bool> {
    let text = "SELECT 1 AS one FROM rsvp WHERE event_id = ? AND person_id = ? \
            AND state = 'GOING' AND respondent_comes \
         UNION ALL SELECT 1 FROM rsvp_member JOIN rsvp ON rsvp.id = rsvp_member.rsvp_id \
         WHERE rsvp_member.event_id = ? AND rsvp_member.person_id = ? AND rsvp_member.holds \
            AND rsvp.state = 'GOING' LIMIT 1";
    let values = [event.into(), person.into(), event.into(), person.into()];
    let row = tx
        .db()
        .query_one_raw(dialect::sql(tx.db(), text, values))
        .await?;
    Ok(row.is_some())
}

/// Writes who was checked in.
pub(super) async fn insert(tx: &Tx, rows: &[check_in::Model]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.iter().cloned();
    check_in::Entity::insert_many(rows.map(|row| row.into_active_model().reset_all()))
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes who is known of them. Who is on the list already stays where they are.
pub(super) async fn insert_people(tx: &Tx, mut people: Vec<check_in_person::Model>) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    people.sort_unstable_by_key(|row| row.person_id);
    let first_stays = OnConflict::columns([
        check_in_person::Column::ListId,
        check_in_person::Column::PersonId,
    ])
    .do_nothing()
    .to_owned();
    let rows = people
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    check_in_person::Entity::insert_many(rows)
        .on_conflict(first_stays)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Takes check-ins back, and their people off the lists.
pub(super) async fn undo(tx: &Tx, ids: Vec<CheckInId>, by: PersonId) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    check_in_person::Entity::delete_many()
        .filter(check_in_person::Column::CheckInId.is_in(ids.iter().copied()))
        .exec(tx.db())
        .await?;
    check_in::Entity::update_many()
        .col_expr(check_in::Column::UndoneBy, Expr::value(by))
        .col_expr(check_in::Column::UndoneAt, Expr::value(tx.now()))
        .filter(check_in::Column::Id.is_in(ids))
        .filter(check_in::Column::UndoneAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// A page of an event's check-ins, as they were made; of one list if it is named.
pub async fn of_event(
    db: &impl ConnectionTrait,
    event: EventId,
    list: Option<CheckInListId>,
    page: &Page<CheckInId>,
) -> Result<Slice<check_in::Model>> {
    let mut all = Condition::all().add(check_in::Column::EventId.eq(event));
    if let Some(list) = list {
        all = all.add(check_in::Column::ListId.eq(list));
    }
    if let Some(after) = page.after {
        all = all.add(check_in::Column::Id.gt(after));
    }
    if let Some(before) = page.before {
        all = all.add(check_in::Column::Id.lt(before));
    }
    let select = check_in::Entity::find().filter(all).limit(page.limit + 1);
    let ordered = if page.backwards {
        select.order_by_desc(check_in::Column::Id)
    } else {
        select.order_by_asc(check_in::Column::Id)
    };
    Ok(Slice::new(ordered.all(db).await?, page))
}

/// The check-ins of these answers that count, on whichever lists, the oldest first.
pub async fn of_rsvps(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<check_in::Model>> {
    Ok(check_in::Entity::find()
        .filter(check_in::Column::RsvpId.is_in(rsvps))
        .filter(check_in::Column::UndoneAt.is_null())
        .order_by_asc(check_in::Column::Id)
        .all(db)
        .await?)
}

/// What these people's devices are called is forgotten.
pub(super) async fn forget_devices(tx: &Tx, people: &[PersonId]) -> Result<()> {
    check_in::Entity::update_many()
        .col_expr(check_in::Column::Device, Expr::value(None::<String>))
        .col_expr(check_in::Column::ClientId, Expr::value(None::<String>))
        .filter(check_in::Column::CheckedInBy.is_in(people.iter().copied()))
        .filter(check_in::Column::Device.is_not_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
