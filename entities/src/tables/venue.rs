//! `venue`: a place with an address, position and accessibility.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, VenueId};

/// A place with an address, position and accessibility.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "venue")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VenueId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Area that runs it.
    pub area_id: AreaId,
    /// Name.
    pub name: String,
    /// Postal address in one line.
    pub address: String,
    /// WGS-84 degrees north.
    pub latitude: Option<f64>,
    /// WGS-84 degrees east.
    pub longitude: Option<f64>,
    /// How many people it holds; none if not known.
    pub seats: Option<i32>,
    /// Reachable without a step.
    pub step_free: bool,
    /// More on access: lift, toilets, hearing loop.
    pub accessibility: Option<String>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
