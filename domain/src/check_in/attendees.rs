//! The list of who comes, to take along: page by page, so that the longest list needs no more memory
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
const PAGE: u64 = 1_000;

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
    household_id: HouseholdId,
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

/// In which order parties stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As they answered.
    Answered,
    /// As they live: by unit, building and household.
    Home,
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

/// The next parties that come, after this one; none after the last. It reads afresh, so that who left
/// meanwhile is left out.
pub async fn next(
    core: &Core,
    list: &List,
    order: Order,
    after: Option<&Line>,
) -> Result<Vec<Line>> {
    let db = core.db().reader();
    let mut values: Vec<Value> = vec![list.event.id.into()];
    let (key, mut condition) = match order {
        Order::Answered => ("rsvp.id", String::new()),
        Order::Home => (
            "unit.path, household.building, rsvp.household_id, rsvp.id",
            String::new(),
        ),
    };
    if let Some(after) = after {
        let places = match order {
            Order::Answered => "?",
            Order::Home => {
                values.push(after.unit_path.as_str().into());
                values.push(after.building.as_str().into());
                values.push(after.household_id.into());
                "?, ?, ?, ?"
            }
        };
        values.push(after.rsvp_id.into());
        condition = format!(" AND ({key}) > ({places})");
    }
    let text = format!(
        "SELECT rsvp.id AS rsvp_id, rsvp.person_id, rsvp.household_id, unit.path AS unit_path, \
            CASE WHEN person.state = 'ERASED' THEN NULL ELSE person.name END AS name, \
            unit.name AS unit, household.building, rsvp.adults, rsvp.children, \
            (SELECT min(check_in.checked_in_at) FROM check_in WHERE check_in.rsvp_id = rsvp.id \
                AND check_in.undone_at IS NULL) AS checked_in_at \
         FROM rsvp JOIN person ON person.id = rsvp.person_id \
         JOIN area AS unit ON unit.id = rsvp.unit_id \
         JOIN household ON household.id = rsvp.household_id \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING'{condition} ORDER BY {key} LIMIT {PAGE}"
    );
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
