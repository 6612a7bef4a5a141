//! Registers a person, with or without a phone.

use mulin_entities::{AreaId, ContactKind, PersonId, PersonState, person};
use serde::Serialize;

use super::home::{Home, check_home, find_unit, household_of};
use super::newcomer::{self, Newcomer};
use super::{policy, rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};

/// A new person.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterPerson {
    /// Unit the person lives in.
    pub unit_id: IdInput<AreaId>,
    /// Household or building.
    pub home: Home,
    /// Name as the person writes it.
    pub name: String,
    /// How the person likes to be called; by the given name if left out.
    pub preferred_name: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// Language of messages; the platform's if left out.
    pub locale: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// Registers a person.
pub async fn register_person(
    core: &Core,
    actor: &Actor,
    input: RegisterPerson,
    key: Option<String>,
) -> Result<person::Model> {
    if !matches!(actor, Actor::System) {
        actor.person()?;
    }
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "registerPerson", &input).await? {
                // Who has lost the role since does not see the person any more.
                let seen = store::visible_people(tx.db(), tx.actor(), [PersonId(id)]).await?;
                let person = seen.into_iter().next();
                return person.ok_or_else(|| Error::not_found("idempotencyKey"));
            }
            let mut faults = Faults::default();
            let name = faults.name("name", &input.name, 1..=40);
            let preferred_name = input
                .preferred_name
                .map(|name| faults.name("preferredName", &name, 1..=40));
            let email = rules::email_address(&mut faults, "email", input.email.as_deref());
            let phone = rules::phone_number(&mut faults, "phone", input.phone.as_deref());
            let locale = match &input.locale {
                Some(locale) => rules::locale(&mut faults, "locale", locale),
                None => tx.core().settings().locale.clone(),
            };
            if let Some(year) = input.birth_year {
                faults.number("birthYear", year, 1880..=chrono::Datelike::year(&tx.now()));
            }
            let unit = find_unit(tx.db(), &mut faults, input.unit_id).await?;
            let home = check_home(tx, &mut faults, unit.as_ref(), input.home).await?;
            faults.finish()?;
            let unit = unit.ok_or_else(|| Error::not_found("unitId"))?;
            policy::may_register(tx.actor(), &unit)?;

            let household = household_of(tx, &unit, home).await?;
            let newcomer = Newcomer {
                state: PersonState::Active,
                name,
                preferred_name,
                birth_year: input.birth_year,
                locale,
            };
            let person = newcomer::insert(tx, newcomer, &unit, household).await?;
            store::set_contact(tx, person.id, ContactKind::Email, email.as_deref()).await?;
            store::set_contact(tx, person.id, ContactKind::Phone, phone.as_deref()).await?;
            let registered = What::PersonRegistered {
                person_id: person.id,
            };
            tx.record(unit.root_area_id, registered);
            Ok(person)
        })
    })
    .await
}
