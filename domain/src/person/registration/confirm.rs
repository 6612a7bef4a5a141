//! Confirms that somebody who registered themselves lives there, or next door.

use mulin_entities::{AreaId, HouseholdId, PersonId, PersonState, area, household, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::lock_pending;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::person::home::{CheckedHome, check_household, find_unit, household_of};
use crate::person::policy;
use crate::tx::Tx;

/// Who is confirmed.
#[derive(Clone, Debug)]
pub struct ConfirmRegistration {
    /// Who.
    pub person_id: IdInput<PersonId>,
    /// The unit where they really live; as they say if left out.
    pub unit_id: Option<IdInput<AreaId>>,
    /// The household they belong to; one of their own if left out.
    pub household_id: Option<IdInput<HouseholdId>>,
}

/// Confirms a registration. For those who look after the unit, and after the other one if they name
/// one.
pub async fn confirm_registration(
    core: &Core,
    actor: &Actor,
    input: ConfirmRegistration,
) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(confirm(tx, input)))
        .await
}

async fn confirm(tx: &mut Tx, input: ConfirmRegistration) -> Result<person::Model> {
    let mut faults = Faults::default();
    let id = faults.id("personId", "Person", input.person_id);
    let other_unit = match input.unit_id {
        Some(id) => find_unit(tx.db(), &mut faults, id).await?,
        None => None,
    };
    let household_id = faults.optional_id("householdId", "Household", input.household_id);
    faults.finish()?;
    let (person, from) = lock_pending(tx, id).await?;
    let unit = other_unit.as_ref().unwrap_or(&from);
    policy::may_register(tx.actor(), unit)?;
    let mut faults = Faults::default();
    if unit.root_area_id != person.root_area_id {
        faults.add("unitId", Rule::Elsewhere);
    }
    if let Some(id) = household_id {
        check_household(tx, &mut faults, "householdId", Some(unit), id).await?;
    }
    faults.finish()?;
    tx.act_for(person.id);

    let household = home(tx, &person, unit, household_id).await?;
    policy::may_change_home(tx.actor(), &[household])?;
    let moved = (unit.id, household) != (person.unit_id, person.household_id);
    let (person_id, version) = (person.id, person.version + 1);
    let mut edit = person.into_active_model();
    edit.state = Set(PersonState::Active);
    edit.unit_id = Set(unit.id);
    edit.household_id = Set(household);
    edit.version = Set(version);
    edit.updated_at = Set(tx.now());
    let person = edit.update(tx.db()).await?;
    let root = person.root_area_id;
    if moved {
        let moved = What::PersonMoved {
            person_id,
            from_unit: from.id,
            to_unit: unit.id,
        };
        tx.record(root, moved);
    }
    tx.record(root, What::RegistrationConfirmed { person_id });
    Ok(person)
}

/// The household that was named, or the one that the person asked for, in the unit.
async fn home(
    tx: &Tx,
    person: &person::Model,
    unit: &area::Model,
    named: Option<HouseholdId>,
) -> Result<HouseholdId> {
    if let Some(id) = named {
        return Ok(id);
    }
    if unit.id == person.unit_id {
        return Ok(person.household_id);
    }
    let own = household::Entity::find_by_id(person.household_id)
        .one(tx.db())
        .await?
        .ok_or_else(|| Error::internal("a person's household is missing"))?;
    household_of(tx, unit, CheckedHome::New(own.building)).await
}
