//! Contact points, needs, diets and registrations in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::person::diet::{self, Diet};
use mulin_domain::person::need::{self, Needs};
use mulin_domain::person::{contact, registration};
use mulin_entities::{AreaId, ContactPointId, PersonId, contact_point, person};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// A contact point of whomever: the caller asks whether it may be seen.
by_id!(
    ContactPointId => contact_point::Model,
    |_rows, db, keys| contact::store::contact_points(db, keys),
    |row| (row.id, row)
);

/// What somebody needs, as far as the actor may see it. That it was read is noted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NeedsOf(pub PersonId);

impl Loader<NeedsOf> for Rows {
    type Value = Needs;
    type Error = Shared;

    async fn load(&self, keys: &[NeedsOf]) -> Result<HashMap<NeedsOf, Needs>, Shared> {
        let people = keys.iter().map(|NeedsOf(person)| *person).collect();
        let read = need::of_people(&self.core, &self.actor, people).await;
        let read = read.map_err(Arc::new)?.into_iter();
        Ok(read
            .map(|(person, needs)| (NeedsOf(person), needs))
            .collect())
    }
}

/// What somebody cannot or does not eat, as far as the actor may see it. That it was read is noted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DietOf(pub PersonId);

impl Loader<DietOf> for Rows {
    type Value = Diet;
    type Error = Shared;

    async fn load(&self, keys: &[DietOf]) -> Result<HashMap<DietOf, Diet>, Shared> {
        let people = keys.iter().map(|DietOf(person)| *person).collect();
        let read = diet::of_people(&self.core, &self.actor, people).await;
        let read = read.map_err(Arc::new)?.into_iter();
        Ok(read.map(|(person, diet)| (DietOf(person), diet)).collect())
    }
}

/// A page of the people of an area who wait to be confirmed. The caller has asked the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RegistrationsIn {
    /// Top of the subtree.
    pub area: AreaId,
    /// Which part.
    pub page: Page<PersonId>,
}

impl Loader<RegistrationsIn> for Rows {
    type Value = Slice<person::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RegistrationsIn],
    ) -> Result<HashMap<RegistrationsIn, Slice<person::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.area));
        for (page, areas) in grouped(questions) {
            let db = self.core.db().reader();
            let read = registration::store::pending_in(db, &areas, &page).await;
            for (area, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(RegistrationsIn { area, page }, slice);
            }
        }
        Ok(pages)
    }
}
