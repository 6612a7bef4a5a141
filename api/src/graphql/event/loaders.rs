//! What is asked of events by id, their programmes, and the parts in them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::event::roles as event_roles;
use mulin_domain::event::store::{self, Facts};
use mulin_entities::{EventId, EventRoleId, ProgrammeItemId, event_role, programme_item};

use crate::graphql::loaders::{Rows, Shared, by_id};

// A part in whatever event: the caller asks whether it may be seen.
by_id!(
    EventRoleId => event_role::Model,
    |_rows, db, keys| event_roles::roles(db, keys),
    |row| (row.id, row)
);

/// What policies and rules ask of an event, whoever asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventFacts(pub EventId);
by_id!(
    EventFacts => Facts,
    |_rows, db, keys| store::facts(db, keys.map(|EventFacts(event)| event)),
    |row| (EventFacts(row.id), row)
);

/// The parts in an event that count; the caller asks which may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RolesOf(pub EventId);

impl Loader<RolesOf> for Rows {
    type Value = Vec<event_role::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RolesOf],
    ) -> Result<HashMap<RolesOf, Vec<event_role::Model>>, Shared> {
        let events = keys.iter().map(|RolesOf(event)| *event);
        let rows = event_roles::of_events(self.core.db().reader(), events).await;
        let mut roles: HashMap<RolesOf, Vec<event_role::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            roles.entry(RolesOf(row.event_id)).or_default().push(row);
        }
        Ok(roles)
    }
}

/// The programme of an event that the actor may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeOf(pub EventId);

impl Loader<ProgrammeOf> for Rows {
    type Value = Vec<programme_item::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ProgrammeOf],
    ) -> Result<HashMap<ProgrammeOf, Vec<programme_item::Model>>, Shared> {
        let events = keys.iter().map(|ProgrammeOf(event)| *event);
        let rows = store::programmes(self.core.db().reader(), events).await;
        let mut programmes: HashMap<ProgrammeOf, Vec<programme_item::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            programmes
                .entry(ProgrammeOf(row.event_id))
                .or_default()
                .push(row);
        }
        Ok(programmes)
    }
}

// An item of a programme, of whatever event: the caller asks whether its event may be seen.
by_id!(
    ProgrammeItemId => programme_item::Model,
    |_rows, db, keys| store::programme_items(db, keys),
    |row| (row.id, row)
);
