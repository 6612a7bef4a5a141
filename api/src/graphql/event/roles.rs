//! Parts in one event, as they were given.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_entities::event_role;

use super::enums::EventRole;
use super::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::person::types::Person;
use crate::graphql::scalars::DateTime;

/// Somebody's part in one event, as the holder and those who run the event see it.
#[derive(Clone, Description)]
pub struct EventRoleGrant(pub event_role::Model);

#[Object(use_type_description)]
impl EventRoleGrant {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What it allows.
    async fn role(&self) -> EventRole {
        self.0.role.into()
    }

    /// The event; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// Name of who holds it; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        load(ctx, NameOf(self.0.person_id)).await
    }

    /// The record of who holds it; null if the caller may not see it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }

    /// When it was given.
    async fn granted_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was taken back; null while it counts.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}
