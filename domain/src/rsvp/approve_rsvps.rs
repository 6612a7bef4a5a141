//! Lets in those who asked to come.

use mulin_entities::RsvpId;
use serde::Serialize;

use super::requests::{Decision, Decisions, check, decide_all};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::idempotency::{Claim, claim};
use crate::input::IdInput;

/// Which requests.
#[derive(Clone, Debug, Serialize)]
pub struct ApproveRsvps {
    /// The answers, in the order in which they are to get seats.
    pub rsvp_ids: Vec<IdInput<RsvpId>>,
}

/// Lets in parties that asked, or that were refused before: to their seats while there are any by the
/// rules of the event, then to the tail of the waitlist. Each has its own outcome.
pub async fn approve_rsvps(
    core: &Core,
    actor: &Actor,
    input: ApproveRsvps,
    key: Option<String>,
) -> Result<Decisions> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            check(&input.rsvp_ids)?;
            let decision = match claim(tx, key.as_deref(), "approveRsvps", &input).await? {
                Claim::Fresh => Decision::Approve,
                Claim::Replay(_) => Decision::Look,
            };
            decide_all(tx, input.rsvp_ids, &decision).await
        })
    })
    .await
}
