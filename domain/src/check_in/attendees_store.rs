//! The SQL of the list of who comes.

use std::collections::HashMap;

use mulin_entities::{ContactKind, EventId, PersonId, RsvpId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::attendees::{Line, List};
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::person::contact;

/// The parties that come, as they answered, after this one.
pub(super) async fn after(
    core: &Core,
    list: &List,
    after: Option<RsvpId>,
    limit: usize,
) -> Result<Vec<Line>> {
    let (after, condition) = match after {
        Some(after) => (Some(after.into()), " AND rsvp.id > ?"),
        None => (None, ""),
    };
    let which = format!("{condition} ORDER BY rsvp.id LIMIT {limit}");
    lines(core, list, &which, after).await
}

/// Those of these parties that come, in no order.
pub(super) async fn those(core: &Core, list: &List, ids: &[RsvpId]) -> Result<Vec<Line>> {
    let keys = dialect::padded(ids.iter().map(|id| Value::from(*id)));
    let which = format!(" AND rsvp.id IN ({})", dialect::places(keys.len(), "?"));
    lines(core, list, &which, keys).await
}

/// All parties that come, by unit, building and household.
pub(super) async fn by_home(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<RsvpId>> {
    let text = "SELECT rsvp.id FROM rsvp JOIN area AS unit ON unit.id = rsvp.unit_id \
         JOIN household ON household.id = rsvp.household_id \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING' \
         ORDER BY unit.path, household.building, rsvp.household_id, rsvp.id";
    let statement = dialect::sql(db, text, [event.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// The parties that come, those that `which` picks by these values.
async fn lines(
    core: &Core,
    list: &List,
    which: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<Line>> {
    let db = core.db().reader();
    let text = format!(
        "SELECT rsvp.id AS rsvp_id, rsvp.person_id, unit.path AS unit_path, \
            CASE WHEN person.state = 'ERASED' THEN NULL ELSE person.name END AS name, \
            unit.name AS unit, household.building, rsvp.adults, rsvp.children, \
            (SELECT min(check_in.checked_in_at) FROM check_in WHERE check_in.rsvp_id = rsvp.id \
                AND check_in.undone_at IS NULL) AS checked_in_at \
         FROM rsvp JOIN person ON person.id = rsvp.person_id \
         JOIN area AS unit ON unit.id = rsvp.unit_id \
         JOIN household ON household.id = rsvp.household_id \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING'{which}"
    );
    let values = std::iter::once(list.event.id.into()).chain(values);
    let statement = dialect::sql(db, &text, values);
    let mut lines = Line::find_by_statement(statement).all(db).await?;
    if list.with_contacts {
        add_contacts(core, db, &mut lines).await?;
    }
    Ok(lines)
}

async fn add_contacts(core: &Core, db: &impl ConnectionTrait, lines: &mut [Line]) -> Result<()> {
    let people = lines.iter().map(|line| line.person_id);
    let mut first: HashMap<(PersonId, ContactKind), String> = HashMap::new();
    for contact in contact::store::contacts(core, db, people).await? {
        let key = (contact.row.person_id, contact.row.kind);
        first.entry(key).or_insert(contact.address);
    }
    for line in lines {
        line.phone = first.remove(&(line.person_id, ContactKind::Phone));
        line.email = first.remove(&(line.person_id, ContactKind::Email));
    }
    Ok(())
}
