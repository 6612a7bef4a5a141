//! Who asks.

use std::sync::Arc;

use mulin_entities::{
    AreaId, EventId, EventRole, HouseholdId, PersonId, PersonalLinkId, Role, SessionId, TeamId, Via,
};

use crate::error::{Error, Result};

/// The one who asks, with everything that policies look at. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Actor {
    /// Not signed in.
    Anonymous,
    /// Signed in.
    Person(Arc<PersonActor>),
    /// Holds a personal link: one person, for one event, and nothing else.
    Link(Arc<LinkActor>),
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
    /// Whether the person is known to live there: who registered themselves may have to wait for
    /// their steward's word.
    pub confirmed: bool,
    /// Year of birth, if told.
    pub birth_year: Option<i32>,
    /// The session; none for a token that an operator or an outside issuer made.
    pub session_id: Option<SessionId>,
    /// Grants in force.
    pub grants: Vec<Grant>,
    /// Parts in single events.
    pub event_roles: Vec<(EventId, EventRole)>,
    /// Teams that the person leads.
    pub leads: Vec<TeamId>,
    /// Teams that the person is a volunteer of.
    pub member_of: Vec<TeamId>,
    /// Events that are not over and to which the person, the household or the place where they live
    /// was invited, or whose invited guests they have answered among.
    pub invited: Vec<EventId>,
}

/// Somebody who holds a personal link.
#[derive(Debug)]
pub struct LinkActor {
    /// The link.
    pub link_id: PersonalLinkId,
    /// Whose link.
    pub person_id: PersonId,
    /// For which event.
    pub event_id: EventId,
}

impl LinkActor {
    /// Whoever answered, by a text message, what was written to the person about the event: as much as
    /// the holder of a link. There is no such link.
    pub fn by_text(person_id: PersonId, event_id: EventId) -> Self {
        Self {
            link_id: PersonalLinkId(uuid::Uuid::nil()),
            person_id,
            event_id,
        }
    }

    /// The way in which what the actor says came.
    pub fn via(&self) -> Via {
        if self.link_id.0.is_nil() {
            Via::Sms
        } else {
            Via::Link
        }
    }
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
            Self::Anonymous | Self::Link(_) | Self::System => None,
        }
    }

    /// The signed-in person's id, if any.
    pub fn person_id(&self) -> Option<PersonId> {
        self.signed_in().map(|person| person.person_id)
    }

    /// Who is behind what the actor does: also of a personal link, which lets do very little.
    pub fn doer(&self) -> Option<PersonId> {
        match self {
            Self::Link(link) => Some(link.person_id),
            other => other.person_id(),
        }
    }

    /// The personal link's event and person.
    pub fn link(&self) -> Option<&LinkActor> {
        match self {
            Self::Link(link) => Some(link),
            _ => None,
        }
    }

    /// Whether the actor holds one of the parts in the event.
    pub fn has_event_role(&self, event: EventId, roles: &[EventRole]) -> bool {
        self.signed_in().is_some_and(|person| {
            person
                .event_roles
                .iter()
                .any(|(of, role)| *of == event && roles.contains(role))
        })
    }

    /// Whether the actor was invited to the event.
    pub fn is_invited(&self, event: EventId) -> bool {
        self.signed_in()
            .is_some_and(|person| person.invited.contains(&event))
    }

    /// Whether the actor leads the team.
    pub fn leads(&self, team: TeamId) -> bool {
        self.signed_in()
            .is_some_and(|person| person.leads.contains(&team))
    }

    /// Whether the actor is a volunteer of the team.
    pub fn is_member(&self, team: TeamId) -> bool {
        self.signed_in()
            .is_some_and(|person| person.member_of.contains(&team))
    }

    /// Whether the actor holds one of the roles over the area with this path. An administrator
    /// holds every role.
    pub fn has_role(&self, roles: &[Role], area_path: &str) -> bool {
        match self {
            Self::System => true,
            Self::Anonymous | Self::Link(_) => false,
            Self::Person(person) => person.grants.iter().any(|grant| {
                (grant.role == Role::Admin || roles.contains(&grant.role))
                    && area_path.starts_with(&grant.area_path)
            }),
        }
    }

    /// Whether the actor lives in the area with this path.
    pub fn lives_in(&self, area_path: &str) -> bool {
        self.signed_in()
            .is_some_and(|person| person.confirmed && person.unit_path.starts_with(area_path))
    }
}
