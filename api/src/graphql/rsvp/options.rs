//! What the viewer could answer to an event.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::event::view::EventView;
use mulin_domain::next_step::NextStep as Step;
use mulin_domain::rsvp::options::{self, Facts};
use mulin_entities::EventId;
use mulin_entities::RsvpState as State;

use super::types::RsvpState;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{Rows, Shared, load};
use crate::graphql::next_step::NextStep;
use crate::graphql::scalars::DateTime;
use crate::graphql::texts;

/// Why an answer would be refused.
#[derive(SimpleObject)]
pub struct RsvpRefusal {
    /// Stable code, SCREAMING_SNAKE_CASE, as in `userErrors`; UNAUTHENTICATED for who has not signed in.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// From when trying again makes sense; null if the time alone changes nothing.
    pub retry_at: Option<DateTime>,
}

/// What would become of an answer GOING for oneself, as of now: somebody else may be quicker.
#[derive(SimpleObject)]
pub struct RsvpOptions {
    /// Whether it would be taken, to a seat or to wait for one.
    pub can_go: bool,
    /// What it would lead to: GOING, WAITLISTED or REQUESTED; null if it would be refused.
    pub outcome: Option<RsvpState>,
    /// Why it would be refused; null if it would not.
    pub refusal: Option<RsvpRefusal>,
    /// What to offer; null if there is nothing, or nothing in the way.
    pub next_step: Option<NextStep>,
    /// The largest party that is not too large.
    pub max_party: i32,
    /// Seats that the household may have, without those that the others of it have; null if they are not
    /// limited.
    pub seats_left_for_household: Option<i32>,
    /// Until when seats are held for the caller; null if none are.
    pub offer_expires_at: Option<DateTime>,
}

impl RsvpOptions {
    /// Of an event that the caller may see.
    pub async fn of(ctx: &Context<'_>, event: &EventView, party: Option<i32>) -> Result<Self> {
        let actor = ctx.actor();
        let facts = match actor.doer() {
            Some(_) => load(ctx, FactsOf(event.id)).await?,
            None => None,
        };
        let told = options::options(actor, event, facts.as_ref(), party, ctx.core().now());
        let speech = ctx.request().speech;
        let (outcome, refusal, next_step) = match &told.outcome {
            None => {
                let code = "UNAUTHENTICATED";
                let message = texts::message(code, &[], speech.language);
                let refusal = RsvpRefusal {
                    code: code.to_owned(),
                    message,
                    retry_at: None,
                };
                (None, Some(refusal), Some(Step::SignIn))
            }
            Some(Err(refusal)) => {
                let step = refusal.next_step();
                let refusal = RsvpRefusal {
                    code: refusal.code().to_owned(),
                    message: texts::refusal(refusal, speech),
                    retry_at: refusal.retry_at().map(DateTime),
                };
                (None, Some(refusal), step)
            }
            Some(Ok(state)) => {
                let step = match state {
                    _ if told.offer_expires_at.is_some() => Some(Step::AcceptOffer),
                    State::Waitlisted => Some(Step::JoinWaitlist),
                    State::Requested => Some(Step::AskApproval),
                    _ => None,
                };
                (Some(RsvpState::from(*state)), None, step)
            }
        };
        Ok(Self {
            can_go: outcome.is_some(),
            outcome,
            refusal,
            next_step: next_step.map(Into::into),
            max_party: told.max_party,
            seats_left_for_household: told.seats_left_for_household,
            offer_expires_at: told.offer_expires_at.map(DateTime),
        })
    }
}

/// What the viewer's options at an event are decided by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FactsOf(pub EventId);

impl Loader<FactsOf> for Rows {
    type Value = Facts;
    type Error = Shared;

    async fn load(&self, keys: &[FactsOf]) -> Result<HashMap<FactsOf, Facts>, Shared> {
        let Some(viewer) = self.actor.doer() else {
            return Ok(HashMap::new());
        };
        let only = self.actor.link().map(|link| link.event_id);
        let events = keys.iter().map(|FactsOf(event)| *event);
        let events: Vec<EventId> = events
            .filter(|event| only.is_none_or(|only| only == *event))
            .collect();
        let db = self.core.db().reader();
        let read = options::facts(db, viewer, &events, self.core.now()).await;
        let read = read.map_err(Arc::new)?.into_iter();
        Ok(read.map(|facts| (FactsOf(facts.event_id), facts)).collect())
    }
}
