//! `filing_task`: what has to be filed for a banquet, since so many come.

use sea_orm::entity::prelude::*;

use crate::enums::FilingTaskState;
use crate::id::{AreaId, DiningPolicyId, EventId, FilingTaskId, PersonId};

/// What has to be filed for a banquet, since so many come.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filing_task")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FilingTaskId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The banquet.
    pub event_id: EventId,
    /// What asks for it.
    pub policy_id: DiningPolicyId,
    /// Diners expected when it was last looked at.
    pub diners: i32,
    /// The last day to file it.
    pub due_on: Date,
    /// Whether the list of working days was known for the whole of the time counted.
    pub days_known: bool,
    /// Whether it was filed.
    pub state: FilingTaskState,
    /// What the authority answered: a number.
    pub reference: Option<String>,
    /// Who noted that it was filed.
    pub filed_by: Option<PersonId>,
    /// When it was filed.
    pub filed_at: Option<DateTimeUtc>,
    /// Raised by every edit.
    pub version: i32,
    /// When it appeared.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
