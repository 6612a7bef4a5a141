//! The only SQL about people.

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::actor::{Actor, Grant, PersonActor};
use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// The person as an actor with everything that counts now, in one statement; none if there is no
/// such person any more, or the session is not theirs or has ended.
pub async fn actor(
    db: &impl ConnectionTrait,
    id: PersonId,
    session: Option<SessionId>,
    now: Instant,
) -> Result<Option<Actor>> {
    #[derive(FromQueryResult)]
    struct Row {
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
    }
    let mut values: Vec<Value> = vec![id.into(), now.into(), now.into(), id.into(), id.into()];
    values.push(id.into());
    let mut alive = "";
    if let Some(session) = session {
        alive = " AND EXISTS (SELECT 1 FROM session WHERE session.id = ?
            AND session.person_id = person.id AND session.ended_at IS NULL
            AND session.expires_at > ?)";
        values.extend([session.into(), now.into()]);
    }
    let text = format!(
        "SELECT person.root_area_id, person.household_id, person.unit_id, area.path AS unit_path,
                person.state, person.birth_year, held.role, held.area_id, held.area_path,
                held.event_id, held.event_role, held.team_id
         FROM person
         JOIN area ON area.id = person.unit_id
         LEFT JOIN (
            SELECT role, area_id, area_path, CAST(NULL AS uuid) AS event_id,
                CAST(NULL AS text) AS event_role, CAST(NULL AS uuid) AS team_id
            FROM role_grant WHERE person_id = ? AND valid_from <= ?
                AND (valid_until IS NULL OR valid_until > ?)
            UNION ALL
            SELECT NULL, NULL, NULL, event_id, role, NULL
            FROM event_role WHERE person_id = ? AND ended_at IS NULL
            UNION ALL
            SELECT NULL, NULL, NULL, NULL, NULL, team_id
            FROM team_lead WHERE person_id = ? AND ended_at IS NULL
         ) AS held ON TRUE
         WHERE person.id = ? AND person.state IN ('ACTIVE', 'PENDING'){alive}"
    );
    let statement = dialect::sql(db, &text, values);
    let mut rows = Row::find_by_statement(statement).all(db).await?;
    let grants = rows
        .iter_mut()
        .filter_map(|row| {
            let (role, area_id) = (row.role?, row.area_id?);
            Some(Grant {
                role,
                area_id,
                area_path: row.area_path.take()?,
            })
        })
        .collect();
    let event_roles = rows
        .iter()
        .filter_map(|row| Some((row.event_id?, row.event_role?)))
        .collect();
    let leads = rows.iter().filter_map(|row| row.team_id).collect();
    Ok(rows.into_iter().next().map(|row| {
        Actor::Person(Arc::new(PersonActor {
            person_id: id,
            root_area_id: row.root_area_id,
            household_id: row.household_id,
            unit_id: row.unit_id,
            unit_path: row.unit_path,
            confirmed: row.state == PersonState::Active,
            birth_year: row.birth_year,
            session_id: session,
            grants,
            event_roles,
            leads,
        }))
    }))
}

/// One person, whoever asks: only for commands, which then ask their policy.
pub async fn person(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).one(db).await?)
}

/// One person, locked for an edit.
pub async fn lock_person(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// Those of the people whom the actor may see.
pub async fn visible_people(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .filter(visible_to(actor))
        .all(db)
        .await?)
}

/// `policy::may_see` as a condition on `person`.
fn visible_to(actor: &Actor) -> Condition {
    let viewer = match actor {
        Actor::System => return Condition::all(),
        Actor::Anonymous | Actor::Link(_) => return Condition::all().add(sea_orm::sea_query::Expr::val(1).eq(0)),
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

/// Replaces the person's address of one kind; none removes it.
pub async fn set_contact(
    tx: &Tx,
    person: PersonId,
    kind: ContactKind,
    address: Option<&str>,
) -> Result<()> {
    contact_point::Entity::delete_many()
        .filter(contact_point::Column::PersonId.eq(person))
        .filter(contact_point::Column::Kind.eq(kind))
        .exec(tx.db())
        .await?;
    if let Some(address) = address {
        let id = tx.new_id();
        let row = sealed_contact(tx.core(), id, person, kind, address, tx.now());
        contact_point::Entity::insert(row)
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// A contact point's row, sealed.
pub fn sealed_contact(
    core: &Core,
    id: ContactPointId,
    person: PersonId,
    kind: ContactKind,
    address: &str,
    now: Instant,
) -> contact_point::ActiveModel {
    let keyring = core.keyring();
    contact_point::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        kind: Set(kind),
        ciphertext: Set(keyring.seal(core.entropy(), id.0.as_bytes(), address.as_bytes())),
        lookup: Set(keyring.lookup(address)),
        key_id: Set(keyring.key_id().to_owned()),
        is_shared: Set(false),
        is_landline: Set(false),
        receives_sms: Set(kind == ContactKind::Phone),
        verified_at: Set(None),
        created_at: Set(now),
    }
}

/// The people's contact points with their addresses opened. The caller has asked a policy.
pub async fn contacts(
    core: &Core,
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, ContactKind, String)>> {
    let rows = contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.is_in(people))
        .order_by_asc(contact_point::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let plain = core
                .keyring()
                .open(&row.key_id, row.id.0.as_bytes(), &row.ciphertext)?;
            Ok((
                row.person_id,
                row.kind,
                String::from_utf8_lossy(&plain).into_owned(),
            ))
        })
        .collect()
}
