//! What a shift needs, as clients say it.

use async_graphql::{ID, InputObject};
use mulin_domain::shift;

use crate::graphql::id::decode;
use crate::graphql::volunteer::enums::Skill;

/// What is needed on a shift.
#[derive(InputObject)]
pub struct ShiftRoleInput {
    /// Which one, to edit it; left out: a new one.
    pub id: Option<ID>,
    /// What they do, 1 to 60 characters.
    pub name: String,
    /// What they must be able to do; left out: nothing in particular.
    pub skill: Option<Skill>,
    /// Whether they must have shown so by a paper that somebody has seen; their word is enough otherwise.
    #[graphql(default = false)]
    pub needs_proof: bool,
    /// How many are needed, 1 to 500.
    pub places: i32,
}

/// The roles as the domain takes them.
pub fn roles(roles: Vec<ShiftRoleInput>) -> Vec<shift::NewRole> {
    let role = |role: ShiftRoleInput| shift::NewRole {
        id: role.id.map(|id| decode(&id)),
        name: role.name,
        skill: role.skill.map(Into::into),
        needs_proof: role.needs_proof,
        places: role.places,
    };
    roles.into_iter().map(role).collect()
}
