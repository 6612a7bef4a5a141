//! What a resolver may know of its request.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache};
use mulin_domain::{Actor, Core};
use url::Url;

use super::loaders::Rows;
use super::texts::Speech;
use crate::credentials::Credentials;
use crate::tokens::Tokens;
use crate::worker::compose::Composer;

/// Everything of one request.
pub struct RequestContext {
    /// The domain.
    pub core: Core,
    /// Who asks.
    pub actor: Actor,
    /// How the caller is spoken to.
    pub speech: Speech,
    /// The client's address, if its connection has one.
    pub client: Option<IpAddr>,
    /// Tells who shows what.
    pub credentials: Arc<Credentials>,
    /// Where clients reach this server, if that is known.
    pub public_url: Option<Url>,
    /// Writes what a call is to say.
    pub composer: Arc<Composer>,
    /// Issues access tokens.
    pub tokens: Arc<Tokens>,
    /// Reads rows in batches, as the actor may see them.
    pub rows: DataLoader<Rows, HashMapCache>,
}

/// Typed access to the request.
pub trait ContextExt<'a> {
    /// Everything of the request.
    fn request(&self) -> &'a RequestContext;
    /// The domain.
    fn core(&self) -> &'a Core {
        &self.request().core
    }
    /// Who asks.
    fn actor(&self) -> &'a Actor {
        &self.request().actor
    }
    /// Batched reads.
    fn rows(&self) -> &'a DataLoader<Rows, HashMapCache> {
        &self.request().rows
    }
}

impl<'a> ContextExt<'a> for Context<'a> {
    fn request(&self) -> &'a RequestContext {
        self.data_unchecked::<RequestContext>()
    }
}
