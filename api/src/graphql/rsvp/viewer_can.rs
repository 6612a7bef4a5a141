//! What the caller can do with an answer.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::check_in::{self, can as at_the_door};
use mulin_domain::event::view::EventView;
use mulin_domain::rsvp::{can, policy};
use mulin_entities::{PersonId, PersonState, area, rsvp};

use crate::graphql::check_in::loaders::IsIn;
use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::loaders::load;
use crate::graphql::person::loaders::ActedFor;

/// What the caller can do with an answer now, for oneself, for the person, or at the door: by the
/// event's state and terms, and the time.
#[derive(SimpleObject, Clone, Copy, Default)]
pub struct RsvpViewerCan {
    /// Change it, by answering the event again.
    pub change: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Check the party in, on the event's own list: it comes and is not there yet, the caller runs the
    /// event, helps there or looks after the person as a steward, and it is between four hours before
    /// the start and twelve after the end.
    pub check_in: bool,
}

impl RsvpViewerCan {
    /// Of an answer that the caller may see.
    pub async fn of(ctx: &Context<'_>, rsvp: &rsvp::Model) -> Result<Self> {
        let event = load(ctx, rsvp.event_id).await?;
        let check_in = match &event {
            Some(event) => checks_in(ctx, rsvp, event).await?,
            None => false,
        };
        let is_own = policy::is_own(ctx.actor(), rsvp);
        if !is_own && load(ctx, ActedFor(rsvp.person_id)).await?.is_none() {
            return Ok(Self {
                check_in,
                ..Self::default()
            });
        }
        let now = ctx.core().now();
        let change = match event {
            Some(event) if is_own => can::respond(ctx.actor(), &event, now),
            Some(event) => {
                let unit = home(ctx, rsvp.person_id).await?;
                can::change_for(unit.as_ref().map(|unit| unit.path.as_str()), &event, now)
            }
            None => false,
        };
        let facts = load(ctx, EventFacts(rsvp.event_id)).await?;
        let withdraw = facts.is_some_and(|event| can::withdraw(rsvp, event.phase, now));
        Ok(Self {
            change,
            withdraw,
            check_in,
        })
    }
}

/// Asked in the order of what it costs: most callers check nobody in, and most of the time nobody is.
async fn checks_in(ctx: &Context<'_>, rsvp: &rsvp::Model, event: &EventView) -> Result<bool> {
    let actor = ctx.actor();
    let checks_in_all = check_in::policy::checks_in(actor, event.id, &event.area_path);
    if !checks_in_all && !check_in::policy::checks_in_some(actor) {
        return Ok(false);
    }
    let unit = match rsvp.person_id {
        person if !checks_in_all => match load(ctx, person).await? {
            Some(person) => load(ctx, person.unit_id).await?,
            None => None,
        },
        _ => None,
    };
    let path = unit.as_ref().map(|unit| unit.path.as_str());
    let can =
        |is_in| at_the_door::check_in_party(actor, event, rsvp, path, is_in, ctx.core().now());
    Ok(can(false) && can(load(ctx, IsIn(rsvp.id)).await?.is_some()))
}

/// Where somebody is known to live.
async fn home(ctx: &Context<'_>, person: PersonId) -> Result<Option<area::Model>> {
    let person = load(ctx, person).await?;
    match person.filter(|person| person.state == PersonState::Active) {
        Some(person) => load(ctx, person.unit_id).await,
        None => Ok(None),
    }
}
