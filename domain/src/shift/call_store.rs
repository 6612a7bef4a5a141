//! Who could be asked to come to a shift: the SQL of it.

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::{FromQueryResult, Value};

use crate::dialect;
use crate::error::Result;
use crate::place;
use crate::tx::Tx;

/// Who is asked.
pub(super) enum Whom {
    /// All of a team.
    Team(TeamId),
    /// Those who live below this path, and belong to a team or say what they can do.
    Area(String),
}

/// Most people of one call.
const MOST: u64 = 500;

/// Those who could take a place in one of the roles, with their year of birth: on the shift they are not,
/// at its time they are free, and what the role asks for they have.
pub(super) async fn candidates(
    tx: &Tx,
    whom: &Whom,
    shift: &shift::Model,
    roles: &[shift_role::Model],
    day: NaiveDate,
) -> Result<Vec<(PersonId, Option<i32>)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonId,
        birth_year: Option<i32>,
    }
    let mut values: Vec<Value> = Vec::new();
    let among = match whom {
        Whom::Team(team) => {
            values.push((*team).into());
            "person.id IN (SELECT team_member.person_id FROM team_member \
             WHERE team_member.team_id = ? AND team_member.state = 'ACTIVE')"
        }
        Whom::Area(path) => {
            values.push(path.as_str().into());
            values.push(place::rules::end_of_subtree(path).into());
            "person.unit_id IN (SELECT area.id FROM area WHERE area.path >= ? AND area.path < ?) \
             AND (EXISTS (SELECT 1 FROM team_member WHERE team_member.person_id = person.id \
             AND team_member.state = 'ACTIVE') OR EXISTS (SELECT 1 FROM person_skill \
             WHERE person_skill.person_id = person.id))"
        }
    };
    values.extend([
        shift.ends_at.into(),
        shift.starts_at.into(),
        shift.id.into(),
    ]);
    let mut fits = Vec::new();
    for role in roles {
        fits.push(match role.skill {
            None => "1 = 1",
            Some(skill) if role.needs_proof => {
                values.push(skill.into());
                values.push(day.into());
                "EXISTS (SELECT 1 FROM qualification WHERE qualification.person_id = person.id \
                 AND qualification.skill = ? AND qualification.proof_seen_at IS NOT NULL \
                 AND qualification.ended_at IS NULL \
                 AND (qualification.valid_until IS NULL OR qualification.valid_until >= ?))"
            }
            Some(skill) => {
                values.push(skill.into());
                "EXISTS (SELECT 1 FROM person_skill WHERE person_skill.person_id = person.id \
                 AND person_skill.skill = ?)"
            }
        });
    }
    let text = format!(
        "SELECT person.id, person.birth_year FROM person WHERE {among} AND person.state = 'ACTIVE' \
         AND NOT EXISTS (SELECT 1 FROM shift_sign_up WHERE shift_sign_up.person_id = person.id \
         AND ((shift_sign_up.state IN ('SIGNED_UP', 'ATTENDED') AND shift_sign_up.starts_at < ? \
         AND shift_sign_up.ends_at > ?) OR (shift_sign_up.shift_id = ? \
         AND shift_sign_up.state = 'WAITLISTED'))) \
         AND ({}) ORDER BY person.id LIMIT {MOST}",
        fits.join(" OR ")
    );
    let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values));
    let rows = rows.all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| (row.id, row.birth_year)).collect())
}
