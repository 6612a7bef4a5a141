//! `area`: a node of the area tree CITY → STREET → COMMUNITY → GRID → UNIT.

use sea_orm::entity::prelude::*;

use crate::enums::AreaKind;
use crate::id::AreaId;

/// A node of the area tree CITY → STREET → COMMUNITY → GRID → UNIT.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "area")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AreaId,
    /// The top of its tree; its own id for a city.
    pub root_area_id: AreaId,
    /// The node above; none for a city.
    pub parent_id: Option<AreaId>,
    /// Level.
    pub kind: AreaKind,
    /// Name as people say it.
    pub name: String,
    /// Materialised path: one segment a level, each ended by a dot. A subtree is a range of it.
    pub path: String,
    /// Telephone of a person who helps, printed on messages (E.164). An office number, not a private one.
    pub contact_phone: Option<String>,
    /// Whether people who register themselves wait for their steward; none for as the area above
    /// says.
    pub confirms_registrations: Option<bool>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
