//! Rows in batches: however many objects of a list ask, one statement a level answers.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Result};
use mulin_domain::event::list::visible_events;
use mulin_domain::event::view::EventView;
use mulin_domain::page::{Page, Slice};
use mulin_domain::person::acting::store::acted_for;
use mulin_domain::person::contact::Contact;
use mulin_domain::person::store as people;
use mulin_domain::place::store as places;
use mulin_domain::rsvp::list_store::{self as rsvp_lists, Attendee};
use mulin_domain::rsvp::{store as rsvps, waitlist_store};
use mulin_domain::sign_in::session_store as sessions;
use mulin_domain::{Actor, Core, Error};
use mulin_entities::*;

use super::context::ContextExt;
use super::errors::top_level;

/// Reads what the actor may see.
pub struct Rows {
    pub(super) core: Core,
    pub(super) actor: Actor,
}

impl Rows {
    /// For one request.
    pub fn new(core: Core, actor: Actor) -> Self {
        Self { core, actor }
    }
}

/// The error of a batch, which every caller in it gets.
pub type Shared = Arc<Error>;

/// Loads one row, or tells why not as a top-level error.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Rows as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Rows: Loader<K, Error = Shared>,
{
    ctx.rows()
        .load_one(key)
        .await
        .map_err(|error| top_level(ctx, &error))
}

/// Loads a row that a foreign key promises.
pub async fn required<K>(ctx: &Context<'_>, key: K) -> Result<<Rows as Loader<K>>::Value>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Rows: Loader<K, Error = Shared>,
{
    let missing = || {
        top_level(
            ctx,
            &Error::internal("a row that another refers to is missing"),
        )
    };
    load(ctx, key).await?.ok_or_else(missing)
}

macro_rules! by_id {
    ($id:ty => $value:ty, |$rows:ident, $db:ident, $keys:ident| $read:expr, |$row:ident| $key:expr) => {
        impl Loader<$id> for Rows {
            type Value = $value;
            type Error = Shared;

            async fn load(&self, keys: &[$id]) -> Result<HashMap<$id, $value>, Shared> {
                let ($rows, $db) = (self, self.core.db().reader());
                let $keys = keys.iter().cloned();
                let read: mulin_domain::Result<_> = $read.await;
                Ok(read
                    .map_err(Arc::new)?
                    .into_iter()
                    .map(|$row| $key)
                    .collect())
            }
        }
    };
}

pub(super) use by_id;

by_id!(AreaId => area::Model, |_rows, db, keys| places::areas(db, keys), |row| (row.id, row));
by_id!(VenueId => venue::Model, |_rows, db, keys| places::venues(db, keys), |row| (row.id, row));
by_id!(
    PersonId => person::Model,
    |rows, db, keys| people::shown_people(db, &rows.actor, keys.collect()),
    |shown| shown
);
by_id!(
    EventId => Arc<EventView>,
    |rows, db, keys| visible_events(db, &rows.actor, keys),
    |row| (row.id, Arc::new(row))
);

by_id!(
    HouseholdId => household::Model,
    |rows, db, keys| people::visible_households(db, &rows.actor, keys),
    |row| (row.id, row)
);

// A grant of whomever: the caller asks whether it may be seen.
by_id!(
    RoleGrantId => role_grant::Model,
    |_rows, db, keys| people::grants(db, keys),
    |row| (row.id, row)
);

by_id!(
    SessionId => session::Model,
    |rows, db, keys| sessions::visible_sessions(db, &rows.actor, keys, rows.core.now()),
    |row| (row.id, row)
);

/// The actor's own answer to an event; by a personal link, to its event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ViewerRsvp(pub EventId);

impl Loader<ViewerRsvp> for Rows {
    type Value = rsvp::Model;
    type Error = Shared;

    async fn load(&self, keys: &[ViewerRsvp]) -> Result<HashMap<ViewerRsvp, rsvp::Model>, Shared> {
        let Some(viewer) = self.actor.doer() else {
            return Ok(HashMap::new());
        };
        let only = self.actor.link().map(|link| link.event_id);
        let events = keys.iter().map(|ViewerRsvp(event)| *event);
        let events = events.filter(|event| only.is_none_or(|only| only == *event));
        let rows = rsvps::of_viewer(self.core.db().reader(), viewer, events).await;
        Ok(rows
            .map_err(Arc::new)?
            .into_iter()
            .map(|row| (ViewerRsvp(row.event_id), row))
            .collect())
    }
}

/// The first of those who come to an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttendeesOf {
    /// The event.
    pub event: EventId,
    /// How many.
    pub first: u64,
}

impl Loader<AttendeesOf> for Rows {
    type Value = Vec<Attendee>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[AttendeesOf],
    ) -> Result<HashMap<AttendeesOf, Vec<Attendee>>, Shared> {
        let mut lists: HashMap<AttendeesOf, Vec<Attendee>> = HashMap::new();
        for (first, events) in grouped(keys.iter().map(|key| (key.first, key.event))) {
            let read = rsvp_lists::attendees(self.core.db().reader(), &events, first).await;
            for row in read.map_err(Arc::new)? {
                lists
                    .entry(AttendeesOf {
                        event: row.event_id,
                        first,
                    })
                    .or_default()
                    .push(row);
            }
        }
        Ok(lists)
    }
}

/// A page of the answers to an event, for those who run it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RsvpsOf {
    /// The event.
    pub event: EventId,
    /// In these states; any if empty.
    pub states: Vec<RsvpState>,
    /// Which part.
    pub page: Page<RsvpId>,
}

impl Loader<RsvpsOf> for Rows {
    type Value = Slice<rsvp::Model>;
    type Error = Shared;

    async fn load(&self, keys: &[RsvpsOf]) -> Result<HashMap<RsvpsOf, Slice<rsvp::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.states.clone(), key.page.clone()), key.event));
        for ((states, page), events) in grouped(questions) {
            let db = self.core.db().reader();
            let read = rsvp_lists::of_events(db, &events, &states, &page).await;
            for (event, slice) in read.map_err(Arc::new)? {
                pages.insert(
                    RsvpsOf {
                        event,
                        states: states.clone(),
                        page: page.clone(),
                    },
                    slice,
                );
            }
        }
        Ok(pages)
    }
}

/// Keys that ask the same question of different objects are answered together.
pub(super) fn grouped<Q: Eq + std::hash::Hash, T>(
    keys: impl Iterator<Item = (Q, T)>,
) -> HashMap<Q, Vec<T>> {
    let mut groups: HashMap<Q, Vec<T>> = HashMap::new();
    for (question, object) in keys {
        groups.entry(question).or_default().push(object);
    }
    groups
}

macro_rules! pages_of_areas {
    ($($(#[$doc:meta])* $key:ident, $id:ty, $row:ty, $read:path;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $key {
            /// Whose.
            pub area: AreaId,
            /// Which part.
            pub page: Page<(String, $id)>,
        }

        impl Loader<$key> for Rows {
            type Value = Slice<$row>;
            type Error = Shared;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Slice<$row>>, Shared> {
                let mut pages = HashMap::new();
                let questions = keys.iter().map(|key| (key.page.clone(), key.area));
                for (page, areas) in grouped(questions) {
                    let read = $read(self.core.db().reader(), &areas, &page).await;
                    for (area, slice) in read.map_err(Arc::new)? {
                        pages.insert($key { area, page: page.clone() }, slice);
                    }
                }
                Ok(pages)
            }
        }
    )+};
}

pub(super) use pages_of_areas;

pages_of_areas! {
    /// A page of the areas right below one.
    ChildrenOf, AreaId, area::Model, places::areas_below;
    /// A page of the venues that an area runs.
    VenuesOf, VenueId, venue::Model, places::venues_of;
}

/// An answer that the actor may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VisibleRsvp(pub RsvpId);

impl Loader<VisibleRsvp> for Rows {
    type Value = rsvp::Model;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[VisibleRsvp],
    ) -> Result<HashMap<VisibleRsvp, rsvp::Model>, Shared> {
        let ids = keys.iter().map(|VisibleRsvp(id)| *id);
        let db = self.core.db().reader();
        let rows = rsvps::rsvps(db, ids).await.map_err(Arc::new)?;
        let may_see = |(row, area_path): &(rsvp::Model, String), acts_for| {
            mulin_domain::rsvp::policy::may_see(&self.actor, row, area_path, acts_for)
        };
        let hidden = rows.iter().filter(|row| !may_see(row, false));
        let whose = hidden.map(|(row, _)| row.person_id);
        let acted_for = acted_for(db, &self.actor, whose, self.core.now()).await;
        let acted_for = acted_for.map_err(Arc::new)?;
        Ok(rows
            .into_iter()
            .filter(|row| may_see(row, acted_for.contains(&row.0.person_id)))
            .map(|(row, _)| (VisibleRsvp(row.id), row))
            .collect())
    }
}

/// How many parties wait before a waiting one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AheadOf(pub RsvpId);
by_id!(
    AheadOf => i64,
    |_rows, db, keys| waitlist_store::ahead_of(db, keys.map(|AheadOf(id)| id)),
    |row| (AheadOf(row.0), row.1)
);

/// The name of somebody whose answer or part the actor may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameOf(pub PersonId);
by_id!(
    NameOf => String,
    |_rows, db, keys| rsvps::names(db, keys.map(|NameOf(id)| id)),
    |row| (NameOf(row.0), row.1)
);

/// The addresses of somebody whose addresses the actor may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactsOf(pub PersonId);

impl Loader<ContactsOf> for Rows {
    type Value = Vec<Contact>;
    type Error = Shared;

    async fn load(&self, keys: &[ContactsOf]) -> Result<HashMap<ContactsOf, Vec<Contact>>, Shared> {
        let people = keys.iter().map(|ContactsOf(person)| *person);
        let rows = people::contacts(&self.core, self.core.db().reader(), people).await;
        let mut contacts: HashMap<ContactsOf, Vec<Contact>> = HashMap::new();
        for contact in rows.map_err(Arc::new)? {
            contacts
                .entry(ContactsOf(contact.row.person_id))
                .or_default()
                .push(contact);
        }
        Ok(contacts)
    }
}

/// The first of these addresses of one kind, opened. The caller has asked a policy.
pub async fn contact(
    ctx: &Context<'_>,
    person: PersonId,
    kind: ContactKind,
) -> Result<Option<String>> {
    let contacts = load(ctx, ContactsOf(person)).await?.unwrap_or_default();
    Ok(contacts
        .into_iter()
        .find(|contact| contact.row.kind == kind)
        .map(|contact| contact.address))
}
