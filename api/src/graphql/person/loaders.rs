//! Roles over areas, and for whom the caller may act, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::person::{acting, store as people};
use mulin_entities::{AreaId, PersonId, RoleGrantId, role_grant};

use crate::graphql::loaders::{Rows, Shared, grouped};

/// A page of the roles over an area that count now or will. The caller has asked the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GrantsOver {
    /// Which area.
    pub area: AreaId,
    /// Which part.
    pub page: Page<RoleGrantId>,
}

impl Loader<GrantsOver> for Rows {
    type Value = Slice<role_grant::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[GrantsOver],
    ) -> Result<HashMap<GrantsOver, Slice<role_grant::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.area));
        for (page, areas) in grouped(questions) {
            let (db, now) = (self.core.db().reader(), self.core.now());
            let read = people::grants_over(db, &areas, now, &page).await;
            for (area, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(GrantsOver { area, page }, slice);
            }
        }
        Ok(pages)
    }
}

/// Whether the actor may act for somebody now; there is a value if so. Oneself is among them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActedFor(pub PersonId);

impl Loader<ActedFor> for Rows {
    type Value = ();
    type Error = Shared;

    async fn load(&self, keys: &[ActedFor]) -> Result<HashMap<ActedFor, ()>, Shared> {
        let (db, now) = (self.core.db().reader(), self.core.now());
        let people = keys.iter().map(|ActedFor(person)| *person);
        let acted_for = acting::store::acted_for(db, &self.actor, people, now).await;
        let acted_for = acted_for.map_err(Arc::new)?.into_iter();
        Ok(acted_for.map(|person| (ActedFor(person), ())).collect())
    }
}

/// Whether somebody agreed to be acted for by their steward; there is a value if so.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Agreed(pub PersonId);

impl Loader<Agreed> for Rows {
    type Value = ();
    type Error = Shared;

    async fn load(&self, keys: &[Agreed]) -> Result<HashMap<Agreed, ()>, Shared> {
        let (db, now) = (self.core.db().reader(), self.core.now());
        let people = keys.iter().map(|Agreed(person)| *person);
        let agreed = acting::store::agreed(db, people, now).await;
        let agreed = agreed.map_err(Arc::new)?.into_iter();
        Ok(agreed.map(|person| (Agreed(person), ())).collect())
    }
}

/// The roles of somebody that count now or will, for policies to look at.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GrantsOf(pub PersonId);

impl Loader<GrantsOf> for Rows {
    type Value = Vec<role_grant::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[GrantsOf],
    ) -> Result<HashMap<GrantsOf, Vec<role_grant::Model>>, Shared> {
        let (db, now) = (self.core.db().reader(), self.core.now());
        let read = people::grants_of(db, keys.iter().map(|GrantsOf(person)| *person), now).await;
        let mut grants: HashMap<GrantsOf, Vec<role_grant::Model>> = HashMap::new();
        for row in read.map_err(Arc::new)? {
            grants.entry(GrantsOf(row.person_id)).or_default().push(row);
        }
        Ok(grants)
    }
}
