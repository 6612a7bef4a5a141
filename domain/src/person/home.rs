//! Where a person lives: a unit, and a household of it.

use mulin_entities::{AreaId, AreaKind, HouseholdId, area, household};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};
use serde::Serialize;

use super::store;
use crate::error::Result;
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

/// A home that can be moved into.
#[derive(Clone, Debug)]
pub enum CheckedHome {
    /// An existing household.
    Existing(HouseholdId),
    /// A new one in this building.
    New(String),
}

/// The unit, or a fault at `unitId`.
pub async fn find_unit(
    db: &impl ConnectionTrait,
    faults: &mut Faults,
    id: IdInput<AreaId>,
) -> Result<Option<area::Model>> {
    let Some(id) = faults.id("unitId", "Area", id) else {
        return Ok(None);
    };
    let unit = place::store::area(db, id).await?;
    match &unit {
        None => faults.add("unitId", Rule::NotFound),
        Some(unit) if unit.kind != AreaKind::Unit => faults.add("unitId", Rule::WrongLevel),
        Some(_) => {}
    }
    Ok(unit)
}

/// Notes a household that the actor does not see or that is of another unit, and a building that
/// cannot be.
pub async fn check_home(
    tx: &Tx,
    faults: &mut Faults,
    unit: Option<&area::Model>,
    home: Home,
) -> Result<CheckedHome> {
    match home {
        Home::Building(building) => {
            let building = check_building(faults, "home.building", &building);
            Ok(CheckedHome::New(building))
        }
        Home::Household(id) => {
            const PATH: &str = "home.householdId";
            let Some(id) = faults.id(PATH, "Household", id) else {
                return Ok(CheckedHome::New(String::new()));
            };
            check_household(tx, faults, PATH, unit, id).await?;
            Ok(CheckedHome::Existing(id))
        }
    }
}

/// A building (楼栋) and door, 1 to 60 characters.
pub fn check_building(faults: &mut Faults, path: &str, building: &str) -> String {
    faults.line(path, building, 1..=60)
}

/// Notes a household that the actor does not see, or that is not of the unit.
pub(super) async fn check_household(
    tx: &Tx,
    faults: &mut Faults,
    path: &str,
    unit: Option<&area::Model>,
    id: HouseholdId,
) -> Result<()> {
    let seen = store::visible_households(tx.db(), tx.actor(), [id]).await?;
    match (seen.first(), unit) {
        (None, _) => faults.add(path, Rule::NotFound),
        (Some(household), Some(unit)) if household.unit_id != unit.id => {
            faults.add(path, Rule::Elsewhere);
        }
        _ => {}
    }
    Ok(())
}

/// The household to move into, which is made if it is new.
pub async fn household_of(tx: &Tx, unit: &area::Model, home: CheckedHome) -> Result<HouseholdId> {
    let building = match home {
        CheckedHome::Existing(id) => return Ok(id),
        CheckedHome::New(building) => building,
    };
    let household = household::ActiveModel {
        id: Set(tx.new_id()),
        root_area_id: Set(unit.root_area_id),
        unit_id: Set(unit.id),
        building: Set(building),
        created_at: Set(tx.now()),
    };
    Ok(household.insert(tx.db()).await?.id)
}
