//! Finding who stands at the door: by a part of a name, a unit or a building.

use mulin_entities::{CheckInListId, EventId, check_in, rsvp};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::dialect;
use crate::error::Result;

/// A party that comes, as those see it who check it in.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The answer.
    pub rsvp: rsvp::Model,
    /// Name of who answered.
    pub name: String,
    /// Name of the unit that they lived in when they answered.
    pub unit: String,
    /// Their building then; empty if it is not known.
    pub building: String,
    /// How they were checked in on the list, if they were.
    pub check_in: Option<check_in::Model>,
}

/// Columns of a check-in beside those of an answer.
const CHECK_IN: &str = "present.id AS present_id, present.root_area_id AS present_root_area_id, \
    present.event_id AS present_event_id, present.list_id AS present_list_id, \
    present.rsvp_id AS present_rsvp_id, present.method AS present_method, \
    present.adults AS present_adults, present.children AS present_children, \
    present.device AS present_device, present.client_id AS present_client_id, \
    present.device_at AS present_device_at, present.checked_in_by AS present_checked_in_by, \
    present.checked_in_at AS present_checked_in_at, present.undone_by AS present_undone_by, \
    present.undone_at AS present_undone_at";

/// The parties that come to the event and whose respondent, named companion, unit or building has the
/// text in its name, by name; all if there is none. One statement over the event's answers.
pub async fn candidates(
    db: &impl ConnectionTrait,
    event: EventId,
    list: Option<CheckInListId>,
    text: &str,
    first: u64,
) -> Result<Vec<Candidate>> {
    let mut values: Vec<Value> = Vec::new();
    // Without a list the event's own is meant.
    let on_list = match list {
        Some(list) => {
            values.push(list.into());
            "present.list_id = ?"
        }
        None => {
            values.push(event.into());
            "present.list_id = (SELECT id FROM check_in_list WHERE event_id = ? AND is_default)"
        }
    };
    values.push(event.into());
    let mut matching = String::new();
    let text = text.trim().to_lowercase();
    if !text.is_empty() {
        let pattern = format!("%{}%", escaped(&text));
        matching = " AND (lower(person.name) LIKE ? ESCAPE '!' \
             OR lower(coalesce(person.preferred_name, '')) LIKE ? ESCAPE '!' \
             OR lower(unit.name) LIKE ? ESCAPE '!' \
             OR lower(household.building) LIKE ? ESCAPE '!' \
             OR EXISTS (SELECT 1 FROM rsvp_member JOIN person AS companion \
                ON companion.id = rsvp_member.person_id \
                WHERE rsvp_member.rsvp_id = rsvp.id AND rsvp_member.holds \
                AND lower(companion.name) LIKE ? ESCAPE '!'))"
            .to_owned();
        values.extend(std::iter::repeat_n(Value::from(pattern), 5));
    }
    let statement = format!(
        "SELECT rsvp.*, person.name AS shown_name, unit.name AS shown_unit, \
            household.building AS shown_building, {CHECK_IN} \
         FROM rsvp JOIN person ON person.id = rsvp.person_id \
         JOIN area AS unit ON unit.id = rsvp.unit_id \
         JOIN household ON household.id = rsvp.household_id \
         LEFT JOIN check_in AS present ON present.rsvp_id = rsvp.id \
            AND present.undone_at IS NULL AND {on_list} \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING' AND person.state <> 'ERASED'{matching} \
         ORDER BY person.name, rsvp.id LIMIT {first}"
    );
    let rows = db
        .query_all_raw(dialect::sql(db, &statement, values))
        .await?;
    rows.iter()
        .map(|row| {
            let present: Option<uuid::Uuid> = row.try_get("present_", "id")?;
            Ok(Candidate {
                rsvp: rsvp::Model::from_query_result(row, "")?,
                name: row.try_get("", "shown_name")?,
                unit: row.try_get("", "shown_unit")?,
                building: row.try_get("", "shown_building")?,
                check_in: match present {
                    Some(_) => Some(check_in::Model::from_query_result(row, "present_")?),
                    None => None,
                },
            })
        })
        .collect()
}

/// Text that stands for itself in a pattern.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(super::escaped("50%_a!王"), "50!%!_a!!王");
    }
}
