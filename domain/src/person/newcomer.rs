//! Somebody who gets a record, however they came to it.

use mulin_entities::{HouseholdId, PersonState, area, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::error::Result;
use crate::tx::Tx;

/// What is known of a newcomer, checked.
#[derive(Clone)]
pub struct Newcomer {
    /// Whether somebody has confirmed where they live.
    pub state: PersonState,
    /// Name as the person writes it.
    pub name: String,
    /// How the person likes to be called.
    pub preferred_name: Option<String>,
    /// Year of birth, if told.
    pub birth_year: Option<i32>,
    /// Language of messages.
    pub locale: String,
}

impl std::fmt::Debug for Newcomer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Newcomer")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Makes the record, in a household of the unit. Recording the change is for the caller, who knows
/// what it is.
pub async fn insert(
    tx: &Tx,
    newcomer: Newcomer,
    unit: &area::Model,
    household: HouseholdId,
) -> Result<person::Model> {
    let person = person::ActiveModel {
        id: Set(tx.new_id()),
        root_area_id: Set(unit.root_area_id),
        unit_id: Set(unit.id),
        household_id: Set(household),
        state: Set(newcomer.state),
        merged_into_id: Set(None),
        name: Set(newcomer.name),
        preferred_name: Set(newcomer.preferred_name),
        external_ref: Set(None),
        opted_out_of_proxies: Set(false),
        birth_year: Set(newcomer.birth_year),
        locale: Set(newcomer.locale),
        quiet_from: Set(None),
        quiet_until: Set(None),
        time_zone: Set(None),
        version: Set(1),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
    };
    Ok(person.insert(tx.db()).await?)
}
