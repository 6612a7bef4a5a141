//! `points_entry`: one change of what somebody has of points.

use sea_orm::entity::prelude::*;

use crate::enums::PointsKind;
use crate::id::{AreaId, HoursEntryId, PersonId, PointsEntryId, PointsRuleId, RedemptionId};

/// One change of what somebody has of points.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "points_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PointsEntryId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Who; none once they were erased.
    pub person_id: Option<PersonId>,
    /// Its number in the account, from one.
    pub entry_no: i32,
    /// What it was.
    pub kind: PointsKind,
    /// How many; fewer than none when they are spent.
    pub points: i32,
    /// How many there were then.
    pub balance: i32,
    /// The rule by which they were earned.
    pub rule_id: Option<PointsRuleId>,
    /// The hours for which they were earned.
    pub hours_entry_id: Option<HoursEntryId>,
    /// What they were spent on, or came back from.
    pub redemption_id: Option<RedemptionId>,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
