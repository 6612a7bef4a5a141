//! `shift_role`: what is needed on a shift, and how many are.

use sea_orm::entity::prelude::*;

use crate::enums::Skill;
use crate::id::{EventId, ShiftId, ShiftRoleId};

/// What is needed on a shift, and how many are.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_role")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShiftRoleId,
    /// The event.
    pub event_id: EventId,
    /// The shift.
    pub shift_id: ShiftId,
    /// What they do.
    pub name: String,
    /// What they must be able to do.
    pub skill: Option<Skill>,
    /// Whether a qualification with its proof seen is needed, and not only their word.
    pub needs_proof: bool,
    /// How many are needed.
    pub places: i32,
    /// How many of the places are taken; minors take none.
    pub taken: i32,
    /// Its place among the roles.
    pub ordinal: i32,
    /// When it was taken away.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
