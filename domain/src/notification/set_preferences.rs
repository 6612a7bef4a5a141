//! Sets how somebody wants to be told.

use mulin_entities::{Channel, PersonId, Via, notification_preference, person};
use serde::Serialize;

use super::{preference_store, rules};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput, Patch};
use crate::person::speech::{self, Speech};
use crate::person::{Acting, QuietHours, minute_of_day, record};
use crate::tx::Tx;

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct SetNotificationPreferences {
    /// Whose.
    pub person_id: IdInput<PersonId>,
    /// Channels in the order in which they are tried; null for ours.
    pub channels: Patch<Vec<Channel>>,
    /// Time of day at which what can wait comes as one message; null for each at its time.
    pub digest_at: Patch<String>,
    /// ISO 8601 durations before the start of an event; null for the event's own.
    pub reminder_offsets: Patch<Vec<String>>,
    /// Quiet hours; null for the platform's.
    pub quiet_hours: Patch<QuietHours>,
    /// IANA zone in which quiet hours and the digest are told; null for that of the event.
    pub time_zone: Patch<String>,
    /// Language of messages.
    pub locale: Patch<String>,
    /// The way it came.
    pub via: Via,
}

/// Sets how somebody wants to be told: oneself, a child of the household, or, by their role, stewards
/// those of their subtree. What is as it was is no change.
pub async fn set_notification_preferences(
    core: &Core,
    actor: &Actor,
    input: SetNotificationPreferences,
) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("personId", "Person", input.person_id.clone());
            let wanted = Wanted::check(&mut faults, &input);
            faults.finish()?;
            let id = id.ok_or_else(|| Error::not_found("personId"))?;
            let acting = Acting::for_person(id, input.via);
            let person = record::lock(tx, "personId", &acting).await?;
            apply(tx, person, wanted).await
        })
    })
    .await
}

/// What to change, checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The order of channels.
    pub(super) channels: Patch<Vec<Channel>>,
    /// Minute of the day of the digest.
    pub(super) digest_at: Patch<i32>,
    /// Seconds before events, the most first.
    pub(super) offsets: Patch<Vec<i32>>,
    /// In which language, and when not.
    pub(super) speech: Speech,
}

impl Wanted {
    fn check(faults: &mut Faults, input: &SetNotificationPreferences) -> Self {
        if let Patch::Set(channels) = &input.channels {
            rules::check_channels(faults, "channels", channels);
        }
        let offsets = input.reminder_offsets.clone();
        let locale = faults.required("locale", input.locale.clone());
        Self {
            channels: input.channels.clone(),
            digest_at: input
                .digest_at
                .clone()
                .map(|time| minute_of_day(faults, "digestAt", &time)),
            offsets: offsets.map(|texts| rules::check_offsets(faults, "reminderOffsets", &texts)),
            speech: Speech {
                quiet: input.quiet_hours.clone().map(|quiet| {
                    let from = minute_of_day(faults, "quietHours.from", &quiet.from);
                    let until = minute_of_day(faults, "quietHours.until", &quiet.until);
                    (from, until)
                }),
                time_zone: input
                    .time_zone
                    .clone()
                    .map(|zone| rules::check_zone(faults, "timeZone", &zone)),
                locale: locale
                    .map(|locale| crate::person::rules::locale(faults, "locale", &locale)),
            },
        }
    }
}

/// Writes what is wanted of somebody whose record is locked.
pub(super) async fn apply(
    tx: &mut Tx,
    person: person::Model,
    wanted: Wanted,
) -> Result<person::Model> {
    let person_id = person.id;
    let person = speech::change(tx, person, wanted.speech).await?;
    let old = preference_store::of_person(tx.db(), person_id).await?;
    let old = old.unwrap_or(notification_preference::Model {
        person_id,
        channels: None,
        digest_at: None,
        reminder_offsets: None,
        updated_at: tx.now(),
    });
    let channels = wanted.channels.map(|own| rules::write_channels(&own));
    let offsets = wanted.offsets.map(|own| rules::write_offsets(&own));
    let row = notification_preference::Model {
        channels: channels.or_keep(old.channels.clone()),
        digest_at: wanted.digest_at.or_keep(old.digest_at),
        reminder_offsets: offsets.or_keep(old.reminder_offsets.clone()),
        ..old.clone()
    };
    if row != old {
        let reminders = row.reminder_offsets != old.reminder_offsets;
        let updated_at = tx.now();
        preference_store::save(tx, notification_preference::Model { updated_at, ..row }).await?;
        let changed = What::PreferencesChanged {
            person_id,
            reminders,
        };
        tx.record(person.root_area_id, changed);
    }
    Ok(person)
}
