//! The SQL of registrations.

use mulin_entities::{AreaId, PersonId, person};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};

/// A page of the people of each of several subtrees who wait to be confirmed, in the order in which
/// they asked. The caller has asked the policy. Few wait anywhere: the statement starts from all of
/// them.
pub async fn pending_in(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    page: &Page<PersonId>,
) -> Result<Vec<(AreaId, Slice<person::Model>)>> {
    #[derive(FromQueryResult)]
    struct Row {
        of_area: AreaId,
        #[sea_orm(nested)]
        person: person::Model,
    }
    let places = vec!["?"; areas.len()].join(", ");
    let mut values: Vec<Value> = areas.iter().map(|area| (*area).into()).collect();
    let mut beyond = String::new();
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some(id) = key {
            beyond += &format!(" AND person.id {comparison} ?");
            values.push((*id).into());
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT person.*, top.id AS of_area, row_number() OVER (\
            PARTITION BY top.id ORDER BY person.id {direction}) AS place \
         FROM area AS top \
         JOIN area AS unit ON unit.path >= top.path \
            AND unit.path < substr(top.path, 1, length(top.path) - 1) || '/' \
         JOIN person ON person.unit_id = unit.id AND person.state = 'PENDING' \
         WHERE top.id IN ({places}){beyond}\
         ) AS listed WHERE place <= {} ORDER BY of_area, place",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    let owned = rows.into_iter().map(|row| (row.of_area, row.person));
    Ok(Slice::of_each(areas, owned, page))
}
