//! The counts of an area. Each measure has one definition, which holds for the area and for each area right
//! below it alike; the schema tells it to clients.

use std::collections::HashMap;

use mulin_entities::{AreaId, EventKind, area};
use sea_orm::Iterable;

use super::age_band::AgeBand;
use super::range::{Asked, Range};
use super::{few, people_store, policy, store, work_store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::place::rules::paths_to;

/// Services that are told by name; the others are told together.
const NAMED_SERVICES: usize = 100;

/// The counts of an area in a time.
#[derive(Clone, Debug)]
pub struct AreaFigures {
    /// The area.
    pub area: area::Model,
    /// The time, and the cut-off.
    pub range: Range,
    /// Of the area and all below it.
    pub total: Figures,
    sees_few: bool,
}

/// Counts of what took place in an area and in all areas below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// 场次: events that were published and not called off, began in the time, and had ended; of every
    /// kind.
    pub events: Vec<(EventKind, i64)>,
    /// 人次: heads that were checked in at events that began in the time.
    pub attendances: i64,
    /// Heads without names; among the attendances.
    pub anonymous: i64,
    /// 人数: people who are known and were checked in or served at such an event, each once.
    pub people: i64,
    /// 户数: their households at that time, each once.
    pub households: i64,
    /// Tickets that were served at such events, by the name of the service, the most first.
    pub services: Vec<ServedService>,
    /// The same by the age that their holders reached in the year of the event; none for few, where these
    /// are not told.
    pub served_by_age: Vec<(AgeBand, Option<i64>)>,
    /// The people by where they lived when they first came: the areas right below by name, or the area
    /// itself if it is a unit; then elsewhere.
    pub by_residence: Vec<Residence>,
    /// The people by the age that they reached in the year in which they first came; none for few, where
    /// these are not told.
    pub by_age: Vec<(AgeBand, Option<i64>)>,
    /// Different people with a service record that begins in the time.
    pub volunteers: i64,
    /// Minutes that were credited for these records.
    pub service_minutes: i64,
}

/// What was done of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedService {
    /// What it is called; none for those that are told together.
    pub name: Option<String>,
    /// Tickets that were served.
    pub tickets: i64,
    /// Things that were done.
    pub items: i64,
}

/// People of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residence {
    /// Where they live; none for elsewhere.
    pub area: Option<area::Model>,
    /// How many; none for few, where these are not told.
    pub people: Option<i64>,
}

impl Figures {
    /// All tickets that were served.
    pub fn served(&self) -> i64 {
        self.services.iter().map(|service| service.tickets).sum()
    }

    /// All things that were done.
    pub fn items(&self) -> i64 {
        self.services.iter().map(|service| service.items).sum()
    }

    /// All events that were held.
    pub fn held(&self) -> i64 {
        self.events.iter().map(|(_, events)| events).sum()
    }

    fn add_service(&mut self, row: work_store::ServiceRow) {
        let named = self.services.len() < NAMED_SERVICES;
        match self.services.last_mut() {
            Some(others) if !named && others.name.is_none() => {
                others.tickets += row.tickets;
                others.items += row.items;
            }
            _ => self.services.push(ServedService {
                name: named.then_some(row.name),
                tickets: row.tickets,
                items: row.items,
            }),
        }
    }

    fn add_people(&mut self, row: &people_store::CellRow) {
        self.people += row.people;
        let path = |residence: &Residence| residence.area.as_ref().map(|area| area.path.clone());
        let mut homes = self.by_residence.iter();
        let home = homes.position(|residence| path(residence) == row.home_path);
        // Where there is no such area it is elsewhere, which comes last.
        let home = home.unwrap_or(self.by_residence.len().saturating_sub(1));
        if let Some(residence) = self.by_residence.get_mut(home) {
            residence.people = residence.people.map(|people| people + row.people);
        }
        add_of_age(&mut self.by_age, row.band, row.people);
    }
}

/// More of an age, which is given by its place.
fn add_of_age(ages: &mut [(AgeBand, Option<i64>)], band: i32, more: i64) {
    let band = usize::try_from(band).unwrap_or(usize::MAX);
    if let Some((_, number)) = ages.get_mut(band) {
        *number = number.map(|number| number + more);
    }
}

/// The counts of an area, for its organisers, administrators and stewards; few people of a breakdown are
/// told to the first two alone. Errors: forbidden; every fault of what is asked for.
pub async fn figures(
    core: &Core,
    actor: &Actor,
    area: &area::Model,
    asked: &Asked,
) -> Result<AreaFigures> {
    if !policy::may_see(actor, area) {
        return Err(match actor {
            Actor::Anonymous => Error::Unauthenticated,
            _ => Error::Forbidden,
        });
    }
    let range = Range::read(core, asked)?;
    let sees_few = policy::sees_few(actor, area);
    let mut counted = count(core, std::slice::from_ref(area), &range, sees_few).await?;
    Ok(AreaFigures {
        area: area.clone(),
        range,
        total: counted.remove(&area.id).unwrap_or_default(),
        sees_few,
    })
}

/// The same of each area right below, by name, in as many statements.
pub async fn by_area(core: &Core, of: &AreaFigures) -> Result<Vec<(area::Model, Figures)>> {
    let below = store::below(core.db().reader(), [of.area.id]).await?;
    let mut counted = count(core, &below, &of.range, of.sees_few).await?;
    let each = below.into_iter().map(|area| {
        let figures = counted.remove(&area.id).unwrap_or_default();
        (area, figures)
    });
    Ok(each.collect())
}

/// The counts of several areas of one level of a tree, one statement a measure.
async fn count(
    core: &Core,
    tops: &[area::Model],
    range: &Range,
    sees_few: bool,
) -> Result<HashMap<AreaId, Figures>> {
    let Some(first) = tops.first() else {
        return Ok(HashMap::new());
    };
    let db = core.db().reader();
    let ids: Vec<AreaId> = tops.iter().map(|top| top.id).collect();
    let mut counted = empty(tops, store::below(db, ids.iter().copied()).await?);
    for row in store::held(db, &ids, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            let mut kinds = figures.events.iter_mut();
            if let Some((_, events)) = kinds.find(|(kind, _)| *kind == row.kind) {
                *events = row.events;
            }
        }
    }
    for row in store::heads(db, &ids, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            (figures.attendances, figures.anonymous) = (row.heads, row.anonymous);
        }
    }
    for row in people_store::households(db, &ids, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            figures.households = row.households;
        }
    }
    // Every segment of a path is as long as the first.
    let segment = paths_to(&first.path).first().map_or(0, |city| city.len());
    for row in people_store::cells(db, &ids, segment, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            figures.add_people(&row);
        }
    }
    for row in work_store::services(db, &ids, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            figures.add_service(row);
        }
    }
    for row in work_store::served_by_age(db, &ids, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            add_of_age(&mut figures.served_by_age, row.band, row.tickets);
        }
    }
    for row in work_store::volunteers(db, first.root_area_id, &ids, range).await? {
        if let Some(figures) = counted.get_mut(&row.top_id) {
            (figures.volunteers, figures.service_minutes) = (row.volunteers, row.minutes);
        }
    }
    if !sees_few {
        for figures in counted.values_mut() {
            few::hide_few(figures.by_residence.iter_mut().map(|cell| &mut cell.people));
            few::hide_few(figures.by_age.iter_mut().map(|(_, people)| people));
            few::hide_few(figures.served_by_age.iter_mut().map(|(_, tickets)| tickets));
        }
    }
    Ok(counted)
}

/// Nothing yet, in each of several areas with those right below them.
fn empty(tops: &[area::Model], below: Vec<area::Model>) -> HashMap<AreaId, Figures> {
    let mut homes: HashMap<AreaId, Vec<area::Model>> = HashMap::new();
    for area in below {
        if let Some(parent) = area.parent_id {
            homes.entry(parent).or_default().push(area);
        }
    }
    let of = |top: &area::Model| {
        let homes = homes.remove(&top.id).unwrap_or_else(|| vec![top.clone()]);
        let homes = homes.into_iter().map(Some).chain([None]);
        let by_residence = homes.map(|area| Residence {
            area,
            people: Some(0),
        });
        let figures = Figures {
            events: EventKind::iter().map(|kind| (kind, 0)).collect(),
            by_residence: by_residence.collect(),
            by_age: AgeBand::ALL.map(|band| (band, Some(0))).into(),
            served_by_age: AgeBand::ALL.map(|band| (band, Some(0))).into(),
            ..Figures::default()
        };
        (top.id, figures)
    };
    tops.iter().map(of).collect()
}
