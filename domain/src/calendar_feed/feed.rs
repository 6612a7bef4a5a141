//! Reads a calendar: what it is of and whether it changed first, then its events page by page.

use std::collections::HashMap;

use mulin_calendar::ical::Alarm;
use mulin_entities::*;

use super::store::{self, Events, Row, Stamp, Wanted};
use super::{FeedSecret, rules};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::list::{EventKey, visible_events};
use crate::notification::preference_store as preferences;
use crate::notification::rules::read_offsets;
use crate::person::store as people;
use crate::place::store as places;
use crate::reminder::store as reminders;
use crate::series::store as series;

/// What a calendar is of, with the name of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The event with this title.
    Event(String),
    /// The series with this title.
    Series(String),
    /// The area with this name, and all below it.
    Area(String),
    /// What one person comes to.
    Person,
}

/// A calendar that somebody may read.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What it is of.
    pub subject: Subject,
    wanted: Wanted,
    /// The person's own reminders, in seconds before the start.
    own: Option<Vec<i32>>,
    stamp: Stamp,
}

impl Feed {
    /// The calendar of a subject, if there is anything to tell of it.
    async fn open(core: &Core, subject: Subject, wanted: Wanted) -> Result<Self> {
        let stamp = store::stamp(core.db().reader(), &wanted).await?;
        Ok(Self {
            subject,
            wanted,
            own: None,
            stamp,
        })
    }

    /// Another text once anything in the calendar was changed, with nothing personal in it.
    pub fn version(&self) -> String {
        format!("{:?} {:?} {:?}", self.subject, self.stamp, self.own)
    }
}

/// An event of a calendar, with the reminders of whose it is.
#[derive(Clone, Debug)]
pub struct Item {
    /// The event.
    pub event: Row,
    /// The earliest first; none where it is nobody's own.
    pub alarms: Vec<Alarm>,
}

impl Item {
    /// By which the next page is asked for.
    pub fn key(&self) -> EventKey {
        (self.event.starts_at, self.event.id)
    }
}

fn missing() -> Error {
    Error::not_found("id")
}

/// The calendar of one event, also of one that is long over.
///
/// Errors: `NOT_FOUND` if the actor may not see it, or it was never published.
pub async fn of_event(core: &Core, actor: &Actor, id: EventId) -> Result<Feed> {
    let seen = visible_events(core.db().reader(), actor, [id]).await?;
    let event = seen.into_iter().next().ok_or_else(missing)?;
    let wanted = Wanted {
        events: Events::One(id),
        actor: actor.clone(),
        from: None,
    };
    let feed = Feed::open(core, Subject::Event(event.title), wanted).await?;
    if feed.stamp.events == 0 {
        return Err(missing());
    }
    Ok(feed)
}

/// The calendar of a series' events that the actor may see.
///
/// Errors: `NOT_FOUND` if the actor may see neither the series nor any of its events.
pub async fn of_series(core: &Core, actor: &Actor, id: SeriesId) -> Result<Feed> {
    let seen = series::visible_series(core.db().reader(), actor, [id]).await?;
    let series = seen.into_iter().next().ok_or_else(missing)?;
    let wanted = Wanted {
        events: Events::Series(id),
        actor: actor.clone(),
        from: Some(rules::begin(core.now())),
    };
    Feed::open(core, Subject::Series(series.title), wanted).await
}

/// The calendar of an area and all below it, as everybody may see it.
///
/// Errors: `NOT_FOUND` if there is no such area.
pub async fn of_area(core: &Core, id: AreaId) -> Result<Feed> {
    let found = places::areas(core.db().reader(), [id]).await?;
    let area = found.into_iter().next().ok_or_else(missing)?;
    let wanted = Wanted {
        events: Events::Area(id),
        actor: Actor::Anonymous,
        from: Some(rules::begin(core.now())),
    };
    Feed::open(core, Subject::Area(area.name), wanted).await
}

/// The calendar of whoever the secret belongs to.
///
/// Errors: `NOT_FOUND` if it opens nothing, whatever the reason.
pub async fn of_person(core: &Core, secret: &FeedSecret) -> Result<Feed> {
    let (db, now) = (core.db().reader(), core.now());
    let feed = store::opened_by(db, secret).await?.ok_or_else(missing)?;
    let person = feed.person_id;
    let actor = people::actor(db, person, None, now).await?;
    let wanted = Wanted {
        events: Events::Answered(person),
        actor: actor.ok_or_else(missing)?,
        from: Some(rules::begin(now)),
    };
    let wishes = preferences::of_person(db, person).await?;
    let own = wishes.and_then(|wishes| wishes.reminder_offsets);
    Ok(Feed {
        own: own.as_deref().map(read_offsets),
        ..Feed::open(core, Subject::Person, wanted).await?
    })
}

/// The next events of a calendar by start; none at its end. One statement a page, and in a person's own
/// calendar another one for the rules of its events.
pub async fn next(core: &Core, feed: &Feed, after: Option<EventKey>) -> Result<Vec<Item>> {
    let db = core.db().reader();
    let rows = store::page(db, &feed.wanted, after).await?;
    let mut rules: HashMap<EventId, Vec<reminder_rule::Model>> = HashMap::new();
    let is_own = feed.subject == Subject::Person;
    if is_own && feed.own.is_none() && !rows.is_empty() {
        let events = rows.iter().map(|row| row.id);
        for rule in reminders::rules_of(db, events).await? {
            rules.entry(rule.event_id).or_default().push(rule);
        }
    }
    let item = |event: Row| {
        let rules = rules.get(&event.id).map_or(&[][..], Vec::as_slice);
        let alarms = match event.answer {
            Some(answer) => rules::alarms(answer, feed.own.as_deref(), rules)?,
            None => Vec::new(),
        };
        Ok(Item { event, alarms })
    };
    rows.into_iter().map(item).collect()
}

impl Row {
    /// Where it takes place, on one line.
    pub fn location(&self) -> Option<String> {
        let address = self.venue_address.as_deref().unwrap_or_default();
        let name = self.venue_name.as_deref()?;
        Some(rules::location(name, address))
    }

    /// Latitude and longitude in degrees, WGS-84.
    pub fn position(&self) -> Option<(f64, f64)> {
        self.latitude.zip(self.longitude)
    }

    /// When this version of it was written.
    pub fn written_at(&self) -> Instant {
        self.updated_at
    }
}
