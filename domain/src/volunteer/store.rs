//! The only SQL about teams.

use mulin_entities::{AreaId, PersonId, TeamId, TeamLeadId, team, team_lead};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::error::Result;
use crate::page::{Page, Slice};
use crate::place;
use crate::tx::Tx;

/// One team, whoever asks: only for commands, which then ask their policy.
pub async fn team(db: &impl ConnectionTrait, id: TeamId) -> Result<Option<team::Model>> {
    Ok(team::Entity::find_by_id(id).one(db).await?)
}

/// One team, locked for an edit.
pub async fn lock_team(db: &impl ConnectionTrait, id: TeamId) -> Result<Option<team::Model>> {
    Ok(team::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// Several teams, in no order, whoever asks: the caller asks the policy.
pub async fn teams(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = TeamId>,
) -> Result<Vec<team::Model>> {
    Ok(team::Entity::find()
        .filter(team::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// A page of the teams that each of several areas has, by name.
pub async fn teams_of(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    page: &Page<(String, TeamId)>,
) -> Result<Vec<(AreaId, Slice<team::Model>)>> {
    let statement = place::store::pages_by_name(db, "team", "area_id", areas, page);
    let rows = team::Model::find_by_statement(statement).all(db).await?;
    let owned = rows.into_iter().map(|row| (row.area_id, row));
    Ok(Slice::of_each(areas, owned, page))
}

/// Whether another team of the area has the name. The caller holds the area's lock, so that nobody
/// takes it meanwhile.
pub async fn is_taken(
    db: &impl ConnectionTrait,
    area: AreaId,
    name: &str,
    except: Option<TeamId>,
) -> Result<bool> {
    let mut same = team::Entity::find()
        .filter(team::Column::AreaId.eq(area))
        .filter(team::Column::Name.eq(name));
    if let Some(own) = except {
        same = same.filter(team::Column::Id.ne(own));
    }
    Ok(same.count(db).await? > 0)
}

/// One entry of who leads a team.
pub async fn lead(db: &impl ConnectionTrait, id: TeamLeadId) -> Result<Option<team_lead::Model>> {
    Ok(team_lead::Entity::find_by_id(id).one(db).await?)
}

/// Whether and since when somebody leads a team. The caller holds the team's lock.
pub async fn held(
    db: &impl ConnectionTrait,
    team: TeamId,
    person: PersonId,
) -> Result<Option<team_lead::Model>> {
    Ok(team_lead::Entity::find()
        .filter(team_lead::Column::TeamId.eq(team))
        .filter(team_lead::Column::PersonId.eq(person))
        .filter(team_lead::Column::EndedAt.is_null())
        .one(db)
        .await?)
}

/// Who leads several teams, each team's in the order in which they were named.
pub async fn leads_of(
    db: &impl ConnectionTrait,
    teams: impl IntoIterator<Item = TeamId>,
) -> Result<Vec<team_lead::Model>> {
    Ok(team_lead::Entity::find()
        .filter(team_lead::Column::TeamId.is_in(teams))
        .filter(team_lead::Column::EndedAt.is_null())
        .order_by_asc(team_lead::Column::Id)
        .all(db)
        .await?)
}

/// How many lead a team.
pub async fn count_leads(db: &impl ConnectionTrait, team: TeamId) -> Result<u64> {
    Ok(team_lead::Entity::find()
        .filter(team_lead::Column::TeamId.eq(team))
        .filter(team_lead::Column::EndedAt.is_null())
        .count(db)
        .await?)
}

/// Ends all leads that these people have, and answers which those were.
pub async fn end_all(tx: &Tx, people: &[PersonId]) -> Result<Vec<team_lead::Model>> {
    let held = team_lead::Entity::find()
        .filter(team_lead::Column::PersonId.is_in(people.iter().copied()))
        .filter(team_lead::Column::EndedAt.is_null())
        .order_by_asc(team_lead::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    team_lead::Entity::update_many()
        .col_expr(team_lead::Column::EndedAt, Expr::value(tx.now()))
        .filter(team_lead::Column::Id.is_in(held.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    Ok(held)
}

/// Gives a person all leads of another, and ends those that both have, which it answers.
pub async fn give_leads(tx: &Tx, from: PersonId, into: PersonId) -> Result<Vec<team_lead::Model>> {
    let held = team_lead::Entity::find()
        .filter(team_lead::Column::PersonId.is_in([from, into]))
        .filter(team_lead::Column::EndedAt.is_null())
        .order_by_asc(team_lead::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let (kept, moved): (Vec<_>, Vec<_>) = held.into_iter().partition(|row| row.person_id == into);
    let (doubles, single): (Vec<_>, Vec<_>) = moved
        .into_iter()
        .partition(|row| kept.iter().any(|kept| kept.team_id == row.team_id));
    team_lead::Entity::update_many()
        .col_expr(team_lead::Column::PersonId, Expr::value(into))
        .filter(team_lead::Column::Id.is_in(single.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    team_lead::Entity::update_many()
        .col_expr(team_lead::Column::EndedAt, Expr::value(tx.now()))
        .filter(team_lead::Column::Id.is_in(doubles.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    Ok(doubles)
}
