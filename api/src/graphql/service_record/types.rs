//! What volunteers did.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::service_record::policy;
use mulin_entities::{ServiceRecordId, service_record};

use super::loaders::CorrectedBy;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::person::acting::Doer;
use crate::graphql::scalars::DateTime;
use crate::graphql::volunteer::of_person::Volunteer;
use crate::graphql::volunteer::types::Team;

/// What a volunteer did, as somebody else certified it. It is never edited: what is wrong about it is put
/// right by another record. For those who may see what the volunteer has done, and those who certify it.
#[derive(Clone, Description)]
pub struct ServiceRecord(pub service_record::Model);

connection! {
    /// Records, the newest first.
    ServiceRecordConnection, ServiceRecordEdge, ServiceRecord
}

impl ServiceRecord {
    /// The record, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: ServiceRecordId) -> Result<Option<Self>> {
        match load(ctx, id).await? {
            Some(row) => Self::of(ctx, row).await,
            None => Ok(None),
        }
    }

    /// The same of its row.
    pub async fn of(ctx: &Context<'_>, row: service_record::Model) -> Result<Option<Self>> {
        if let Some(event) = load(ctx, row.event_id).await?
            && policy::certifies(ctx.actor(), event.id, &event.area_path, &row)
        {
            return Ok(Some(Self(row)));
        }
        let seen = match row.person_id {
            Some(person) => Volunteer::if_visible(ctx, person).await?.is_some(),
            None => false,
        };
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl ServiceRecord {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Who did it; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match self.0.person_id {
            Some(person) => load(ctx, NameOf(person)).await,
            None => Ok(None),
        }
    }

    /// What they did.
    async fn content(&self) -> &str {
        &self.0.content
    }

    /// Where; null if not told.
    async fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// Since when.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// For how many minutes, never more than the shift had.
    async fn minutes(&self) -> i32 {
        self.0.minutes
    }

    /// Who certified it; null if that person is not known any more.
    async fn certified_by(&self) -> Option<Doer> {
        self.0.certified_by.map(Doer)
    }

    /// When.
    async fn certified_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// The record in whose place it stands; null if it is the first.
    async fn corrects(&self, ctx: &Context<'_>) -> Result<Option<ServiceRecord>> {
        match self.0.corrects {
            Some(id) => Box::pin(Self::if_visible(ctx, id)).await,
            None => Ok(None),
        }
    }

    /// Why that one was not right; null if it is the first.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The record that stands in its place; null if it stands itself.
    async fn corrected_by(&self, ctx: &Context<'_>) -> Result<Option<ServiceRecord>> {
        match load(ctx, CorrectedBy(self.0.id)).await? {
            Some(row) => Box::pin(Self::of(ctx, row)).await,
            None => Ok(None),
        }
    }

    /// The team of the shift; null if there was none, or nobody is signed in.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        match self.0.team_id {
            Some(team) => Ok(load(ctx, team).await?.map(Team)),
            None => Ok(None),
        }
    }

    /// The event; null if the caller may not see it.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }
}
