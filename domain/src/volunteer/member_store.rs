//! The only SQL about who is a volunteer of a team.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;

/// Several parts in teams, in no order, whoever asks.
pub async fn members(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = TeamMemberId>,
) -> Result<Vec<team_member::Model>> {
    Ok(team_member::Entity::find()
        .filter(team_member::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One part in a team, the transaction's alone from then on.
pub(super) async fn lock_member(tx: &Tx, id: TeamMemberId) -> Result<Option<team_member::Model>> {
    let row = team_member::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

/// The part of a person in a team that has not ended.
pub(super) async fn open_member(
    db: &impl ConnectionTrait,
    team: TeamId,
    person: PersonId,
) -> Result<Option<team_member::Model>> {
    Ok(team_member::Entity::find()
        .filter(team_member::Column::TeamId.eq(team))
        .filter(team_member::Column::PersonId.eq(person))
        .filter(team_member::Column::State.ne(MemberState::Ended))
        .one(db)
        .await?)
}

/// Whether somebody is a volunteer of a team, or leads it.
pub async fn belongs(db: &impl ConnectionTrait, team: TeamId, person: PersonId) -> Result<bool> {
    let text = "SELECT 1 AS one FROM team_member WHERE team_id = ? AND person_id = ? \
                AND state = 'ACTIVE' UNION ALL SELECT 1 AS one FROM team_lead \
                WHERE team_id = ? AND person_id = ? AND ended_at IS NULL";
    let values = [team.into(), person.into(), team.into(), person.into()];
    let found = db.query_one_raw(dialect::sql(db, text, values)).await?;
    Ok(found.is_some())
}

/// Those who are volunteers of a team, by key.
pub async fn active_of(db: &impl ConnectionTrait, team: TeamId) -> Result<Vec<PersonId>> {
    let found = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::PersonId)
        .filter(team_member::Column::TeamId.eq(team))
        .filter(team_member::Column::State.eq(MemberState::Active))
        .order_by_asc(team_member::Column::PersonId);
    Ok(found.into_tuple().all(db).await?)
}

/// Who is in, or asks to join, each of several teams, in the order in which they came; of these states,
/// of any if none is named. The caller has asked the policy.
pub async fn of_teams(
    db: &impl ConnectionTrait,
    teams: &[TeamId],
    states: &[MemberState],
    page: &Page<TeamMemberId>,
) -> Result<Vec<(TeamId, Slice<team_member::Model>)>> {
    let mut list = "SELECT * FROM team_member WHERE team_id = {key}".to_owned();
    if !states.is_empty() {
        let names: Vec<String> = states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        list.push_str(&format!(" AND state IN ({})", names.join(", ")));
    }
    let owner = |row: &team_member::Model| row.team_id;
    pages_by_key(db, &list, teams, Order::OldestFirst, page, owner).await
}

/// How many volunteers each of several teams has; teams without any are left out.
pub async fn counts(
    db: &impl ConnectionTrait,
    teams: impl IntoIterator<Item = TeamId>,
) -> Result<Vec<(TeamId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        team_id: TeamId,
        members: i64,
    }
    let values: Vec<sea_orm::Value> = teams.into_iter().map(Into::into).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT team_id, count(*) AS members FROM team_member \
         WHERE team_id IN ({}) AND state = 'ACTIVE' GROUP BY team_id",
        dialect::places(values.len(), "?")
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows.map(|row| (row.team_id, row.members)).collect())
}

/// The parts of several people in teams that have not ended, in the order in which they came.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<team_member::Model>> {
    Ok(team_member::Entity::find()
        .filter(team_member::Column::PersonId.is_in(people))
        .filter(team_member::Column::State.ne(MemberState::Ended))
        .order_by_asc(team_member::Column::PersonId)
        .order_by_asc(team_member::Column::Id)
        .all(db)
        .await?)
}

/// Writes a new part in a team.
pub(super) async fn insert(tx: &Tx, row: &team_member::Model) -> Result<()> {
    team_member::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes a part in a team.
pub(super) async fn update(tx: &Tx, row: team_member::Model) -> Result<team_member::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Ends the parts of people in teams, and answers which those were.
pub(super) async fn end_all(tx: &Tx, people: &[PersonId]) -> Result<Vec<team_member::Model>> {
    let held = of_people(tx.db(), people.iter().copied()).await?;
    end(tx, &held).await?;
    Ok(held)
}

async fn end(tx: &Tx, rows: &[team_member::Model]) -> Result<()> {
    team_member::Entity::update_many()
        .col_expr(
            team_member::Column::State,
            Expr::value(MemberState::Ended.as_str()),
        )
        .col_expr(team_member::Column::EndedAt, Expr::value(tx.now()))
        .filter(team_member::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Gives a person all parts of another in teams. Where both are of a team, the one that asks only, else
/// the other's, ends; answers those that ended.
pub(super) async fn give(
    tx: &Tx,
    from: PersonId,
    into: PersonId,
) -> Result<Vec<team_member::Model>> {
    let (kept, moved): (Vec<_>, Vec<_>) = of_people(tx.db(), [from, into])
        .await?
        .into_iter()
        .partition(|row| row.person_id == into);
    let mut ended = Vec::new();
    for row in &moved {
        let Some(same) = kept.iter().find(|kept| kept.team_id == row.team_id) else {
            continue;
        };
        let asks_only = same.state == MemberState::Requested && row.state == MemberState::Active;
        ended.push(if asks_only { same.clone() } else { row.clone() });
    }
    end(tx, &ended).await?;
    team_member::Entity::update_many()
        .col_expr(team_member::Column::PersonId, Expr::value(into))
        .filter(team_member::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(ended)
}

/// Forgets who let somebody in, once that person is erased.
pub(super) async fn forget_approver(tx: &Tx, people: &[PersonId]) -> Result<()> {
    team_member::Entity::update_many()
        .col_expr(
            team_member::Column::ApprovedBy,
            Expr::value(None::<uuid::Uuid>),
        )
        .filter(team_member::Column::ApprovedBy.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
