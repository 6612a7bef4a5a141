//! Lists of shifts and of who is on them, a page of each.

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};

/// Those on each of several shifts, in the order in which they came; in these states, in any if none is
/// named. The caller has asked the policy.
pub async fn of_shifts(
    db: &impl ConnectionTrait,
    shifts: &[ShiftId],
    states: &[SignUpState],
    page: &Page<ShiftSignUpId>,
) -> Result<Vec<(ShiftId, Slice<shift_sign_up::Model>)>> {
    let mut list = "SELECT * FROM shift_sign_up WHERE shift_id = {key}".to_owned();
    narrow(&mut list, states);
    let owner = |row: &shift_sign_up::Model| row.shift_id;
    pages_by_key(db, &list, shifts, Order::OldestFirst, page, owner).await
}

/// The sign-ups of each of several people, the newest first, likewise.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    states: &[SignUpState],
    page: &Page<ShiftSignUpId>,
) -> Result<Vec<(PersonId, Slice<shift_sign_up::Model>)>> {
    let mut list =
        "SELECT * FROM shift_sign_up WHERE person_id = {key} AND person_id IS NOT NULL".to_owned();
    narrow(&mut list, states);
    let owner = |row: &shift_sign_up::Model| row.person_id;
    pages_by_key(db, &list, people, Order::NewestFirst, page, owner).await
}

fn narrow(list: &mut String, states: &[SignUpState]) {
    if !states.is_empty() {
        let names: Vec<String> = states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        list.push_str(&format!(" AND state IN ({})", names.join(", ")));
    }
}

/// Where a page of shifts ends: when the one there starts, and its id.
pub type TimeKey = (Instant, ShiftId);

/// The shifts of a team that have not ended and take place, in the order of time. Whether their events may
/// be seen is for the caller to ask.
pub async fn of_team(
    db: &impl ConnectionTrait,
    team: TeamId,
    now: Instant,
    page: &Page<TimeKey>,
) -> Result<Slice<shift::Model>> {
    let mut text = "SELECT * FROM shift WHERE team_id = ? AND team_id IS NOT NULL \
                    AND state = 'OPEN' AND ends_at > ?"
        .to_owned();
    let mut values: Vec<sea_orm::Value> = vec![team.into(), now.into()];
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((at, id)) = key {
            text += &format!(" AND (starts_at, id) {comparison} (?, ?)");
            values.extend([(*at).into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    text += &format!(
        " ORDER BY starts_at {direction}, id {direction} LIMIT {}",
        page.limit + 1
    );
    let rows = shift::Model::find_by_statement(dialect::sql(db, &text, values));
    Ok(Slice::new(rows.all(db).await?, page))
}
