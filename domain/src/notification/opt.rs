//! Refuses a channel for a purpose, or wants it again.

use mulin_entities::{Channel, ChannelPurpose, ConsentStep, PersonId, Via, channel_consent};
use serde::Serialize;

use super::consents;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};
use crate::person::{Acting, record};

/// About which channel, for what, and whose word it is.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelWish {
    /// Whose.
    pub person_id: IdInput<PersonId>,
    /// By which channel.
    pub channel: Channel,
    /// For what.
    pub purpose: ChannelPurpose,
    /// The way it came.
    pub via: Via,
}

/// Refuses what serves the purpose by the channel, and answers the entry that counts. Doing so twice
/// writes nothing.
pub async fn opt_out(
    core: &Core,
    actor: &Actor,
    input: ChannelWish,
) -> Result<channel_consent::Model> {
    opt(core, actor, input, ConsentStep::OptOut).await
}

/// Wants what serves the purpose by the channel, and answers the entry that counts. Doing so twice
/// writes nothing.
pub async fn opt_in(
    core: &Core,
    actor: &Actor,
    input: ChannelWish,
) -> Result<channel_consent::Model> {
    opt(core, actor, input, ConsentStep::OptIn).await
}

async fn opt(
    core: &Core,
    actor: &Actor,
    input: ChannelWish,
    step: ConsentStep,
) -> Result<channel_consent::Model> {
    let by = actor.person()?.person_id;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("personId", "Person", input.person_id);
            faults.finish()?;
            let id = id.ok_or_else(|| Error::not_found("personId"))?;
            let acting = Acting::for_person(id, input.via);
            record::lock(tx, "personId", &acting).await?;
            let (channel, purpose) = (input.channel, input.purpose);
            consents::note(tx, id, channel, purpose, step, input.via, Some(by)).await
        })
    })
    .await
}
