//! The only SQL about ballots and votes.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QuerySelect, Value,
};

use super::rules::Line;
use crate::error::{Refusal, Result};
use crate::person::PersonError;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The person's record stays open until the transaction ends.
///
/// Errors: `SubjectClosed`.
pub(super) async fn hold_open(tx: &Tx, person: PersonId) -> Result<()> {
    let text = format!(
        "SELECT id FROM person WHERE id = ? AND state IN ('ACTIVE', 'PENDING'){}",
        dialect::for_share(tx.db())
    );
    let statement = dialect::sql(tx.db(), &text, [person.into()]);
    match tx.db().query_one_raw(statement).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::from(PersonError::SubjectClosed).into()),
    }
}

/// The banquet, which stays as it is until the transaction ends; many vote at once.
pub(super) async fn lock_to_vote(tx: &Tx, event: EventId) -> Result<Option<banquet::Model>> {
    Ok(banquet::Entity::find_by_id(event)
        .lock_shared()
        .one(tx.db())
        .await?)
}

/// The banquet, once nobody votes.
pub(super) async fn lock_to_turn(tx: &Tx, event: EventId) -> Result<Option<banquet::Model>> {
    Ok(banquet::Entity::find_by_id(event)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Writes whether guests vote. No edit of the banquet: its version stays.
pub(super) async fn turn(tx: &Tx, banquet: &banquet::Model) -> Result<()> {
    use banquet::Column;
    banquet::Entity::update_many()
        .col_expr(Column::VoteState, Expr::value(banquet.vote_state))
        .col_expr(Column::VoteOpenedAt, Expr::value(banquet.vote_opened_at))
        .col_expr(Column::VoteClosedAt, Expr::value(banquet.vote_closed_at))
        .filter(Column::EventId.eq(banquet.event_id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// A household with which somebody answered an event.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct AnsweredWith {
    /// The household when the answer was given.
    pub household_id: HouseholdId,
    /// Whether they come by it.
    pub comes: bool,
}

/// With which households a person answered an event, by themselves or named by somebody else.
pub(super) async fn answered(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
) -> Result<Vec<AnsweredWith>> {
    let text = "SELECT rsvp.household_id, rsvp.state = 'GOING' AND rsvp.respondent_comes AS comes
            FROM rsvp WHERE rsvp.event_id = ? AND rsvp.person_id = ?
         UNION ALL SELECT rsvp.household_id, rsvp.state = 'GOING' AS comes
            FROM rsvp_member JOIN rsvp ON rsvp.id = rsvp_member.rsvp_id
            WHERE rsvp_member.event_id = ? AND rsvp_member.person_id = ?";
    let values: [Value; 4] = [event.into(), person.into(), event.into(), person.into()];
    let statement = dialect::sql(db, text, values);
    Ok(AnsweredWith::find_by_statement(statement).all(db).await?)
}

/// A dish that can be voted for.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Brought {
    /// The dish.
    pub id: DishId,
    /// Who brings it.
    pub household_id: HouseholdId,
}

/// Those of the dishes on a ballot that are brought to the banquet.
pub(super) async fn brought(
    db: &impl ConnectionTrait,
    event: EventId,
    lines: &[Line],
) -> Result<Vec<Brought>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    Ok(dish::Entity::find()
        .select_only()
        .columns([dish::Column::Id, dish::Column::HouseholdId])
        .filter(dish::Column::EventId.eq(event))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .filter(dish::Column::Id.is_in(lines.iter().map(|line| line.dish_id)))
        .into_model::<Brought>()
        .all(db)
        .await?)
}

/// A guest's ballot under its lock.
pub(super) async fn lock_ballot(
    tx: &Tx,
    event: EventId,
    person: PersonId,
) -> Result<Option<dish_ballot::Model>> {
    Ok(dish_ballot::Entity::find_by_id((event, person))
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// The lines of a ballot, in the order of the dishes.
pub(super) async fn lines(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
) -> Result<Vec<Line>> {
    let rows = dish_vote::Entity::find()
        .filter(dish_vote::Column::EventId.eq(event))
        .filter(dish_vote::Column::PersonId.eq(person))
        .all(db)
        .await?;
    let mut lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Line {
            dish_id: row.dish_id,
            votes: row.votes,
        })
        .collect();
    lines.sort_unstable();
    Ok(lines)
}

/// Writes a ballot in place of the one before. Its row is written first: two of one guest wait for
/// one another there.
pub(super) async fn cast(tx: &Tx, ballot: &dish_ballot::Model, lines: &[Line]) -> Result<()> {
    use dish_ballot::Column;
    let again = OnConflict::columns([Column::EventId, Column::PersonId])
        .update_columns([
            Column::Budget,
            Column::Spent,
            Column::CastBy,
            Column::CastAt,
        ])
        .to_owned();
    dish_ballot::Entity::insert(ballot.clone().into_active_model())
        .on_conflict(again)
        .exec_without_returning(tx.db())
        .await?;
    dish_vote::Entity::delete_many()
        .filter(dish_vote::Column::EventId.eq(ballot.event_id))
        .filter(dish_vote::Column::PersonId.eq(ballot.person_id))
        .exec(tx.db())
        .await?;
    let rows = lines.iter().map(|line| dish_vote::Model {
        event_id: ballot.event_id,
        person_id: ballot.person_id,
        dish_id: line.dish_id,
        votes: line.votes,
    });
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// Counts the votes into the dishes that are brought; 0 for those that nobody voted for.
pub(super) async fn count(tx: &Tx, event: EventId) -> Result<()> {
    let text = "UPDATE dish SET votes = CAST(COALESCE(
            (SELECT SUM(dish_vote.votes) FROM dish_vote WHERE dish_vote.dish_id = dish.id),
            0) AS integer)
         WHERE event_id = ? AND state = 'PLEDGED'";
    let statement = dialect::sql(tx.db(), text, [event.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// The ballots of one person at several banquets.
pub async fn ballots_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<dish_ballot::Model>> {
    Ok(dish_ballot::Entity::find()
        .filter(dish_ballot::Column::PersonId.eq(person))
        .filter(dish_ballot::Column::EventId.is_in(events))
        .all(db)
        .await?)
}

/// What one person voted for at several banquets.
pub async fn votes_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<dish_vote::Model>> {
    use sea_orm::QueryOrder;
    Ok(dish_vote::Entity::find()
        .filter(dish_vote::Column::PersonId.eq(person))
        .filter(dish_vote::Column::EventId.is_in(events))
        .order_by_desc(dish_vote::Column::Votes)
        .order_by_asc(dish_vote::Column::DishId)
        .all(db)
        .await?)
}

/// A dish among those that were voted for.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Placed {
    /// The banquet.
    pub event_id: EventId,
    /// The dish.
    pub dish_id: DishId,
    /// Its votes.
    pub votes: i32,
    /// Its place, from 1; dishes with as many votes share one.
    pub place: i64,
    /// How many share it, the dish among them.
    pub tied: i64,
}

/// The first dishes of several banquets whose votes were counted, the best liked first, and those with
/// as many votes in the order of their numbers.
pub async fn results(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
    first: u64,
) -> Result<Vec<Placed>> {
    let events: Vec<Value> = events.into_iter().map(Value::from).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let list = format!(
        "SELECT dish.event_id, dish.id AS dish_id, dish.votes,
            CAST(RANK() OVER (ORDER BY dish.votes DESC) AS bigint) AS place,
            CAST(COUNT(*) OVER (PARTITION BY dish.votes) AS bigint) AS tied
         FROM dish WHERE dish.event_id = {{key}} AND dish.state = 'PLEDGED'
            AND dish.votes IS NOT NULL
         ORDER BY dish.votes DESC, dish.dish_no LIMIT {first}"
    );
    let statement = dialect::first_of_each(db, &list, events);
    let mut placed = Placed::find_by_statement(statement).all(db).await?;
    // The order within a list is not promised across the lists of several.
    placed.sort_by_key(|one| (one.event_id, one.place));
    Ok(placed)
}

/// What one record voted is what the other did, unless the other voted there too: then that counts.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let (from, into) = (Value::from(from), Value::from(into));
    let steps: [(&str, Vec<Value>); 4] = [
        (
            "DELETE FROM dish_ballot WHERE person_id = ?
             AND event_id IN (SELECT event_id FROM dish_ballot WHERE person_id = ?)",
            vec![from.clone(), into.clone()],
        ),
        (
            "INSERT INTO dish_ballot (event_id, person_id, budget, spent, cast_by, cast_at)
             SELECT event_id, ?, budget, spent, cast_by, cast_at FROM dish_ballot
             WHERE person_id = ?",
            vec![into.clone(), from.clone()],
        ),
        (
            "UPDATE dish_vote SET person_id = ? WHERE person_id = ?",
            vec![into, from.clone()],
        ),
        ("DELETE FROM dish_ballot WHERE person_id = ?", vec![from]),
    ];
    for (text, values) in steps {
        let statement = dialect::sql(tx.db(), text, values);
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

/// Forgets what these people voted for, with their ballots.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    dish_ballot::Entity::delete_many()
        .filter(dish_ballot::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
