//! The only SQL about answers.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult,
    IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::error::Result;
use crate::page::{Page, Slice};
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

/// Those who come to an event, by arrival; the index of answers has this order.
pub(super) fn first_to_arrive(event: &str, columns: &str, limit: u64) -> String {
    format!(
        "SELECT {columns}, rsvp.adults + rsvp.children AS party \
         FROM rsvp JOIN person ON person.id = rsvp.person_id \
         WHERE rsvp.event_id = {event} AND rsvp.state = 'GOING' \
         AND person.state <> 'ERASED' ORDER BY rsvp.queue_no, rsvp.id LIMIT {limit}"
    )
}

/// Where a page of a person's answers ends: the event's start, and the answer.
pub type OwnKey = (Instant, RsvpId);

/// The answers of each of several people by the start of their events, from those that have not ended
/// by `ending_after`. A person has few.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    ending_after: Option<Instant>,
    page: &Page<OwnKey>,
) -> Result<Vec<(PersonId, Slice<(rsvp::Model, Instant)>)>> {
    let places = vec!["?"; people.len()].join(", ");
    let mut values: Vec<Value> = people.iter().map(|id| Value::from(*id)).collect();
    let mut conditions = String::new();
    if let Some(ending_after) = ending_after {
        conditions += " AND event.ends_at > ?";
        values.push(ending_after.into());
    }
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((at, id)) = key {
            conditions += &format!(" AND (event.starts_at, rsvp.id) {comparison} (?, ?)");
            values.extend([(*at).into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT rsvp.*, event.starts_at, row_number() OVER (\
            PARTITION BY rsvp.person_id \
            ORDER BY event.starts_at {direction}, rsvp.id {direction}) AS place \
         FROM rsvp JOIN event ON event.id = rsvp.event_id \
         WHERE rsvp.person_id IN ({places}) AND event.state <> 'DRAFT'{conditions}) AS listed \
         WHERE place <= {} ORDER BY person_id, place",
        page.limit + 1
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let rows = rows
        .iter()
        .map(|row| {
            Ok((
                rsvp::Model::from_query_result(row, "")?,
                row.try_get("", "starts_at")?,
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    let of = |person: PersonId| {
        let own = rows.iter().filter(|(row, _)| row.person_id == person);
        (person, Slice::new(own.cloned().collect(), page))
    };
    Ok(people.iter().copied().map(of).collect())
}

/// An answer as organisers list it: its place in the order of arrival, then its key.
pub type ArrivalKey = RsvpId;

/// The answers to several events, a page of each, for those who run them.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: &[EventId],
    states: &[RsvpState],
    page: &Page<ArrivalKey>,
) -> Result<Vec<(EventId, Slice<rsvp::Model>)>> {
    let mut list = String::from("SELECT * FROM rsvp WHERE event_id = {key}");
    if !states.is_empty() {
        // Names of our own enum, not input.
        let states: Vec<String> = states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        list += &format!(" AND state IN ({})", states.join(", "));
    }
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some(id) = key {
            list += &format!(" AND id {comparison} {}", dialect::id_literal(db, id.0));
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    list += &format!(" ORDER BY id {direction} LIMIT {}", page.limit + 1);
    let keys = events.iter().map(|id| Value::from(*id));
    let statement = dialect::first_of_each(db, &list, keys);
    let rows = rsvp::Model::find_by_statement(statement).all(db).await?;
    Ok(events
        .iter()
        .map(|event| {
            let own = rows
                .iter()
                .filter(|row| row.event_id == *event)
                .cloned()
                .collect();
            (*event, Slice::new(own, page))
        })
        .collect())
}

/// Somebody who comes, as neighbours see them.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendee {
    /// To which event.
    pub event_id: EventId,
    /// The person's name; masked before it is shown.
    pub name: String,
    /// Size of the party.
    pub party: i32,
}

/// The first to have arrived at each of several events.
pub async fn attendees(
    db: &impl ConnectionTrait,
    events: &[EventId],
    limit: u64,
) -> Result<Vec<Attendee>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let list = first_to_arrive("{key}", "rsvp.event_id, person.name", limit);
    let keys = events.iter().map(|id| Value::from(*id));
    let rows = db
        .query_all_raw(dialect::first_of_each(db, &list, keys))
        .await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(Attendee {
            event_id: row.try_get_by_index(0)?,
            name: row.try_get_by_index(1)?,
            party: row.try_get_by_index(2)?,
        })
    };
    rows.iter().map(read).collect()
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
