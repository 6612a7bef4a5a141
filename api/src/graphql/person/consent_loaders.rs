//! Consents in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::person::consent;
use mulin_entities::{AreaId, ConsentId, PersonId, consent as consent_table};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// A consent of whomever: the caller asks whether it may be seen.
by_id!(
    ConsentId => consent_table::Model,
    |_rows, db, keys| consent::store::consents(db, keys),
    |row| (row.id, row)
);

/// What shows that a consent was given, as far as the actor may see it. That it was read is noted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EvidenceOf(pub ConsentId);

impl Loader<EvidenceOf> for Rows {
    type Value = String;
    type Error = Shared;

    async fn load(&self, keys: &[EvidenceOf]) -> Result<HashMap<EvidenceOf, String>, Shared> {
        let ids = keys.iter().map(|EvidenceOf(id)| *id).collect();
        let read = consent::evidence::of_consents(&self.core, &self.actor, ids).await;
        let read = read.map_err(Arc::new)?.into_iter();
        Ok(read.map(|(id, text)| (EvidenceOf(id), text)).collect())
    }
}

/// A page of somebody's consents. The caller has asked the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConsentsOf {
    /// Whose.
    pub person: PersonId,
    /// Which part.
    pub page: Page<ConsentId>,
}

impl Loader<ConsentsOf> for Rows {
    type Value = Slice<consent_table::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ConsentsOf],
    ) -> Result<HashMap<ConsentsOf, Slice<consent_table::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.person));
        for (page, people) in grouped(questions) {
            let db = self.core.db().reader();
            let read = consent::store::of_people(db, &people, &page).await;
            for (person, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(ConsentsOf { person, page }, slice);
            }
        }
        Ok(pages)
    }
}

/// A page of the consents of an area that wait for an officer. The caller has asked the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ToConfirm {
    /// Top of the subtree.
    pub area: AreaId,
    /// Which part.
    pub page: Page<consent::store::ConfirmKey>,
}

impl Loader<ToConfirm> for Rows {
    type Value = Slice<consent_table::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ToConfirm],
    ) -> Result<HashMap<ToConfirm, Slice<consent_table::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.area));
        for (page, areas) in grouped(questions) {
            let (db, now) = (self.core.db().reader(), self.core.now());
            let read = consent::store::to_confirm(db, &areas, now, &page).await;
            for (area, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(ToConfirm { area, page }, slice);
            }
        }
        Ok(pages)
    }
}
