//! What an actor could do with a person's record now: the policies and rules of the commands, asked
//! ahead of them.

use mulin_entities::{area, person, role_grant};

use super::{policy, record};
use crate::actor::Actor;
use crate::clock::Instant;

/// Which commands would do something, and what may be looked at. Whether the actor may act for the
/// person hangs on the person's consent: [`super::acting::store::acted_for`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Can {
    /// `update_person`
    pub edit: bool,
    /// See how to reach the person.
    pub see_contacts: bool,
    /// See what the person needs.
    pub see_needs: bool,
    /// `record_consent`
    pub record_consent: bool,
    /// `move_person`, to another unit that the actor looks after.
    pub relocate: bool,
    /// `merge_people`, with another record that the actor looks after.
    pub merge: bool,
}

/// What the actor could do with a record that they may see. `grants` are the person's roles that count
/// now or will.
pub fn with(
    actor: &Actor,
    person: &person::Model,
    unit: &area::Model,
    grants: &[role_grant::Model],
    now: Instant,
) -> Can {
    let (year, unit_path) = (chrono::Datelike::year(&now), unit.path.as_str());
    let looks_after = policy::may_register(actor, unit).is_ok();
    let signed_in = actor.signed_in().is_some();
    let open = record::must_be_open(person).is_ok();
    Can {
        edit: signed_in && open && policy::may_keep(actor, person, unit_path, year).is_ok(),
        see_contacts: policy::may_see_contacts(actor, person, unit_path),
        see_needs: policy::may_see_needs(actor, person, unit_path),
        record_consent: signed_in
            && open
            && policy::relationship(actor, person, unit_path, year).is_ok(),
        relocate: signed_in && open && looks_after,
        merge: signed_in
            && open
            && looks_after
            && policy::gains_nothing(actor, person.id, grants).is_ok(),
    }
}
