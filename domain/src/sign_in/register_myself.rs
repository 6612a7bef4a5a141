//! Registers whoever holds an address and says where they live.

use std::net::IpAddr;

use mulin_entities::{AreaId, PersonId, PersonState};
use sea_orm::ActiveValue::Set;

use super::address::Address;
use super::open_session::{NewSession, open_session};
use super::rules;
use super::verify_code::{redeem, verify_code};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::person::home::{CheckedHome, check_building, find_unit, household_of};
use crate::person::newcomer::{self, Newcomer};
use crate::person::rules::{is_young_child, locale as locale_of};
use crate::person::{PersonError, contact};
use crate::place;
use crate::tx::Tx;

/// Who somebody is and where they live, by their own word.
#[derive(Clone)]
pub struct RegisterMyself {
    /// The address that the code was sent to, in any spelling.
    pub address: String,
    /// The code.
    pub code: String,
    /// Name as the person writes it.
    pub name: String,
    /// How the person likes to be called; by the given name if left out.
    pub preferred_name: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// Unit the person lives in.
    pub unit_id: IdInput<AreaId>,
    /// Building (楼栋) and door.
    pub building: String,
    /// Language of messages; the platform's if left out.
    pub locale: Option<String>,
    /// What the client calls its device; empty if left out.
    pub device: Option<String>,
}

/// Makes a record and opens a session. Where the area wants it the record waits for a steward's word.
/// Whoever shares the address with others, or is registered already, may do so too: a steward merges
/// two records of one person.
///
/// Errors: faults of the input, `AdultRegisters`, and those of [`verify_code`]; the code is looked at
/// only when all else is right.
pub async fn register_myself(
    core: &Core,
    actor: &Actor,
    client: Option<IpAddr>,
    input: RegisterMyself,
) -> Result<NewSession> {
    let mut faults = Faults::default();
    let address = Address::read(&mut faults, "address", &input.address);
    let code = rules::read_code(&mut faults, "code", &input.code);
    let name = faults.name("name", &input.name, 1..=40);
    let preferred_name = input
        .preferred_name
        .map(|name| faults.name("preferredName", &name, 1..=40));
    let year = chrono::Datelike::year(&core.now());
    if let Some(born) = input.birth_year {
        faults.number("birthYear", born, 1880..=year);
    }
    let unit = find_unit(core.db().reader(), &mut faults, input.unit_id).await?;
    let building = check_building(&mut faults, "building", &input.building);
    let locale = match &input.locale {
        Some(locale) => locale_of(&mut faults, "locale", locale),
        None => core.settings().locale.clone(),
    };
    let device = faults.line("device", &input.device.unwrap_or_default(), 0..=60);
    faults.finish()?;
    let (Some(address), Some(code), Some(unit)) = (address, code, unit) else {
        return Err(Error::input("address", Rule::Required));
    };
    if is_young_child(input.birth_year, year) {
        return Err(Refusal::from(PersonError::AdultRegisters).into());
    }
    let waits = place::store::confirms_registrations(core.db().reader(), &unit.path).await?;
    let newcomer = Newcomer {
        state: if waits {
            PersonState::Pending
        } else {
            PersonState::Active
        },
        name,
        preferred_name,
        birth_year: input.birth_year,
        locale,
    };
    let verified = verify_code(core, actor, client, address, code).await?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            redeem(tx, &verified).await?;
            let household = household_of(tx, &unit, CheckedHome::New(building)).await?;
            let person = newcomer::insert(tx, newcomer, &unit, household).await?;
            insert_contact(tx, person.id, &verified.address).await?;
            let person_id = person.id;
            let registered = match person.state {
                PersonState::Pending => What::RegistrationRequested { person_id },
                _ => What::PersonRegistered { person_id },
            };
            tx.record(person.root_area_id, registered);
            open_session(tx, &person, &device).await
        })
    })
    .await
}

/// The address, which the code has proved.
async fn insert_contact(tx: &Tx, person: PersonId, address: &Address) -> Result<()> {
    let (kind, now) = (address.kind(), tx.now());
    let mut row =
        contact::store::sealed_contact(tx.core(), tx.new_id(), person, kind, &address.text, now);
    row.verified_at = Set(Some(now));
    contact::store::insert(tx, row).await
}
