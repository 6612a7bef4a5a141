//! Who may see how somebody wants to be told.

use mulin_entities::person;

use crate::actor::Actor;
use crate::person::policy;

/// The person and whoever keeps their record, and those who act for them: `acts_for` says whether the
/// actor does.
pub fn may_see(
    actor: &Actor,
    person: &person::Model,
    unit_path: &str,
    year: i32,
    acts_for: bool,
) -> bool {
    acts_for || policy::may_keep(actor, person, unit_path, year).is_ok()
}
