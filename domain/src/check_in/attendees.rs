//! The list of who comes, to take along: page by page, so that the longest list needs hardly more memory
//! than a short one.

use std::collections::HashMap;

use mulin_entities::{EventId, PersonId, RsvpId, event};
use sea_orm::FromQueryResult;

use super::{attendees_store as store, policy};
use crate::actor::Actor;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event as events;

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
    pub(super) person_id: PersonId,
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
    store::after(core, list, after, PAGE).await
}

/// Where the parties that come stand on a sheet that goes from door to door.
#[derive(Clone)]
pub struct ByHome(std::vec::IntoIter<RsvpId>);

/// Everybody who comes by unit, building and household. No index gives this order, so that it is made
/// once and not for every page: a key of sixteen bytes a party is held as long as the list is written.
pub async fn by_home(core: &Core, list: &List) -> Result<ByHome> {
    let ids = store::by_home(core.db().reader(), list.event.id).await?;
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
            let found = store::those(core, list, &page).await?;
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
