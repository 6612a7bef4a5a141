//! Invitations, and links that give them.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::event::policy;
use mulin_domain::invitation::NewInvitationLink;
use mulin_entities::{EventId, invitation, invitation_link};

use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::households::Household;
use crate::graphql::person::types::Person;
use crate::graphql::place::types::Area;
use crate::graphql::scalars::DateTime;
use crate::link_page;

/// An invitation of one person, one household, or everybody of an area, to one event, as those who run
/// the event see it.
#[derive(Clone, Description)]
pub struct Invitation(pub invitation::Model);

connection! {
    /// Invitations.
    InvitationConnection, InvitationEdge, Invitation
}

/// Whether the caller runs the event.
pub async fn runs(ctx: &Context<'_>, event: EventId) -> Result<bool> {
    let facts = load(ctx, EventFacts(event)).await?;
    Ok(facts.is_some_and(|facts| policy::manages(ctx.actor(), event, &facts.area_path)))
}

#[Object(use_type_description)]
impl Invitation {
    /// Global id, for `revokeInvitation`.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// The event; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// Name of the person who is invited; null if it is no single person, or not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match self.0.person_id {
            Some(person) => load(ctx, NameOf(person)).await,
            None => Ok(None),
        }
    }

    /// The record of the person who is invited; null if it is no single person, or the caller may not
    /// see it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.0.person_id {
            Some(person) => Ok(load(ctx, person).await?.map(Person)),
            None => Ok(None),
        }
    }

    /// The household that is invited; null if it is none, or the caller may not see it.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        match self.0.household_id {
            Some(household) => Ok(load(ctx, household).await?.map(Household)),
            None => Ok(None),
        }
    }

    /// The area of which everybody is invited; null if it is none.
    async fn area(&self, ctx: &Context<'_>) -> Result<Option<Area>> {
        match self.0.area_id {
            Some(area) => Ok(load(ctx, area).await?.map(Area)),
            None => Ok(None),
        }
    }

    /// Whether the person took it from a link.
    async fn is_by_link(&self) -> bool {
        self.0.link_id.is_some()
    }

    /// Who invited, or made the link.
    async fn invited_by(&self) -> Doer {
        Doer(self.0.invited_by)
    }

    /// When that was, or the link was opened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was taken back; null while it stands.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }
}

/// A link that invites whoever opens it, signed in, to one event, as those who run the event see it.
#[derive(Clone, Description)]
pub struct InvitationLink {
    /// The link.
    pub link: invitation_link::Model,
    /// What is handed on, if it was just made.
    pub token: Option<String>,
}

connection! {
    /// Links that invite.
    InvitationLinkConnection, InvitationLinkEdge, InvitationLink
}

impl From<invitation_link::Model> for InvitationLink {
    fn from(link: invitation_link::Model) -> Self {
        Self { link, token: None }
    }
}

impl From<NewInvitationLink> for InvitationLink {
    fn from(new: NewInvitationLink) -> Self {
        Self {
            link: new.link,
            token: new.token,
        }
    }
}

#[Object(use_type_description)]
impl InvitationLink {
    /// Global id, for `revokeInvitationLink`.
    pub(crate) async fn id(&self) -> ID {
        encode(self.link.root_area_id, self.link.id)
    }

    /// What `acceptInvitation` takes: hand on `url`, or put it into an address of your client. It is
    /// told once, to whoever made the link; null ever after, also when `createInvitationLink` is
    /// repeated with its idempotency key: make another link if it was lost.
    async fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The address to hand on, of a page that shows the event and says how to take the invitation: it
    /// ends in the token without its `invite_`; null where `token` is, and if the operator has not said
    /// where this server is reached.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.request().public_url.as_ref()?;
        Some(link_page::invitation_address(base, self.token.as_deref()?))
    }

    /// How many people it invites.
    async fn max_uses(&self) -> i32 {
        self.link.max_uses
    }

    /// How many it has invited.
    async fn uses(&self) -> i32 {
        self.link.uses
    }

    /// Who made it.
    async fn created_by(&self) -> Doer {
        Doer(self.link.created_by)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.link.created_at)
    }

    /// Until when it counts. It moves with the event.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.link.expires_at)
    }

    /// When it was taken back; null if it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.link.revoked_at.map(DateTime)
    }
}
