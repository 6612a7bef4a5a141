//! Links by which one person sees one event and answers it without signing in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, ID, Object};
use mulin_domain::rsvp::{LinkToken, NewLink, link_store};
use mulin_entities::{PersonalLinkId, personal_link};

use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{Rows, Shared, by_id};
use crate::graphql::scalars::DateTime;
use crate::link_page;

/// A link by which its bearer, without signing in, sees one event and answers it for one person, or
/// takes that answer back; nothing else. Whoever has it may do so, so it is sent to that person alone.
#[derive(Clone, Description)]
pub struct PersonalLink {
    /// The link.
    pub link: personal_link::Model,
    /// What its bearer shows, if it was just made.
    pub token: Option<LinkToken>,
}

impl From<personal_link::Model> for PersonalLink {
    fn from(link: personal_link::Model) -> Self {
        Self { link, token: None }
    }
}

impl From<NewLink> for PersonalLink {
    fn from(new: NewLink) -> Self {
        Self {
            link: new.link,
            token: new.token,
        }
    }
}

#[Object(use_type_description)]
impl PersonalLink {
    /// Global id, for `revokePersonalLink`.
    pub(crate) async fn id(&self) -> ID {
        encode(self.link.root_area_id, self.link.id)
    }

    /// What its bearer sends as `Authorization: Bearer …`. It is told once, to whoever made the link;
    /// null ever after, also when `createPersonalLink` is repeated with its idempotency key: make
    /// another link if it was lost.
    async fn token(&self) -> Option<&str> {
        self.token.as_ref().map(LinkToken::bearer)
    }

    /// The address to hand on, of a page that needs no app: it ends in the token without its `link_`;
    /// null where `token` is, and if the operator has not said where this server is reached.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.request().public_url.as_ref()?;
        Some(link_page::address(base, self.token.as_ref()?))
    }

    /// Until when it counts: the end of the event, wherever it is moved to.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.link.expires_at)
    }

    /// When it was taken back; null if it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.link.revoked_at.map(DateTime)
    }
}

by_id!(
    PersonalLinkId => personal_link::Model,
    |rows, db, keys| link_store::visible_links(db, &rows.actor, keys),
    |row| (row.id, row)
);
