//! What the caller can do with an area or a venue.

use async_graphql::SimpleObject;
use mulin_domain::place::rules::kind_below;
use mulin_domain::{Actor, event, person, place, volunteer};
use mulin_entities::{AreaKind, area};

/// What the caller can do with an area now.
#[derive(SimpleObject, Clone, Copy)]
pub struct AreaViewerCan {
    /// Edit it.
    pub edit: bool,
    /// Draft events of it.
    pub create_event: bool,
    /// Make venues of it.
    pub create_venue: bool,
    /// Make areas right below it; a unit has none.
    pub create_area: bool,
    /// Register people in it; they live in units alone.
    pub register_person: bool,
    /// Give and take back roles over it.
    pub grant_roles: bool,
    /// Confirm that who registered themselves live in it.
    pub confirm_registrations: bool,
    /// Make teams of it.
    pub create_team: bool,
}

impl AreaViewerCan {
    /// As the mutations themselves would decide it.
    pub fn of(actor: &Actor, area: &area::Model) -> Self {
        let has_below = kind_below(area.kind).is_some();
        let is_unit = area.kind == AreaKind::Unit;
        Self {
            edit: place::policy::may_update_area(actor, area).is_ok(),
            create_event: event::policy::may_create(actor, area).is_ok(),
            create_venue: place::policy::may_edit_venue(actor, area).is_ok(),
            create_area: has_below && place::policy::may_create_area(actor, Some(area)).is_ok(),
            register_person: is_unit && person::policy::may_register(actor, area).is_ok(),
            grant_roles: person::policy::may_grant(actor, &area.path).is_ok(),
            confirm_registrations: person::policy::may_register(actor, area).is_ok(),
            create_team: volunteer::policy::may_create(actor, area).is_ok(),
        }
    }
}

/// What the caller can do with a venue now.
#[derive(SimpleObject, Clone, Copy)]
pub struct VenueViewerCan {
    /// Edit it.
    pub edit: bool,
}
