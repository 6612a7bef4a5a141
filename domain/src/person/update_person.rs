//! Edits a person's record.

use mulin_entities::{ContactKind, PersonId, Via, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{Acting, policy, record, rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Patch, Rule};

/// When messages wait, as wall-clock times `HH:MM` where the person is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuietHours {
    /// From here …
    pub from: String,
    /// … until here; the same time means never.
    pub until: String,
}

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdatePerson {
    /// Whose record.
    pub person_id: IdInput<PersonId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// New name.
    pub name: Patch<String>,
    /// How the person likes to be called; null for by the given name.
    pub preferred_name: Patch<String>,
    /// New year of birth.
    pub birth_year: Patch<i32>,
    /// New language of messages.
    pub locale: Patch<String>,
    /// New e-mail address.
    pub email: Patch<String>,
    /// New telephone number.
    pub phone: Patch<String>,
    /// New quiet hours; null for the platform's.
    pub quiet_hours: Patch<QuietHours>,
    /// Whether the adults of the household may not act for the person any more.
    pub opted_out_of_proxies: Patch<bool>,
    /// The way it came.
    pub via: Via,
}

/// Edits a person's record: one's own, that of a child of the household, or, by their role, stewards
/// those of their subtree.
pub async fn update_person(
    core: &Core,
    actor: &Actor,
    input: UpdatePerson,
) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("personId", "Person", input.person_id);
            let name = faults.required("name", input.name);
            let name = name.map(|name| faults.name("name", &name, 1..=40));
            let preferred_name = input
                .preferred_name
                .map(|name| faults.name("preferredName", &name, 1..=40));
            let locale = faults.required("locale", input.locale);
            let locale = locale.map(|locale| rules::locale(&mut faults, "locale", &locale));
            let opted_out = faults.required("optedOutOfProxies", input.opted_out_of_proxies);
            if let Patch::Set(year) = input.birth_year {
                faults.number("birthYear", year, 1880..=chrono::Datelike::year(&tx.now()));
            }
            let email = input
                .email
                .map(|email| rules::email_address(&mut faults, "email", Some(&email)));
            let phone = input
                .phone
                .map(|phone| rules::phone_number(&mut faults, "phone", Some(&phone)));
            let quiet = input.quiet_hours.map(|quiet| {
                let from = minute_of_day(&mut faults, "quietHours.from", &quiet.from);
                (
                    from,
                    minute_of_day(&mut faults, "quietHours.until", &quiet.until),
                )
            });
            faults.finish()?;

            let missing = || Error::not_found("personId");
            let id = id.ok_or_else(missing)?;
            let acting = Acting::for_person(id, input.via);
            let person = record::lock(tx, "personId", &acting).await?;
            if !(email.keeps() && phone.keeps()) {
                record::must_not_gain(tx, id).await?;
            }
            if input
                .expected_version
                .is_some_and(|version| version != person.version)
            {
                return Err(Refusal::VersionConflict {
                    current: person.version,
                }
                .into());
            }
            let born = input.birth_year.or_keep(person.birth_year);
            let year = chrono::Datelike::year(&tx.now());
            if rules::is_child(born, year) != rules::is_child(person.birth_year, year) {
                let unit = crate::place::store::area(tx.db(), person.unit_id).await?;
                let unit = unit.ok_or_else(missing)?;
                policy::may_say_who_is_a_child(tx.actor(), &person, &unit.path)
                    .map_err(Refusal::from)?;
            }
            let mut edit = person.clone().into_active_model();
            edit.name = Set(name.unwrap_or(person.name));
            edit.preferred_name = Set(preferred_name.or_keep(person.preferred_name));
            edit.locale = Set(locale.unwrap_or(person.locale));
            edit.birth_year = Set(born);
            edit.opted_out_of_proxies = Set(opted_out.unwrap_or(person.opted_out_of_proxies));
            if !quiet.keeps() {
                let quiet = quiet.or_keep(None);
                edit.quiet_from = Set(quiet.map(|(from, _)| from));
                edit.quiet_until = Set(quiet.map(|(_, until)| until));
            }
            edit.version = Set(person.version + 1);
            edit.updated_at = Set(tx.now());
            let person = edit.update(tx.db()).await?;
            for (kind, address) in [(ContactKind::Email, email), (ContactKind::Phone, phone)] {
                if !address.keeps() {
                    let address = address.or_keep(None).flatten();
                    store::set_contact(tx, id, kind, address.as_deref()).await?;
                }
            }
            tx.record(person.root_area_id, What::PersonUpdated { person_id: id });
            Ok(person)
        })
    })
    .await
}

/// A time of day `HH:MM`, as minutes; 0 beside a fault.
pub(crate) fn minute_of_day(faults: &mut Faults, path: &str, time: &str) -> i32 {
    let parsed = chrono::NaiveTime::parse_from_str(time.trim(), "%H:%M");
    match parsed {
        Ok(time) => (chrono::Timelike::num_seconds_from_midnight(&time) / 60).cast_signed(),
        Err(_) => {
            faults.add(
                path,
                Rule::Format {
                    expected: "a time of day as HH:MM, for example 21:00",
                },
            );
            0
        }
    }
}
