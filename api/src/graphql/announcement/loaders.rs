//! Reminders, announcements and what will be sent, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::announcement::{plan, store};
use mulin_domain::page::{Page, Slice};
use mulin_domain::place::store as places;
use mulin_domain::reminder::store as reminders;
use mulin_entities::{AnnouncementId, EventId, announcement, reminder_rule};

use super::plan::EventPlan;
use super::sample::Scene;
use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// Whoever asks: the caller asks the policy of the event.
by_id!(
    AnnouncementId => announcement::Model,
    |_rows, db, keys| store::announcements(db, keys),
    |row| (row.id, row)
);

/// The reminder rules of an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RemindersOf(pub EventId);

impl Loader<RemindersOf> for Rows {
    type Value = Vec<reminder_rule::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RemindersOf],
    ) -> Result<HashMap<RemindersOf, Vec<reminder_rule::Model>>, Shared> {
        let events = keys.iter().map(|RemindersOf(event)| *event);
        let rows = reminders::rules_of(self.core.db().reader(), events).await;
        let mut rules: HashMap<RemindersOf, Vec<reminder_rule::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            rules
                .entry(RemindersOf(row.event_id))
                .or_default()
                .push(row);
        }
        Ok(rules)
    }
}

/// A page of the announcements of an event, for those who run it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AnnouncementsOf {
    /// The event.
    pub event: EventId,
    /// Which part.
    pub page: Page<AnnouncementId>,
}

impl Loader<AnnouncementsOf> for Rows {
    type Value = Slice<announcement::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[AnnouncementsOf],
    ) -> Result<HashMap<AnnouncementsOf, Slice<announcement::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.event));
        for (page, events) in grouped(questions) {
            let read = store::of_events(self.core.db().reader(), &events, &page).await;
            for (event, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(AnnouncementsOf { event, page }, slice);
            }
        }
        Ok(pages)
    }
}

/// What an event will tell whom, for those who run it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReminderPlanOf(pub EventId);

impl Loader<ReminderPlanOf> for Rows {
    type Value = EventPlan;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ReminderPlanOf],
    ) -> Result<HashMap<ReminderPlanOf, EventPlan>, Shared> {
        let events: Vec<EventId> = keys.iter().map(|ReminderPlanOf(event)| *event).collect();
        let db = self.core.db().reader();
        let plans = plan::of_events(db, &events).await.map_err(Arc::new)?;
        let rows: Vec<_> = plans.values().filter_map(|items| items.first()).collect();
        let venues = places::venues(db, rows.iter().filter_map(|one| one.event.venue_id)).await;
        let venues = venues.map_err(Arc::new)?;
        let areas = rows.iter().map(|one| one.event.area_id);
        let phones = places::contact_phones(db, areas).await.map_err(Arc::new)?;
        let scene = |event: &mulin_entities::event::Model| Scene {
            venue: venues
                .iter()
                .find(|venue| Some(venue.id) == event.venue_id)
                .cloned(),
            phone: phones.get(&event.area_id).cloned(),
        };
        let with_scene = |(event, items): (EventId, Vec<plan::Planned>)| {
            let scene = items
                .first()
                .map(|one| scene(&one.event))
                .unwrap_or_default();
            (ReminderPlanOf(event), EventPlan { items, scene })
        };
        Ok(plans.into_iter().map(with_scene).collect())
    }
}
