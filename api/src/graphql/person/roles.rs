//! Roles over subtrees of areas.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_entities::role_grant;

use super::types::Person;
use crate::connection;
use crate::graphql::id::encode;
use crate::graphql::loaders::{load, required};
use crate::graphql::place::types::Area;
use crate::graphql::scalars::DateTime;

/// What a grant lets its holder do within the granted subtree. Roles may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Role")]
pub enum Role {
    /// Runs the platform for the subtree; holds every other role in it.
    Admin,
    /// Plans events for the subtree.
    Organiser,
    /// 格长、邻长: looks after the people of the subtree.
    Steward,
}

/// A role over an area subtree, from a time until a time.
#[derive(Clone, Description)]
pub struct RoleGrant(pub role_grant::Model);

connection! {
    /// Roles in the order in which they were given.
    RoleGrantConnection, RoleGrantEdge, RoleGrant
}

#[Object(use_type_description)]
impl RoleGrant {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What it allows.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Top of the subtree.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// Who holds it; null if the caller may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }

    /// From when it counts.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// Until when it counts; null for open.
    async fn valid_until(&self) -> Option<DateTime> {
        self.0.valid_until.map(DateTime)
    }
}
