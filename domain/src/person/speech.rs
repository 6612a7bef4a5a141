//! How a person is spoken to: in which language, and when not.

use mulin_entities::person;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use crate::change::What;
use crate::error::Result;
use crate::input::Patch;
use crate::tx::Tx;

/// What to change of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speech {
    /// Language of messages.
    pub locale: Option<String>,
    /// Quiet hours, minutes of the day; null for the platform's.
    pub quiet: Patch<(i32, i32)>,
    /// IANA zone of these hours; null for that of the event.
    pub time_zone: Patch<String>,
}

/// Changes a locked record. What is as it was is no change.
pub(crate) async fn change(
    tx: &mut Tx,
    person: person::Model,
    wanted: Speech,
) -> Result<person::Model> {
    let present = person.quiet_from.zip(person.quiet_until);
    let quiet = wanted.quiet.or_keep(present);
    let locale = wanted.locale.unwrap_or_else(|| person.locale.clone());
    let time_zone = wanted.time_zone.or_keep(person.time_zone.clone());
    if locale == person.locale && quiet == present && time_zone == person.time_zone {
        return Ok(person);
    }
    let version = person.version + 1;
    let mut edit = person.into_active_model();
    edit.locale = Set(locale);
    edit.quiet_from = Set(quiet.map(|(from, _)| from));
    edit.quiet_until = Set(quiet.map(|(_, until)| until));
    edit.time_zone = Set(time_zone);
    edit.version = Set(version);
    edit.updated_at = Set(tx.now());
    let person = edit.update(tx.db()).await?;
    let person_id = person.id;
    tx.record(person.root_area_id, What::PersonUpdated { person_id });
    Ok(person)
}
