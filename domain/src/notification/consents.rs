//! The ledger of channels: who said when, how and by whom that they want something by a channel, or
//! do not. The last word counts.

use std::collections::HashMap;

use mulin_entities::{
    Channel, ChannelPurpose, ConsentStep, PersonId, PersonState, Via, channel_consent,
};
use sea_orm::ConnectionTrait;

use super::{consent_store as store, rules};
use crate::change::What;
use crate::clock::{CLOCKS_APART, Instant};
use crate::error::{Error, Refusal, Result};
use crate::person::{PersonError, store as people};
use crate::tx::Tx;

/// What somebody's word on a channel and a purpose is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelChoice {
    /// By which channel.
    pub channel: Channel,
    /// For what.
    pub purpose: ChannelPurpose,
    /// Whether it may go.
    pub allowed: bool,
    /// The entry that says so; none if nothing was said.
    pub entry: Option<channel_consent::Model>,
}

pub(crate) use super::consent_store::last;
pub use super::rules::PURPOSES;

/// Notes an opt-in or opt-out, and answers the entry that counts from now on: saying the same again
/// writes nothing. `by` is who said it, and none if it came by a link or a message, from whoever had
/// that. Whoever calls has asked whether they may.
///
/// Errors: `RECORD_CLOSED` of a record that was merged or erased.
pub async fn note(
    tx: &mut Tx,
    person: PersonId,
    channel: Channel,
    purpose: ChannelPurpose,
    step: ConsentStep,
    via: Via,
    by: Option<PersonId>,
) -> Result<channel_consent::Model> {
    let said = Said {
        channel,
        purpose,
        step,
        via,
        by,
        at: tx.now(),
    };
    note_said(tx, person, said).await
}

/// What somebody said of a channel and a purpose.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Of which channel.
    pub channel: Channel,
    /// For what.
    pub purpose: ChannelPurpose,
    /// In or out.
    pub step: ConsentStep,
    /// The way it came.
    pub via: Via,
    /// Who said it; none if it came by a link or a message, from whoever had that.
    pub by: Option<PersonId>,
    /// When, which is before now for what was long on its way.
    pub at: Instant,
}

/// Notes what was said, as [`note`] does. What was said before the last word that is known changes
/// nothing.
///
/// Errors: `RECORD_CLOSED` of a record that was merged or erased.
pub async fn note_said(
    tx: &mut Tx,
    person: PersonId,
    said: Said,
) -> Result<channel_consent::Model> {
    let Said {
        channel,
        purpose,
        step,
        via,
        by,
        at,
    } = said;
    // Two at once: the second finds what the first has said.
    let person = people::lock_person(tx.db(), person).await?;
    let person = person
        .filter(|row| matches!(row.state, PersonState::Active | PersonState::Pending))
        .ok_or_else(|| Error::from(Refusal::from(PersonError::RecordClosed)))?;
    let last = store::last(tx, person.id, channel, purpose).await?;
    let nothing_new =
        |last: &&channel_consent::Model| last.step == step || last.at > at + CLOCKS_APART;
    if let Some(last) = last.as_ref().filter(nothing_new) {
        return Ok(last.clone());
    }
    let entry = channel_consent::Model {
        id: tx.new_id(),
        root_area_id: person.root_area_id,
        person_id: person.id,
        channel,
        purpose,
        step,
        given_by: by,
        via,
        at,
    };
    let entry = store::append(tx, entry, last.as_ref()).await?;
    let noted = What::ChannelConsentNoted {
        entry_id: entry.id,
        person_id: person.id,
        channel,
        purpose,
        step,
    };
    tx.record(person.root_area_id, noted);
    Ok(entry)
}

/// What these people's words are now, of every channel and purpose in our order.
pub async fn choices(
    db: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<ChannelChoice>>> {
    let last = store::last_of_people(db, people.iter().copied()).await?;
    let of = |person: PersonId| {
        let mut choices = Vec::new();
        for purpose in rules::PURPOSES {
            for channel in rules::CHANNELS {
                let entry = last.iter().find(|entry| {
                    (entry.person_id, entry.channel, entry.purpose) == (person, channel, purpose)
                });
                choices.push(ChannelChoice {
                    channel,
                    purpose,
                    allowed: rules::allows(purpose, entry.map(|entry| entry.step)),
                    entry: entry.cloned(),
                });
            }
        }
        (person, choices)
    };
    Ok(people.iter().copied().map(of).collect())
}

/// Makes one ledger of two records of a person. Where either had refused, the keeper has.
pub(super) async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    let before = store::last_of_people(tx.db(), [from, into]).await?;
    store::give(tx, from, into).await?;
    let refused = before
        .iter()
        .filter(|entry| entry.step == ConsentStep::OptOut);
    for entry in refused {
        let by = tx.actor().person_id();
        let (channel, purpose) = (entry.channel, entry.purpose);
        note(
            tx,
            into,
            channel,
            purpose,
            ConsentStep::OptOut,
            Via::App,
            by,
        )
        .await?;
    }
    Ok(())
}
