//! The only SQL about people.

use mulin_entities::*;
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

pub use super::actor_store::{Shown, actor, actors};
pub use super::contact::store::{contacts, sealed_contact, set_contact};
use crate::actor::{Actor, PersonActor};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};

/// One person, whoever asks: only for commands, which then ask their policy.
pub async fn person(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).one(db).await?)
}

/// One person, locked for an edit. Rows that refer to the person may be written meanwhile: whoever
/// holds the seats of an event and writes an answer or a message must not wait for a lock whose
/// holder may want those seats.
pub async fn lock_person(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(db)
        .await?)
}

/// Keeps a record as it is until the transaction ends, so that nobody merges or erases who is just
/// given a role. Taken before all other locks, as by those who do.
pub async fn hold(db: &impl ConnectionTrait, id: PersonId) -> Result<()> {
    person::Entity::find_by_id(id).lock_shared().one(db).await?;
    Ok(())
}

/// [`hold`] for several, in order of their keys.
pub async fn hold_all(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<()> {
    person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .order_by_asc(person::Column::Id)
        .lock_shared()
        .all(db)
        .await?;
    Ok(())
}

/// The roles of several people that count now or will.
pub async fn grants_of(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
    now: Instant,
) -> Result<Vec<role_grant::Model>> {
    let still = Condition::any()
        .add(role_grant::Column::ValidUntil.is_null())
        .add(role_grant::Column::ValidUntil.gt(now));
    Ok(role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.is_in(people))
        .filter(still)
        .all(db)
        .await?)
}

/// Those of the people whom the actor may see and whose records are open.
pub async fn visible_people(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .filter(person::Column::State.is_in([PersonState::Active, PersonState::Pending]))
        .filter(visible_to(actor))
        .all(db)
        .await?)
}

/// The people as they are shown to the actor, each beside the id that was asked for: of a record that
/// was merged into another, the other.
pub async fn shown_people(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: Vec<PersonId>,
) -> Result<Vec<(PersonId, person::Model)>> {
    let seen = visible_people(db, actor, ids.iter().copied()).await?;
    let mut shown: Vec<_> = seen.into_iter().map(|person| (person.id, person)).collect();
    let missing: Vec<PersonId> = ids
        .into_iter()
        .filter(|id| shown.iter().all(|(seen, _)| seen != id))
        .collect();
    if missing.is_empty() {
        return Ok(shown);
    }
    let merged: Vec<(PersonId, PersonId)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::MergedIntoId])
        .filter(person::Column::Id.is_in(missing))
        .filter(person::Column::MergedIntoId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    if merged.is_empty() {
        return Ok(shown);
    }
    let keepers = visible_people(db, actor, merged.iter().map(|(_, keeper)| *keeper)).await?;
    for (asked, into) in merged {
        let keeper = keepers.iter().find(|keeper| keeper.id == into);
        shown.extend(keeper.map(|keeper| (asked, keeper.clone())));
    }
    Ok(shown)
}

/// `policy::may_see` as a condition on `person`.
fn visible_to(actor: &Actor) -> Condition {
    let viewer = match actor {
        Actor::System => return Condition::all(),
        Actor::Anonymous | Actor::Link(_) => {
            return Condition::all().add(sea_orm::sea_query::Expr::val(1).eq(0));
        }
        Actor::Person(viewer) => viewer,
    };
    let close = Condition::any()
        .add(person::Column::Id.eq(viewer.person_id))
        .add(person::Column::HouseholdId.eq(viewer.household_id));
    or_looked_after(viewer, close, person::Column::UnitId)
}

/// `condition`, or the unit lies in a subtree that the viewer looks after.
fn or_looked_after(
    viewer: &PersonActor,
    condition: Condition,
    unit: impl ColumnTrait,
) -> Condition {
    let mut visible = condition;
    for grant in &viewer.grants {
        if matches!(grant.role, Role::Steward | Role::Admin) {
            let end = crate::place::rules::end_of_subtree(&grant.area_path);
            let units = Query::select()
                .column(area::Column::Id)
                .from(area::Entity)
                .and_where(area::Column::Path.gte(&grant.area_path))
                .and_where(area::Column::Path.lt(end))
                .to_owned();
            visible = visible.add(unit.in_subquery(units));
        }
    }
    visible
}

/// Those of the households that the actor may see, in no order: `policy::may_see_household` as a
/// condition.
pub async fn visible_households(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = HouseholdId>,
) -> Result<Vec<household::Model>> {
    let visible = match actor {
        Actor::System => Condition::all(),
        Actor::Anonymous | Actor::Link(_) => return Ok(Vec::new()),
        Actor::Person(viewer) => {
            let own = Condition::any().add(household::Column::Id.eq(viewer.household_id));
            or_looked_after(viewer, own, household::Column::UnitId)
        }
    };
    Ok(household::Entity::find()
        .filter(household::Column::Id.is_in(ids))
        .filter(visible)
        .all(db)
        .await?)
}

/// One grant, locked for an edit.
pub async fn lock_grant(
    db: &impl ConnectionTrait,
    id: RoleGrantId,
) -> Result<Option<role_grant::Model>> {
    Ok(role_grant::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// A page of the roles given over each of several areas that count now or will, in the order in which
/// they were given. The caller has asked the policy. An area has few.
pub async fn grants_over(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    now: Instant,
    page: &Page<RoleGrantId>,
) -> Result<Vec<(AreaId, Slice<role_grant::Model>)>> {
    let places = vec!["?"; areas.len()].join(", ");
    let mut condition =
        format!("area_id IN ({places}) AND (valid_until IS NULL OR valid_until > ?)");
    let mut values: Vec<Value> = areas.iter().map(|area| (*area).into()).collect();
    values.push(now.into());
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some(id) = key {
            condition += &format!(" AND id {comparison} ?");
            values.push((*id).into());
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT role_grant.*, row_number() OVER (PARTITION BY area_id \
         ORDER BY id {direction}) AS place FROM role_grant WHERE {condition}) AS listed \
         WHERE place <= {} ORDER BY area_id, place",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = role_grant::Model::find_by_statement(statement)
        .all(db)
        .await?;
    let owned = rows.into_iter().map(|row| (row.area_id, row));
    Ok(Slice::of_each(areas, owned, page))
}

/// Several grants, in no order, whoever asks: the caller asks the policy.
pub async fn grants(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RoleGrantId>,
) -> Result<Vec<role_grant::Model>> {
    Ok(role_grant::Entity::find()
        .filter(role_grant::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One grant.
pub async fn grant(
    db: &impl ConnectionTrait,
    id: RoleGrantId,
) -> Result<Option<role_grant::Model>> {
    Ok(role_grant::Entity::find_by_id(id).one(db).await?)
}
/// The parts in events, and the leads of teams, that somebody holds.
pub async fn parts_of(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<(Vec<event_role::Model>, Vec<team_lead::Model>)> {
    let parts = event_role::Entity::find()
        .filter(event_role::Column::PersonId.eq(person))
        .filter(event_role::Column::EndedAt.is_null())
        .all(db)
        .await?;
    let leads = team_lead::Entity::find()
        .filter(team_lead::Column::PersonId.eq(person))
        .filter(team_lead::Column::EndedAt.is_null())
        .all(db)
        .await?;
    Ok((parts, leads))
}
