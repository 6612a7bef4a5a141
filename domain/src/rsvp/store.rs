//! The SQL about answers, one or some of them. Lists of them and the waitlist have stores of their own.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    Iterable, QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// A person's answer to an event. The caller holds the lock of the event's seats.
pub async fn of_person(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
) -> Result<Option<rsvp::Model>> {
    Ok(rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::PersonId.eq(person))
        .one(db)
        .await?)
}

/// One answer, whoever asks: only for commands, which then ask their policy.
pub async fn rsvp(db: &impl ConnectionTrait, id: RsvpId) -> Result<Option<rsvp::Model>> {
    Ok(rsvp::Entity::find_by_id(id).one(db).await?)
}

/// Several answers, whoever asks: only for commands, which then ask their policy.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<rsvp::Model>> {
    let select = rsvp::Entity::find().filter(rsvp::Column::Id.is_in(ids));
    Ok(select.all(db).await?)
}

/// Several answers with the area paths of their events, which the policy asks for.
pub async fn rsvps(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<(rsvp::Model, String)>> {
    let rows = rsvp::Entity::find()
        .filter(rsvp::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let events: Vec<(EventId, String)> = event::Entity::find()
        .select_only()
        .columns([event::Column::Id, event::Column::AreaPath])
        .filter(event::Column::Id.is_in(rows.iter().map(|row| row.event_id)))
        .into_tuple()
        .all(db)
        .await?;
    let path = |id| {
        events
            .iter()
            .find(|(event, _)| *event == id)
            .map(|(_, path)| path.clone())
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| path(row.event_id).map(|path| (row, path)))
        .collect())
}

/// All answers of a person.
pub async fn all_of(tx: &Tx, person: PersonId) -> Result<Vec<rsvp::Model>> {
    Ok(rsvp::Entity::find()
        .filter(rsvp::Column::PersonId.eq(person))
        .order_by_asc(rsvp::Column::Id)
        .all(tx.db())
        .await?)
}

/// Makes answers those of another person; what they say of household and unit stays.
pub async fn give(tx: &Tx, rsvps: impl IntoIterator<Item = RsvpId>, into: PersonId) -> Result<()> {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::PersonId, Expr::value(into))
        .filter(rsvp::Column::Id.is_in(rsvps))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// A first answer before anything is said in it.
pub(super) fn first(
    id: RsvpId,
    event: &event::Model,
    guest: &crate::person::acting::Guest,
    now: Instant,
) -> rsvp::Model {
    rsvp::Model {
        id,
        root_area_id: event.root_area_id,
        event_id: event.id,
        person_id: guest.person_id,
        household_id: guest.household_id,
        unit_id: guest.unit_id,
        state: RsvpState::Declined,
        adults: 1,
        children: 0,
        note: None,
        respondent_comes: true,
        queue_no: None,
        offer_expires_at: None,
        withdrew_late: false,
        decided_by: None,
        decided_at: None,
        decision_reason: None,
        form_version: 0,
        answer_rev: 0,
        schedule_rev: event.schedule_rev,
        via: guest.via,
        answered_by: guest.by,
        answered_at: now,
        created_at: now,
    }
}

/// Writes a first answer.
pub async fn insert(tx: &Tx, row: &rsvp::Model) -> Result<()> {
    let row = row.clone().into_active_model().reset_all();
    rsvp::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes first answers.
pub async fn insert_all(tx: &Tx, rows: Vec<rsvp::Model>) -> Result<()> {
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Writes changed answers.
pub async fn update_all(tx: &Tx, rows: Vec<rsvp::Model>) -> Result<()> {
    let columns: Vec<rsvp::Column> = rsvp::Column::iter()
        .filter(|column| !matches!(column, rsvp::Column::Id))
        .collect();
    bulk::update(tx.db(), rows, &columns).await?;
    Ok(())
}

/// Writes a changed answer.
pub async fn update(tx: &Tx, row: &rsvp::Model) -> Result<()> {
    rsvp::Entity::update(row.clone().into_active_model().reset_all())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Seats that the others of a household hold, wait or ask for at an event.
pub async fn claims_of_household(
    db: &impl ConnectionTrait,
    event: EventId,
    household: HouseholdId,
    except: PersonId,
) -> Result<i32> {
    let text = "SELECT adults + children AS party FROM rsvp \
         WHERE event_id = ? AND household_id = ? AND person_id <> ? \
         AND state IN ('GOING', 'OFFERED', 'WAITLISTED', 'REQUESTED')";
    let values = [event.into(), household.into(), except.into()];
    let rows = db.query_all_raw(dialect::sql(db, text, values)).await?;
    rows.iter().try_fold(0, |sum, row| {
        let party: i32 = row.try_get_by_index(0)?;
        Ok(sum + party)
    })
}

/// The events that are not over and to which these people have an answer.
pub async fn coming_of(tx: &Tx, people: &[PersonId]) -> Result<Vec<EventId>> {
    let places = vec!["?"; people.len()].join(", ");
    let text = format!(
        "SELECT rsvp.event_id FROM rsvp JOIN event ON event.id = rsvp.event_id \
         WHERE rsvp.person_id IN ({places}) AND event.ends_at > ?"
    );
    let mut values: Vec<Value> = people.iter().map(|id| Value::from(*id)).collect();
    values.push(tx.now().into());
    let rows = tx
        .db()
        .query_all_raw(dialect::sql(tx.db(), &text, values))
        .await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// What these people wrote to organisers, and what they were told of refusals, is gone.
pub async fn forget_notes(tx: &Tx, people: &[PersonId]) -> Result<()> {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::Note, Expr::value(None::<String>))
        .col_expr(rsvp::Column::DecisionReason, Expr::value(None::<String>))
        .filter(rsvp::Column::PersonId.is_in(people.iter().copied()))
        .filter(
            rsvp::Column::Note
                .is_not_null()
                .or(rsvp::Column::DecisionReason.is_not_null()),
        )
        .exec(tx.db())
        .await?;
    Ok(())
}

/// One person's answers to several events, in no order.
pub async fn of_viewer(
    db: &impl ConnectionTrait,
    viewer: PersonId,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<rsvp::Model>> {
    Ok(rsvp::Entity::find()
        .filter(rsvp::Column::PersonId.eq(viewer))
        .filter(rsvp::Column::EventId.is_in(events))
        .all(db)
        .await?)
}

/// The names of people who answered, for those who may see the answers; none of the erased.
pub async fn names(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, String)>> {
    Ok(person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::Id.is_in(people))
        .filter(person::Column::State.ne(PersonState::Erased))
        .into_tuple()
        .all(db)
        .await?)
}
