//! Moves a person to another unit or household. Answers to events keep their snapshots.

use mulin_entities::{AreaId, PersonId, Via, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::home::{Home, check_home, find_unit, household_of};
use super::{Acting, policy, record, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// Who moves where.
#[derive(Clone, Debug, Serialize)]
pub struct MovePerson {
    /// Who moves.
    pub person_id: IdInput<PersonId>,
    /// Unit they live in from now on.
    pub unit_id: IdInput<AreaId>,
    /// Household of that unit, or a building.
    pub home: Home,
    /// The way it was told.
    pub via: Via,
}

/// Moves a person. For those who look after both units.
pub async fn move_person(core: &Core, actor: &Actor, input: MovePerson) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(relocate(tx, input)))
        .await
}

async fn relocate(tx: &mut Tx, input: MovePerson) -> Result<person::Model> {
    let mut faults = Faults::default();
    let id = faults.id("personId", "Person", input.person_id);
    let unit = find_unit(tx.db(), &mut faults, input.unit_id).await?;
    let home = check_home(tx, &mut faults, unit.as_ref(), input.home).await?;
    faults.finish()?;
    let missing = || Error::not_found("personId");
    let id = id.ok_or_else(missing)?;
    let unit = unit.ok_or_else(|| Error::not_found("unitId"))?;
    let person = store::lock_person(tx.db(), id).await?.ok_or_else(missing)?;
    let from = place::store::area(tx.db(), person.unit_id)
        .await?
        .ok_or_else(missing)?;
    if !policy::may_see(tx.actor(), &person, &from.path) {
        return Err(missing());
    }
    policy::may_register(tx.actor(), &from)?;
    policy::may_register(tx.actor(), &unit)?;
    record::must_be_open(&person)?;
    if unit.root_area_id != person.root_area_id {
        return Err(Error::input("unitId", Rule::Elsewhere));
    }
    let by = tx.actor().person()?.person_id;
    Acting::for_person(id, input.via).note(tx, by)?;

    let household = household_of(tx, &unit, home).await?;
    if (unit.id, household) == (person.unit_id, person.household_id) {
        return Ok(person);
    }
    policy::may_change_home(tx.actor(), &[person.household_id, household])?;
    let moved = What::PersonMoved {
        person_id: id,
        from_unit: from.id,
        to_unit: unit.id,
    };
    let version = person.version + 1;
    let mut edit = person.into_active_model();
    edit.unit_id = Set(unit.id);
    edit.household_id = Set(household);
    edit.version = Set(version);
    edit.updated_at = Set(tx.now());
    let person = edit.update(tx.db()).await?;
    tx.record(person.root_area_id, moved);
    Ok(person)
}
