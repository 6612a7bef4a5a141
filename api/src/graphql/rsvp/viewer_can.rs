//! What the caller can do with an answer.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::rsvp::{can, policy};
use mulin_entities::{PersonId, PersonState, area, rsvp};

use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::loaders::load;
use crate::graphql::person::loaders::ActedFor;

/// What the caller can do with an answer now, for oneself or for the person: by the event's state and
/// terms, and the time.
#[derive(SimpleObject, Clone, Copy, Default)]
pub struct RsvpViewerCan {
    /// Change it, by answering the event again.
    pub change: bool,
    /// Take it back.
    pub withdraw: bool,
}

impl RsvpViewerCan {
    /// Of an answer that the caller may see.
    pub async fn of(ctx: &Context<'_>, rsvp: &rsvp::Model) -> Result<Self> {
        let is_own = policy::is_own(ctx.actor(), rsvp);
        if !is_own && load(ctx, ActedFor(rsvp.person_id)).await?.is_none() {
            return Ok(Self::default());
        }
        let now = ctx.core().now();
        let change = match load(ctx, rsvp.event_id).await? {
            Some(event) if is_own => can::respond(ctx.actor(), &event, now),
            Some(event) => {
                let unit = home(ctx, rsvp.person_id).await?;
                can::change_for(unit.as_ref().map(|unit| unit.path.as_str()), &event, now)
            }
            None => false,
        };
        let facts = load(ctx, EventFacts(rsvp.event_id)).await?;
        let withdraw = facts.is_some_and(|event| can::withdraw(rsvp, event.phase, now));
        Ok(Self { change, withdraw })
    }
}

/// Where somebody is known to live.
async fn home(ctx: &Context<'_>, person: PersonId) -> Result<Option<area::Model>> {
    let person = load(ctx, person).await?;
    match person.filter(|person| person.state == PersonState::Active) {
        Some(person) => load(ctx, person.unit_id).await,
        None => Ok(None),
    }
}
