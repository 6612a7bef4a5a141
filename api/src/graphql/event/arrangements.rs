//! What is arranged for an event: its series, its programme, whom it invites, and what it asks.

use async_graphql::{Context, Object, Result};
use mulin_domain::event::policy;
use mulin_entities::{EventState, invitation, invitation_link};

use super::loaders::ProgrammeOf;
use super::programme_items::ProgrammeItem;
use super::types::Event;
use crate::calendar_feed::address;
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::invitation::loaders::{InvitationLinksOf, InvitationsOf};
use crate::graphql::invitation::types::{
    Invitation, InvitationConnection, InvitationLink, InvitationLinkConnection,
};
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;
use crate::graphql::question::loaders::QuestionsOf;
use crate::graphql::question::types::Question;
use crate::graphql::series::occurrence::{Occurrence, of_event};

/// Fields of [`Event`], which takes them up as its own.
pub struct EventArrangements(pub(super) Event);

#[Object]
impl EventArrangements {
    /// Its place in a series; null for a single event.
    async fn occurrence(&self, ctx: &Context<'_>) -> Result<Option<Occurrence>> {
        of_event(ctx, &self.0.view).await
    }

    /// Address of the event as a calendar's file (iCalendar), which calendars may also read again and
    /// again. What not everybody may see takes the access token; null of a draft, and if the operator has
    /// not said where this server is reached.
    async fn calendar_url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.request().public_url.as_ref()?;
        let event = &self.0.view;
        let id = encode(event.root_area_id, event.id);
        (event.state != EventState::Draft).then(|| address::of_event(base, &id))
    }

    /// The programme in order of time.
    #[graphql(complexity = "20 * child_complexity")]
    async fn programme(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeItem>> {
        let items = load(ctx, ProgrammeOf(self.0.view.id))
            .await?
            .unwrap_or_default();
        let (starts_at, root) = (self.0.view.starts_at, self.0.view.root_area_id);
        Ok(items
            .into_iter()
            .map(|item| ProgrammeItem {
                item,
                starts_at,
                root,
            })
            .collect())
    }

    /// Who was invited to it, in the order in which that was done, for those who run it; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<InvitationConnection>> {
        if !policy::manages(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        let page = page_by_id(first, after, last, before)?;
        let event = self.0.view.id;
        let slice = load(ctx, InvitationsOf { event, page }).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &invitation::Model| Key(row.id);
        Ok(Some(InvitationConnection::new(slice, key, Invitation)))
    }

    /// The links that invite to it, in the order in which they were made, for those who run it; null for
    /// others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn invitation_links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<InvitationLinkConnection>> {
        if !policy::manages(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        let page = page_by_id(first, after, last, before)?;
        let event = self.0.view.id;
        let slice = load(ctx, InvitationLinksOf { event, page }).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &invitation_link::Model| Key(row.id);
        Ok(Some(InvitationLinkConnection::new(
            slice,
            key,
            InvitationLink::from,
        )))
    }

    /// What it asks of those who answer it, in order: the form as it is now.
    #[graphql(complexity = "10 * child_complexity")]
    async fn questions(&self, ctx: &Context<'_>) -> Result<Vec<Question>> {
        let form = load(ctx, QuestionsOf(self.0.view.id)).await?;
        let form = form.unwrap_or_default().into_iter();
        Ok(form.map(Question).collect())
    }
}
