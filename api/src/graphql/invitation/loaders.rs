//! Invitations and the links that give them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::invitation::store;
use mulin_domain::page::{Page, Slice};
use mulin_entities::{EventId, InvitationId, InvitationLinkId, invitation, invitation_link};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// Whoever asks: the caller asks the policy of the event.
by_id!(
    InvitationId => invitation::Model,
    |_rows, db, keys| store::invitations(db, keys),
    |row| (row.id, row)
);
by_id!(
    InvitationLinkId => invitation_link::Model,
    |_rows, db, keys| store::links(db, keys),
    |row| (row.id, row)
);

macro_rules! pages_of_events {
    ($($(#[$doc:meta])* $key:ident, $id:ty, $row:ty, $read:path;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $key {
            /// The event.
            pub event: EventId,
            /// Which part.
            pub page: Page<$id>,
        }

        impl Loader<$key> for Rows {
            type Value = Slice<$row>;
            type Error = Shared;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Slice<$row>>, Shared> {
                let mut pages = HashMap::new();
                let questions = keys.iter().map(|key| (key.page.clone(), key.event));
                for (page, events) in grouped(questions) {
                    let read = $read(self.core.db().reader(), &events, &page).await;
                    for (event, slice) in read.map_err(Arc::new)? {
                        pages.insert($key { event, page: page.clone() }, slice);
                    }
                }
                Ok(pages)
            }
        }
    )+};
}

pages_of_events! {
    /// A page of the invitations to an event, for those who run it.
    InvitationsOf, InvitationId, invitation::Model, store::of_events;
    /// A page of the links that invite to an event, for those who run it.
    InvitationLinksOf, InvitationLinkId, invitation_link::Model, store::links_of_events;
}
