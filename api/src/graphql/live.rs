//! What a subscription's resolver and whoever runs it tell each other.
//!
//! A resolver answers one state, the present one, each time it is run; what decides when, and for
//! whom, is [`crate::live`].

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, Result};
use futures_util::stream::{self, Stream};
use mulin_domain::Error;
use mulin_domain::event::view::EventView;
use mulin_domain::topics::Topic;
use mulin_entities::{EventId, RsvpId};

use super::context::ContextExt;
use super::errors::top_level;
use super::id::decode;
use super::loaders::{VisibleRsvp, load};
use super::rsvp::types::Rsvp;
use crate::graphql::errors;

/// Answers that one state tells of.
pub const MOST_RSVPS: usize = 50;

/// Why a subscription is run.
#[derive(Debug, Default)]
pub struct Run {
    /// Whether somebody subscribes just now and wants to see how things stand.
    pub opening: bool,
    /// Answers that changed since the last state.
    pub rsvps: Vec<RsvpId>,
    /// Whether others changed too, that nobody names.
    pub more: bool,
    /// What the resolver says of itself.
    pub watched: OnceLock<Watched>,
}

/// What a subscription watches, and who may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// What changes.
    pub topic: Topic,
    /// Whether anybody may see all of it, and everybody sees the same.
    pub open_to_all: bool,
}

/// The run that a resolver is part of.
pub fn current<'a>(ctx: &Context<'a>) -> &'a Arc<Run> {
    ctx.data_unchecked::<Arc<Run>>()
}

/// The present state and no more; nothing if there is nothing to tell.
pub fn state<T>(state: Option<T>) -> impl Stream<Item = T> {
    stream::iter(state)
}

/// The event that is watched. Errors: NOT_FOUND for what the caller may not see.
pub async fn watched_event(ctx: &Context<'_>, id: &async_graphql::ID) -> Result<Arc<EventView>> {
    let missing = || top_level(ctx, &Error::not_found("eventId"));
    let id = decode::<EventId>(id).map_err(|_| missing())?;
    load(ctx, id).await?.ok_or_else(missing)
}

/// Those of the answers that changed which the caller may see, in the order of their changes.
pub async fn changed(ctx: &Context<'_>) -> Result<Vec<Rsvp>> {
    let ids = &current(ctx).rsvps;
    let keys = ids.iter().map(|id| VisibleRsvp(*id));
    let rows = ctx.rows().load_many(keys).await;
    let mut rows = rows.map_err(|error| errors::top_level(ctx, &error))?;
    let shown = ids.iter().filter_map(|id| rows.remove(&VisibleRsvp(*id)));
    Ok(shown.map(Rsvp).collect())
}
