//! `redemption`: points exchanged for a reward.

use sea_orm::entity::prelude::*;

use crate::enums::{RedemptionState, Via};
use crate::id::{AreaId, PersonId, RedemptionId, RewardId};

/// Points exchanged for a reward.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "redemption")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RedemptionId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// For what.
    pub reward_id: RewardId,
    /// Whose points; none once they were erased.
    pub person_id: Option<PersonId>,
    /// How many.
    pub cost: i32,
    /// How it stands.
    pub state: RedemptionState,
    /// Who asked for it.
    pub requested_by: Option<PersonId>,
    /// The way in which it came.
    pub via: Via,
    /// When.
    pub created_at: DateTimeUtc,
    /// Who handed it over, or called it off.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
