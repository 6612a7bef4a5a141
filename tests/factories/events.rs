//! Events of any shape.

use async_graphql::ID;
use chrono::{DateTime, TimeDelta, Utc};
use mulin::graphql::id::GlobalId;
use mulin_domain::event::{
    CancelEvent, CreateEvent, PublishEvent, RsvpTerms, cancel_event, create_event, publish_event,
};
use mulin_entities::*;
use uuid::Uuid;

use super::{Town, actor, gid};
use crate::support::app::TestApp;

/// An instant on the clocks of Shanghai, as clients write it.
pub fn in_shanghai(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&chrono_tz::Asia::Shanghai);
    local.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A global id of the town that nothing has.
pub fn unknown<T: GlobalId>(town: &Town) -> ID {
    gid(town, T::from_uuid(Uuid::from_u128(7)))
}

impl Town {
    /// A gathering of the community in a week, for two hours, for a test to change before it is
    /// made.
    pub fn gathering(&self, app: &TestApp, title: &str) -> CreateEvent {
        let starts_at = app.now() + TimeDelta::days(7);
        CreateEvent {
            area_id: Ok(self.community.id),
            festival_id: None,
            kind: EventKind::Gathering,
            visibility: Visibility::Public,
            title: title.to_owned(),
            description: None,
            venue_id: None,
            starts_at: in_shanghai(starts_at),
            ends_at: in_shanghai(starts_at + TimeDelta::hours(2)),
            time_zone: None,
            capacity: None,
            max_party: None,
            rsvp_opens_at: None,
            rsvp_closes_at: None,
            terms: RsvpTerms::default(),
        }
    }

    /// Makes an event as the city's administrator, up to a state.
    pub async fn make(&self, app: &TestApp, input: CreateEvent, state: EventState) -> event::Model {
        let (core, admin) = (&app.core, actor(&app.core, self.admin).await);
        let event = create_event(core, &admin, input, None)
            .await
            .expect("an event can be made");
        let event_id = Ok(event.id);
        let publish = PublishEvent {
            event_id: event_id.clone(),
            expected_version: None,
        };
        let cancel = CancelEvent {
            event_id,
            expected_version: None,
            reason: None,
        };
        if state == EventState::Draft {
            return event;
        }
        let event = publish_event(core, &admin, publish)
            .await
            .expect("an event can be published");
        if state == EventState::Published {
            return event;
        }
        cancel_event(core, &admin, cancel)
            .await
            .expect("an event can be cancelled")
    }

    /// Makes and publishes an event as the city's administrator.
    pub async fn publish(&self, app: &TestApp, input: CreateEvent) -> event::Model {
        self.make(app, input, EventState::Published).await
    }
}
