//! Registers a person, with or without a phone.

use mulin_entities::{
    AreaId, AreaKind, ContactKind, HouseholdId, PersonId, PersonState, area, household, person,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::{policy, rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// Where a person lives.
#[derive(Clone, Debug, Serialize)]
pub enum Home {
    /// With people who are registered already.
    Household(IdInput<HouseholdId>),
    /// In a household of their own, in this building (楼栋) and door.
    Building(String),
}

/// A new person.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterPerson {
    /// Unit the person lives in.
    pub unit_id: IdInput<AreaId>,
    /// Household or building.
    pub home: Home,
    /// Name as the person writes it.
    pub name: String,
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
            let name = faults.line("name", &input.name, 1..=40);
            let email = rules::email_address(&mut faults, "email", input.email.as_deref());
            let phone = rules::phone_number(&mut faults, "phone", input.phone.as_deref());
            let locale = match &input.locale {
                Some(locale) => rules::locale(&mut faults, "locale", locale),
                None => tx.core().settings().locale.clone(),
            };
            if let Some(year) = input.birth_year {
                faults.number("birthYear", year, 1880..=chrono::Datelike::year(&tx.now()));
            }
            let unit = find_unit(tx, &mut faults, input.unit_id).await?;
            let home = check_home(tx, &mut faults, unit.as_ref(), input.home).await?;
            faults.finish()?;
            let unit = unit.ok_or_else(|| Error::not_found("unitId"))?;
            policy::may_register(tx.actor(), &unit)?;

            let household_id = match home {
                CheckedHome::Existing(id) => id,
                CheckedHome::New(building) => {
                    household::ActiveModel {
                        id: Set(tx.new_id()),
                        root_area_id: Set(unit.root_area_id),
                        unit_id: Set(unit.id),
                        building: Set(building),
                        created_at: Set(tx.now()),
                    }
                    .insert(tx.db())
                    .await?
                    .id
                }
            };
            let person = person::ActiveModel {
                id: Set(tx.new_id()),
                root_area_id: Set(unit.root_area_id),
                unit_id: Set(unit.id),
                household_id: Set(household_id),
                state: Set(PersonState::Active),
                merged_into_id: Set(None),
                name: Set(name),
                preferred_name: Set(None),
                external_ref: Set(None),
                opted_out_of_proxies: Set(false),
                birth_year: Set(input.birth_year),
                locale: Set(locale),
                quiet_from: Set(None),
                quiet_until: Set(None),
                version: Set(1),
                created_at: Set(tx.now()),
                updated_at: Set(tx.now()),
            }
            .insert(tx.db())
            .await?;
            store::set_contact(tx, person.id, ContactKind::Email, email.as_deref()).await?;
            store::set_contact(tx, person.id, ContactKind::Phone, phone.as_deref()).await?;
            tx.record(
                unit.root_area_id,
                What::PersonRegistered {
                    person_id: person.id,
                },
            );
            Ok(person)
        })
    })
    .await
}

enum CheckedHome {
    Existing(HouseholdId),
    New(String),
}

async fn find_unit(
    tx: &Tx,
    faults: &mut Faults,
    id: IdInput<AreaId>,
) -> Result<Option<area::Model>> {
    let Some(id) = faults.id("unitId", "Area", id) else {
        return Ok(None);
    };
    let unit = place::store::area(tx.db(), id).await?;
    match &unit {
        None => faults.add("unitId", Rule::NotFound),
        Some(unit) if unit.kind != AreaKind::Unit => faults.add("unitId", Rule::WrongLevel),
        Some(_) => {}
    }
    Ok(unit)
}

async fn check_home(
    tx: &Tx,
    faults: &mut Faults,
    unit: Option<&area::Model>,
    home: Home,
) -> Result<CheckedHome> {
    match home {
        Home::Building(building) => Ok(CheckedHome::New(faults.line(
            "home.building",
            &building,
            1..=60,
        ))),
        Home::Household(id) => {
            let Some(id) = faults.id("home.householdId", "Household", id) else {
                return Ok(CheckedHome::New(String::new()));
            };
            let seen = store::visible_households(tx.db(), tx.actor(), [id]).await?;
            match (seen.first(), unit) {
                (None, _) => faults.add("home.householdId", Rule::NotFound),
                (Some(household), Some(unit)) if household.unit_id != unit.id => {
                    faults.add("home.householdId", Rule::Elsewhere);
                }
                _ => {}
            }
            Ok(CheckedHome::Existing(id))
        }
    }
}
