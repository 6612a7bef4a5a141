//! The list of who comes, to take along: page by page, so that the longest list needs hardly more memory
//! than a short one.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::policy;
use crate::actor::Actor;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::{Error, Result};
use crate::event as events;
use crate::person::contact;

/// Parties that one statement reads.
const PAGE: usize = 1_000;

/// A list that the actor may take along.
#[derive(Clone, Debug)]
pub struct List {
    /// The event.
    pub event: event::Model,
    /// Whether it tells how to reach people: for those who run the event, not for its helpers.
    pub with_contacts: bool,
}

/// A party on the list. It holds what the entrance needs, and nothing of allergies or needs.
#[derive(Clone, FromQueryResult)]
pub struct Line {
    /// The answer.
    pub rsvp_id: RsvpId,
    person_id: PersonId,
    unit_path: String,
    /// Name of who answered; none if they are erased.
    pub name: Option<String>,
    /// Unit that they lived in when they answered.
    pub unit: String,
    /// Building; empty if it is not known.
    pub building: String,
    /// Adults.
    pub adults: i32,
    /// Children.
    pub children: i32,
    /// When they were checked in first; none if they were not.
    pub checked_in_at: Option<Instant>,
    /// Telephone number, where the list tells how to reach people.
    #[sea_orm(skip)]
    pub phone: Option<String>,
    /// E-mail address, likewise.
    #[sea_orm(skip)]
    pub email: Option<String>,
}

impl Line {
    /// Whether both lived in the same unit.
    pub fn is_of_same_unit(&self, other: &Self) -> bool {
        self.unit_path == other.unit_path
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("rsvp_id", &self.rsvp_id)
            .finish_non_exhaustive()
    }
}

/// Opens the list of an event, for those who check in everybody; that it was taken is journalled.
///
/// Errors: `id` is not found; forbidden.
pub async fn open(core: &Core, actor: &Actor, event: EventId, contacts: bool) -> Result<List> {
    actor.person()?;
    let row = events::store::event(core.db().reader(), event)
        .await?
        .filter(|event| events::policy::may_see(actor, event))
        .ok_or_else(|| Error::not_found("id"))?;
    policy::may_count_heads(actor, &row)?;
    let runs = events::policy::manages(actor, row.id, &row.area_path);
    let list = List {
        with_contacts: contacts && runs,
        event: row,
    };
    let (root, event_id, contacts) = (list.event.root_area_id, event, list.with_contacts);
    core.transact(actor, move |tx| {
        Box::pin(async move {
            tx.record(root, What::AttendeesExported { event_id, contacts });
            Ok(())
        })
    })
    .await?;
    Ok(list)
}

/// The next parties that come, as they answered, after this one; none after the last. It reads afresh,
/// so that who left meanwhile is left out.
pub async fn next(core: &Core, list: &List, after: Option<RsvpId>) -> Result<Vec<Line>> {
    let (after, condition) = match after {
        Some(after) => (Some(after.into()), " AND rsvp.id > ?"),
        None => (None, ""),
    };
    let which = format!("{condition} ORDER BY rsvp.id LIMIT {PAGE}");
    lines(core, list, &which, after).await
}

/// Where the parties that come stand on a sheet that goes from door to door.
#[derive(Clone)]
pub struct ByHome(std::vec::IntoIter<RsvpId>);

/// Everybody who comes by unit, building and household. No index gives this order, so that it is made
/// once and not for every page: a key of sixteen bytes a party is held as long as the list is written.
pub async fn by_home(core: &Core, list: &List) -> Result<ByHome> {
    let db = core.db().reader();
    let text = "SELECT rsvp.id FROM rsvp JOIN area AS unit ON unit.id = rsvp.unit_id \
         JOIN household ON household.id = rsvp.household_id \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING' \
         ORDER BY unit.path, household.building, rsvp.household_id, rsvp.id";
    let statement = dialect::sql(db, text, [list.event.id.into()]);
    let ids: Vec<RsvpId> = db
        .query_all_raw(statement)
        .await?
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?;
    Ok(ByHome(ids.into_iter()))
}

impl ByHome {
    /// The next parties, none after the last. Like [`next`] it reads afresh.
    pub async fn next(&mut self, core: &Core, list: &List) -> Result<Vec<Line>> {
        loop {
            let page: Vec<RsvpId> = self.0.by_ref().take(PAGE).collect();
            if page.is_empty() {
                return Ok(Vec::new());
            }
            let keys = dialect::padded(page.iter().map(|id| Value::from(*id)));
            let which = format!(" AND rsvp.id IN ({})", dialect::places(keys.len(), "?"));
            let found = lines(core, list, &which, keys).await?;
            let mut found: HashMap<RsvpId, Line> =
                found.into_iter().map(|line| (line.rsvp_id, line)).collect();
            let lines: Vec<Line> = page.iter().filter_map(|id| found.remove(id)).collect();
            // Of a page that left as a whole nothing is told: that would be the end.
            if !lines.is_empty() {
                return Ok(lines);
            }
        }
    }
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
