//! Messages in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::delivery::log;
use mulin_domain::page::{Page, Slice};
use mulin_entities::{DeliveryId, PersonId, delivery};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// A message to whomever: the caller asks whether it may be seen.
by_id!(
    DeliveryId => delivery::Model,
    |_rows, db, keys| log::deliveries(db, keys),
    |row| (row.id, row)
);

/// A page of the messages to somebody. The caller has asked whether they may be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DeliveriesOf {
    /// To whom.
    pub person: PersonId,
    /// Which part.
    pub page: Page<DeliveryId>,
}

impl Loader<DeliveriesOf> for Rows {
    type Value = Slice<delivery::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[DeliveriesOf],
    ) -> Result<HashMap<DeliveriesOf, Slice<delivery::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.person));
        for (page, people) in grouped(questions) {
            let read = log::of_people(self.core.db().reader(), &people, &page).await;
            for (person, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(DeliveriesOf { person, page }, slice);
            }
        }
        Ok(pages)
    }
}
