//! The one statement that reads who asks, with everything that they may.

use std::collections::HashMap;
use std::sync::Arc;

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::actor::{Actor, Grant, PersonActor};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;

/// The events to which people were invited, as long as the invitation stands and the event is not over;
/// also those for invited guests that they have answered and not left, whatever became of the
/// invitation. Who only asked to be registered is of no household and no area yet. SQLite joins in the
/// order that is written at a CROSS JOIN, and would read all invitations otherwise.
fn invited(ids: &str) -> String {
    let columns = |person: &str, event: &str| {
        format!("SELECT {person}, NULL, NULL, NULL, {event}, NULL, NULL, NULL, NULL")
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
        member_of: Option<TeamId>,
        session_id: Option<SessionId>,
    }
    let people = dialect::padded(shown.iter().map(|(id, _)| Value::from(*id)));
    let sessions = dialect::padded(shown.iter().filter_map(|(_, id)| id.map(Value::from)));
    let ids = dialect::places(people.len(), "?");
    let mut values = people.clone();
    values.extend([now.into(), now.into()]);
    // Of parts in events, of leads, and of members.
    for _ in 0..3 {
        values.extend(people.iter().cloned());
    }
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
            SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, id FROM session
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
                held.area_path, held.event_id, held.event_role, held.team_id, held.member_of,
                held.session_id
         FROM person
         JOIN area ON area.id = person.unit_id
         LEFT JOIN (
            SELECT person_id, role, area_id, area_path, CAST(NULL AS uuid) AS event_id,
                CAST(NULL AS text) AS event_role, CAST(NULL AS uuid) AS team_id,
                CAST(NULL AS uuid) AS member_of, CAST(NULL AS uuid) AS session_id
            FROM role_grant WHERE person_id IN ({ids}) AND valid_from <= ?
                AND (valid_until IS NULL OR valid_until > ?)
            UNION ALL
            SELECT person_id, NULL, NULL, NULL, event_id, role, NULL, NULL, NULL
            FROM event_role WHERE person_id IN ({ids}) AND ended_at IS NULL
            UNION ALL
            SELECT person_id, NULL, NULL, NULL, NULL, NULL, team_id, NULL, NULL
            FROM team_lead WHERE person_id IN ({ids}) AND ended_at IS NULL
            UNION ALL
            SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, team_id, NULL
            FROM team_member WHERE person_id IN ({ids}) AND state = 'ACTIVE'
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
            member_of: rows.iter().filter_map(|row| row.member_of).collect(),
            invited,
        })))
    };
    Ok(shown.iter().map(actor).collect())
}
