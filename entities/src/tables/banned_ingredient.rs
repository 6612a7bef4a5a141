//! `banned_ingredient`: what may not be served in an area.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, BannedIngredientId, PersonId};

/// What may not be served in an area.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "banned_ingredient")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BannedIngredientId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Where it holds, with everything below.
    pub area_id: AreaId,
    /// What it is.
    pub name: String,
    /// Other names, an array of texts.
    pub aliases: Json,
    /// Why, and what to do instead.
    pub reason: String,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day; none for no end.
    pub valid_to: Option<Date>,
    /// The regulation that says so.
    pub source: String,
    /// Raised by every edit.
    pub version: i32,
    /// Who entered it; none for an operator.
    pub created_by: Option<PersonId>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
