//! Preferences and the ledger of channels, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::notification::{ChannelChoice, consent_store, consents, preference_store};
use mulin_domain::page::{Page, Slice};
use mulin_entities::{ChannelConsentId, PersonId, channel_consent, notification_preference};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// An entry of whomever: the caller asks whether it may be seen.
by_id!(
    ChannelConsentId => channel_consent::Model,
    |_rows, db, keys| consent_store::entries(db, keys),
    |row| (row.id, row)
);

/// What somebody said of how they want to be told. The caller has asked the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PreferenceOf(pub PersonId);
by_id!(
    PreferenceOf => notification_preference::Model,
    |_rows, db, keys| preference_store::of_people(db, keys.map(|PreferenceOf(id)| id)),
    |row| (PreferenceOf(row.person_id), row)
);

/// What somebody's words on channels are now. The caller has asked the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChoicesOf(pub PersonId);

impl Loader<ChoicesOf> for Rows {
    type Value = Vec<ChannelChoice>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ChoicesOf],
    ) -> Result<HashMap<ChoicesOf, Vec<ChannelChoice>>, Shared> {
        let people: Vec<PersonId> = keys.iter().map(|ChoicesOf(person)| *person).collect();
        let read = consents::choices(self.core.db().reader(), &people).await;
        let read = read.map_err(Arc::new)?.into_iter();
        Ok(read
            .map(|(person, choices)| (ChoicesOf(person), choices))
            .collect())
    }
}

/// A page of somebody's ledger. The caller has asked the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ChannelConsentsOf {
    /// Whose.
    pub person: PersonId,
    /// Which part.
    pub page: Page<ChannelConsentId>,
}

impl Loader<ChannelConsentsOf> for Rows {
    type Value = Slice<channel_consent::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ChannelConsentsOf],
    ) -> Result<HashMap<ChannelConsentsOf, Slice<channel_consent::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.person));
        for (page, people) in grouped(questions) {
            let read = consent_store::of_people(self.core.db().reader(), &people, &page).await;
            for (person, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(ChannelConsentsOf { person, page }, slice);
            }
        }
        Ok(pages)
    }
}
