//! Teams of volunteers, who leads them and who belongs to them, and what volunteers can do.

mod create_team;
mod error;
pub mod follow;
mod grant_team_lead;
pub mod member_store;
mod members;
pub mod policy;
pub mod qualification;
pub mod qualification_store;
mod revoke_team_lead;
pub mod skill_store;
mod skills;
pub mod store;
mod update_team;

pub use create_team::{CreateTeam, create_team};
pub use error::VolunteerError;
pub use grant_team_lead::{GrantTeamLead, grant_team_lead};
pub use members::{
    AddTeamMember, JoinTeam, OfMember, add_team_member, approve_team_member, end_team_membership,
    join_team,
};
pub use qualification::{
    OfQualification, RecordQualification, confirm_qualification, end_qualification,
    record_qualification,
};
pub use revoke_team_lead::{RevokeTeamLead, revoke_team_lead};
pub use skills::{SetSkills, set_skills};
pub use update_team::{UpdateTeam, update_team};
