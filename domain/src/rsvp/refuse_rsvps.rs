//! Does not let in those who asked to come.

use mulin_entities::RsvpId;
use serde::Serialize;

use super::requests::{Decision, Decisions, check, decide_all};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};

/// Which requests, and why not.
#[derive(Clone, Debug, Serialize)]
pub struct RefuseRsvps {
    /// The answers.
    pub rsvp_ids: Vec<IdInput<RsvpId>>,
    /// Why, as the people are told.
    pub reason: Option<String>,
}

/// Refuses parties that asked. Their people are told, with the reason. Each has its own outcome.
pub async fn refuse_rsvps(
    core: &Core,
    actor: &Actor,
    input: RefuseRsvps,
    key: Option<String>,
) -> Result<Decisions> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            check(&input.rsvp_ids)?;
            let mut faults = Faults::default();
            let reason = input.reason.as_deref();
            let reason = reason.map(|reason| faults.text("reason", reason, 0..=500));
            faults.finish()?;
            let reason = reason.filter(|reason| !reason.is_empty());
            let decision = match claim(tx, key.as_deref(), "refuseRsvps", &input).await? {
                Claim::Fresh => Decision::Refuse(reason),
                Claim::Replay(_) => Decision::Look,
            };
            decide_all(tx, input.rsvp_ids, &decision).await
        })
    })
    .await
}
