//! Lists, check-ins, codes and no-shows, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::check_in::{keys, list_store, no_show, store};
use mulin_entities::*;

use crate::graphql::loaders::{Rows, Shared, by_id};

// A list, of whatever event: the caller asks whether it may be seen.
by_id!(
    CheckInListId => check_in_list::Model,
    |_rows, db, keys| list_store::lists(db, keys),
    |row| (row.id, row)
);

// A check-in, at whatever event: the caller asks whether it may be seen.
by_id!(
    CheckInId => check_in::Model,
    |_rows, db, keys| store::check_ins(db, keys),
    |row| (row.id, row)
);

/// The unit that those live in who were checked in, if they are known.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HomeOf(pub CheckInId);
by_id!(
    HomeOf => String,
    |_rows, db, keys| store::unit_paths(db, keys.map(|HomeOf(id)| id)),
    |row| (HomeOf(row.0), row.1)
);

/// Whether the party of an answer stayed away, where that can be told. The caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StayedAway(pub RsvpId);
by_id!(
    StayedAway => bool,
    |rows, db, keys| no_show::of_rsvps(db, keys.map(|StayedAway(id)| id), rows.core.now()),
    |row| (StayedAway(row.0), row.1)
);

/// Whether the party of an answer is on its event's own list. The caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct IsIn(pub RsvpId);
by_id!(
    IsIn => (),
    |_rows, db, keys| store::on_own_lists(db, keys.map(|IsIn(id)| id)),
    |id| (IsIn(id), ())
);

/// The lists of an event, its own first. The caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListsOf(pub EventId);

impl Loader<ListsOf> for Rows {
    type Value = Vec<check_in_list::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ListsOf],
    ) -> Result<HashMap<ListsOf, Vec<check_in_list::Model>>, Shared> {
        let events = keys.iter().map(|ListsOf(event)| *event).collect();
        let rows = list_store::of_events(&self.core, events).await;
        let mut lists: HashMap<ListsOf, Vec<check_in_list::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            lists.entry(ListsOf(row.event_id)).or_default().push(row);
        }
        Ok(lists)
    }
}

/// The public key of an event's codes. The caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKeyOf(pub EventId);

impl Loader<PublicKeyOf> for Rows {
    type Value = Vec<u8>;
    type Error = Shared;

    async fn load(&self, keys: &[PublicKeyOf]) -> Result<HashMap<PublicKeyOf, Vec<u8>>, Shared> {
        let events = keys.iter().map(|PublicKeyOf(event)| *event).collect();
        let rows = keys::of_events(&self.core, events)
            .await
            .map_err(Arc::new)?;
        let public = |row: check_in_key::Model| (PublicKeyOf(row.event_id), row.public_key);
        Ok(rows.into_iter().map(public).collect())
    }
}

/// The code of an answer that comes. The caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeOf {
    /// To which event.
    pub event: EventId,
    /// Which answer.
    pub rsvp: RsvpId,
}

impl Loader<CodeOf> for Rows {
    type Value = String;
    type Error = Shared;

    async fn load(&self, keys: &[CodeOf]) -> Result<HashMap<CodeOf, String>, Shared> {
        let answers: Vec<_> = keys.iter().map(|key| (key.event, key.rsvp)).collect();
        let codes = keys::codes(&self.core, &answers).await.map_err(Arc::new)?;
        let text = |code: keys::EntryCode| {
            let (event, rsvp) = (code.event_id(), code.rsvp_id());
            (CodeOf { event, rsvp }, code.text())
        };
        Ok(codes.into_iter().map(text).collect())
    }
}
