//! What whoever holds a link may see and change of somebody's settings: as little as the link may be
//! in other hands.

use chrono::TimeDelta;
use mulin_entities::{
    Channel, ChannelPurpose, ConsentStep, ContactKind, PersonId, PersonState, Via, contact_point,
    person,
};
use sea_orm::ConnectionTrait;

use super::consents::{self, ChannelChoice};
use super::set_preferences::{Wanted, apply};
use super::{PreferenceLink, consent_store, preference_store, rules};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, Patch};
use crate::person::speech::Speech;
use crate::person::{contact, rules as names, store as people};
use crate::tx::Tx;

/// Somebody's settings, and no more of them than the given name and hidden addresses.
#[derive(Clone)]
pub struct LinkView {
    /// How the person is called.
    pub given_name: String,
    /// Language of messages (BCP 47).
    pub locale: String,
    /// The person's own order of channels; none for ours.
    pub channels: Vec<Channel>,
    /// Minute of the day of the digest; none for each message at its time.
    pub digest_at: Option<i32>,
    /// Own quiet hours, minutes of the day; none for the platform's.
    pub quiet: Option<(i32, i32)>,
    /// IANA zone in which quiet hours and the digest are told; none for that of the event.
    pub time_zone: Option<String>,
    /// Own reminders: seconds before an event, the most first.
    pub offsets: Vec<i32>,
    /// What goes by which channel for which purpose.
    pub choices: Vec<ChannelChoice>,
    /// The address of each channel, as far as there is one, most of it hidden.
    pub addresses: Vec<(Channel, String)>,
}

impl std::fmt::Debug for LinkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkView").finish_non_exhaustive()
    }
}

/// What the page changes; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct LinkChanges {
    /// The order of channels; null for ours.
    pub channels: Patch<Vec<Channel>>,
    /// Minute of the day of the digest; null for each message at its time.
    pub digest_at: Patch<i32>,
    /// Quiet hours, minutes of the day; null for the platform's.
    pub quiet: Patch<(i32, i32)>,
    /// IANA zone in which quiet hours and the digest are told; null for that of the event.
    pub time_zone: Patch<String>,
    /// Own reminders, ISO 8601 durations before an event; null for as the event reminds.
    pub offsets: Patch<Vec<String>>,
    /// Language of messages.
    pub locale: Option<String>,
    /// What may go and what may not.
    pub choices: Vec<(Channel, ChannelPurpose, bool)>,
}

/// Reads the settings that a link opens.
///
/// Errors: `Unauthenticated` if its person is gone.
pub async fn link_view(core: &Core, link: &PreferenceLink) -> Result<LinkView> {
    let db = core.db().reader();
    let person = open_record(db, link.person_id).await?;
    let preference = preference_store::of_person(db, person.id).await?;
    let own = preference.as_ref().and_then(|row| row.channels.as_deref());
    let offsets = preference
        .as_ref()
        .and_then(|row| row.reminder_offsets.as_deref());
    let mut choices = consents::choices(db, &[person.id]).await?;
    let contacts = contact::store::contacts(core, db, [person.id]).await?;
    let mut addresses: Vec<(Channel, String)> = Vec::new();
    for found in &contacts {
        let shown = contact::masked(found.row.kind, &found.address);
        for channel in reached_by(&found.row) {
            if addresses.iter().all(|(known, _)| known != channel) {
                addresses.push((*channel, shown.clone()));
            }
        }
    }
    Ok(LinkView {
        given_name: names::given_name(&person.name, person.preferred_name.as_deref()).to_owned(),
        locale: person.locale,
        channels: own.map(rules::read_channels).unwrap_or_default(),
        offsets: offsets.map(rules::read_offsets).unwrap_or_default(),
        digest_at: preference.and_then(|row| row.digest_at),
        quiet: person.quiet_from.zip(person.quiet_until),
        time_zone: person.time_zone,
        choices: choices.remove(&person.id).unwrap_or_default(),
        addresses,
    })
}

/// Changes the settings that a link opens.
///
/// Errors: `Unauthenticated` if its person is gone, `Throttled` if it was used too often in a day, and
/// faults of the reminders (`reminderOffsets`) and of the zone (`timeZone`).
pub async fn save_by_link(core: &Core, link: &PreferenceLink, changes: LinkChanges) -> Result<()> {
    let person_id = link.person_id;
    let mut faults = Faults::default();
    let offsets = changes
        .offsets
        .map(|texts| rules::check_offsets(&mut faults, "reminderOffsets", &texts));
    let time_zone = changes
        .time_zone
        .map(|name| rules::check_zone(&mut faults, "timeZone", &name));
    faults.finish()?;
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let person = lock(tx, person_id).await?;
            let id = person.id;
            let now = consents::choices(tx.db(), &[id]).await?;
            let wanted = Wanted {
                channels: changes.channels,
                digest_at: changes.digest_at,
                offsets,
                speech: Speech {
                    locale: changes.locale,
                    quiet: changes.quiet,
                    time_zone,
                },
            };
            apply(tx, person, wanted).await?;
            for (channel, purpose, allowed) in changes.choices {
                let stands = now.get(&id).into_iter().flatten().any(|choice| {
                    (choice.channel, choice.purpose) == (channel, purpose)
                        && choice.allowed == allowed
                });
                // What is shown and left as it is is no word of theirs.
                if !stands {
                    say(tx, id, channel, purpose, step(allowed)).await?;
                }
            }
            Ok(())
        })
    })
    .await
}

/// Refuses what the link's message served, by the channel that it came by. Doing so twice writes
/// nothing.
///
/// Errors: as [`save_by_link`].
pub async fn unsubscribe(core: &Core, link: &PreferenceLink) -> Result<()> {
    let link = *link;
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let id = lock(tx, link.person_id).await?.id;
            say(tx, id, link.channel, link.purpose, ConsentStep::OptOut).await
        })
    })
    .await
}

fn step(allowed: bool) -> ConsentStep {
    if allowed {
        ConsentStep::OptIn
    } else {
        ConsentStep::OptOut
    }
}

/// Which channels a contact point serves. A call reaches any telephone.
fn reached_by(contact: &contact_point::Model) -> &'static [Channel] {
    match contact.kind {
        ContactKind::Email => &[Channel::Email],
        ContactKind::Phone if contact.receives_sms => &[Channel::Sms, Channel::Call],
        ContactKind::Phone => &[Channel::Call],
    }
}

async fn say(
    tx: &mut Tx,
    person: PersonId,
    channel: Channel,
    purpose: ChannelPurpose,
    step: ConsentStep,
) -> Result<()> {
    let since = tx.now() - TimeDelta::days(1);
    let said = consent_store::count_since(tx, person, Via::Link, since).await?;
    // A refusal counts however often somebody changed their mind.
    if said >= rules::MOST_BY_LINK && step == ConsentStep::OptIn {
        return Err(Error::Throttled);
    }
    consents::note(tx, person, channel, purpose, step, Via::Link, None).await?;
    Ok(())
}

/// The record that counts, locked. From then on the journal tells how the wish came.
async fn lock(tx: &mut Tx, id: PersonId) -> Result<person::Model> {
    let id = open_record(tx.db(), id).await?.id;
    let person = people::lock_person(tx.db(), id).await?.filter(is_open);
    tx.came_by(Via::Link);
    person.ok_or(Error::Unauthenticated)
}

/// The record that counts: of one that was merged into another, the other.
async fn open_record(db: &impl ConnectionTrait, id: PersonId) -> Result<person::Model> {
    let person = people::person(db, id).await?;
    let person = match person.as_ref().and_then(|row| row.merged_into_id) {
        Some(keeper) => people::person(db, keeper).await?,
        None => person,
    };
    person.filter(is_open).ok_or(Error::Unauthenticated)
}

fn is_open(person: &person::Model) -> bool {
    matches!(person.state, PersonState::Active | PersonState::Pending)
}
