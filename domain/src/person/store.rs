//! The only SQL about people.

use std::collections::HashMap;
use std::sync::Arc;

use mulin_entities::*;
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

pub use super::contact::store::{contacts, sealed_contact, set_contact};
use crate::actor::{Actor, Grant, PersonActor};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};

/// The events to which people were invited, as long as the invitation stands and the event is not over;
/// also those for invited guests that they have answered and not left, whatever became of the
/// invitation. Who only asked to be registered is of no household and no area yet. SQLite joins in the
/// order that is written at a CROSS JOIN, and would read all invitations otherwise.
fn invited(ids: &str) -> String {
    let columns = |person: &str, event: &str| {
        format!("SELECT {person}, NULL, NULL, NULL, {event}, NULL, NULL, NULL")
    };
    let (person, member) = (
        columns("invitation.person_id", "invitation.event_id"),
        columns("person.id", "invitation.event_id"),
    );
    let (below, guest) = (
        columns("above.person_id", "invitation.event_id"),
        columns("rsvp.person_id", "rsvp.event_id"),
    );
    let stands = "JOIN event ON event.id = invitation.event_id
            WHERE invitation.revoked_at IS NULL AND event.ends_at > ?";
    format!(
        "{person} FROM invitation {stands} AND invitation.person_id IN ({ids})
            UNION ALL
            {member} FROM person JOIN invitation ON invitation.household_id = person.household_id
            {stands} AND person.id IN ({ids}) AND person.state = 'ACTIVE'
            UNION ALL
            {below} FROM (
                WITH RECURSIVE up (person_id, id, parent_id) AS (
                    SELECT person.id, area.id, area.parent_id FROM person
                    JOIN area ON area.id = person.unit_id
                    WHERE person.id IN ({ids}) AND person.state = 'ACTIVE'
                    UNION ALL
                    SELECT up.person_id, area.id, area.parent_id FROM up
                    JOIN area ON area.id = up.parent_id
                ) SELECT person_id, id FROM up
            ) AS above CROSS JOIN invitation {stands} AND invitation.area_id = above.id
            UNION ALL
            {guest} FROM rsvp JOIN event ON event.id = rsvp.event_id
            WHERE rsvp.person_id IN ({ids}) AND event.visibility = 'INVITED'
                AND rsvp.state IN ('GOING', 'MAYBE', 'WAITLISTED', 'OFFERED', 'REQUESTED')
                AND event.ends_at > ?"
    )
}

/// A person who is looked up, by a session or without.
pub type Shown = (PersonId, Option<SessionId>);

/// The person as an actor with everything that counts now; none if there is no such person any more,
/// or the session is not theirs or has ended.
pub async fn actor(
    db: &impl ConnectionTrait,
    id: PersonId,
    session: Option<SessionId>,
    now: Instant,
) -> Result<Option<Actor>> {
    Ok(actors(db, &[(id, session)], now).await?.pop().flatten())
}

/// As [`actor`], of several people by one statement, each in their place.
pub async fn actors(
    db: &impl ConnectionTrait,
    shown: &[Shown],
    now: Instant,
) -> Result<Vec<Option<Actor>>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonId,
        root_area_id: AreaId,
        household_id: HouseholdId,
        unit_id: AreaId,
        unit_path: String,
        state: PersonState,
        birth_year: Option<i32>,
        role: Option<Role>,
        area_id: Option<AreaId>,
        area_path: Option<String>,
        event_id: Option<EventId>,
        event_role: Option<EventRole>,
        team_id: Option<TeamId>,
        session_id: Option<SessionId>,
    }
    let people = dialect::padded(shown.iter().map(|(id, _)| Value::from(*id)));
    let sessions = dialect::padded(shown.iter().filter_map(|(_, id)| id.map(Value::from)));
    let ids = dialect::places(people.len(), "?");
    let mut values = people.clone();
    values.extend([now.into(), now.into()]);
    values.extend(people.iter().cloned());
    values.extend(people.iter().cloned());
    let of_people = || people.iter().cloned();
    // Of invitations to a person, a household, an area, and of answers.
    values.push(now.into());
    values.extend(of_people());
    values.push(now.into());
    values.extend(of_people());
    values.extend(of_people());
    values.push(now.into());
    values.extend(of_people());
    values.push(now.into());
    let invited = invited(&ids);
    let mut alive = String::new();
    if !sessions.is_empty() {
        alive = format!(
            "UNION ALL
            SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, id FROM session
            WHERE id IN ({}) AND ended_at IS NULL AND expires_at > ?",
            dialect::places(sessions.len(), "?")
        );
        values.extend(sessions);
        values.push(now.into());
    }
    values.extend(people);
    let text = format!(
        "SELECT person.id, person.root_area_id, person.household_id, person.unit_id,
                area.path AS unit_path, person.state, person.birth_year, held.role, held.area_id,
                held.area_path, held.event_id, held.event_role, held.team_id, held.session_id
         FROM person
         JOIN area ON area.id = person.unit_id
         LEFT JOIN (
            SELECT person_id, role, area_id, area_path, CAST(NULL AS uuid) AS event_id,
                CAST(NULL AS text) AS event_role, CAST(NULL AS uuid) AS team_id,
                CAST(NULL AS uuid) AS session_id
            FROM role_grant WHERE person_id IN ({ids}) AND valid_from <= ?
                AND (valid_until IS NULL OR valid_until > ?)
            UNION ALL
            SELECT person_id, NULL, NULL, NULL, event_id, role, NULL, NULL
            FROM event_role WHERE person_id IN ({ids}) AND ended_at IS NULL
            UNION ALL
            SELECT person_id, NULL, NULL, NULL, NULL, NULL, team_id, NULL
            FROM team_lead WHERE person_id IN ({ids}) AND ended_at IS NULL
            UNION ALL
            {invited}
            {alive}
         ) AS held ON held.person_id = person.id
         WHERE person.id IN ({ids}) AND person.state IN ('ACTIVE', 'PENDING')"
    );
    let statement = dialect::sql(db, &text, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    let mut held: HashMap<PersonId, Vec<Row>> = HashMap::with_capacity(shown.len());
    for row in rows {
        held.entry(row.id).or_default().push(row);
    }
    let actor = |(id, session): &Shown| {
        let rows = held.get(id)?;
        let first = rows.first()?;
        if session.is_some() && !rows.iter().any(|row| row.session_id == *session) {
            return None;
        }
        let grant = |row: &Row| {
            Some(Grant {
                role: row.role?,
                area_id: row.area_id?,
                area_path: row.area_path.clone()?,
            })
        };
        let event_role = |row: &Row| Some((row.event_id?, row.event_role?));
        let is_invitation = |row: &&Row| row.event_role.is_none();
        let invited = rows.iter().filter(is_invitation);
        let mut invited: Vec<EventId> = invited.filter_map(|row| row.event_id).collect();
        invited.sort_unstable();
        invited.dedup();
        Some(Actor::Person(Arc::new(PersonActor {
            person_id: *id,
            root_area_id: first.root_area_id,
            household_id: first.household_id,
            unit_id: first.unit_id,
            unit_path: first.unit_path.clone(),
            confirmed: first.state == PersonState::Active,
            birth_year: first.birth_year,
            session_id: *session,
            grants: rows.iter().filter_map(grant).collect(),
            event_roles: rows.iter().filter_map(event_role).collect(),
            leads: rows.iter().filter_map(|row| row.team_id).collect(),
            invited,
        })))
    };
    Ok(shown.iter().map(actor).collect())
}

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
    let over = |area: AreaId| {
        let own = rows.iter().filter(|row| row.area_id == area);
        (area, Slice::new(own.cloned().collect(), page))
    };
    Ok(areas.iter().copied().map(over).collect())
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
