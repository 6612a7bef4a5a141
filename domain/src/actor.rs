//! Who asks.

use std::sync::Arc;

use mulin_entities::{AreaId, HouseholdId, PersonId, Role};

use crate::error::{Error, Result};

/// The one who asks, with everything that policies look at. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Actor {
    /// Not signed in.
    Anonymous,
    /// Signed in.
    Person(Arc<PersonActor>),
    /// The system itself, or an operator at the command line.
    System,
}

/// A signed-in person as of this request: grants are read anew for each, so that a revocation acts
/// at once.
#[derive(Debug)]
pub struct PersonActor {
    /// Who.
    pub person_id: PersonId,
    /// Tree the person belongs to.
    pub root_area_id: AreaId,
    /// Household.
    pub household_id: HouseholdId,
    /// Unit the person lives in.
    pub unit_id: AreaId,
    /// Path of that unit.
    pub unit_path: String,
    /// Grants in force.
    pub grants: Vec<Grant>,
}

/// A role over a subtree.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What it allows.
    pub role: Role,
    /// Top of the subtree.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
}

impl Actor {
    /// The signed-in person.
    pub fn person(&self) -> Result<&PersonActor> {
        self.signed_in().ok_or(Error::Unauthenticated)
    }

    /// The signed-in person, if any.
    pub fn signed_in(&self) -> Option<&PersonActor> {
        match self {
            Self::Person(person) => Some(person),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The signed-in person's id, if any.
    pub fn person_id(&self) -> Option<PersonId> {
        self.signed_in().map(|person| person.person_id)
    }

    /// Whether the actor holds one of the roles over the area with this path. An administrator
    /// holds every role.
    pub fn has_role(&self, roles: &[Role], area_path: &str) -> bool {
        match self {
            Self::System => true,
            Self::Anonymous => false,
            Self::Person(person) => person.grants.iter().any(|grant| {
                (grant.role == Role::Admin || roles.contains(&grant.role))
                    && area_path.starts_with(&grant.area_path)
            }),
        }
    }

    /// Whether the actor lives in the area with this path.
    pub fn lives_in(&self, area_path: &str) -> bool {
        self.signed_in()
            .is_some_and(|person| person.unit_path.starts_with(area_path))
    }
}
