//! Teams of volunteers and who leads them.

mod create_team;
pub mod follow;
mod grant_team_lead;
pub mod policy;
mod revoke_team_lead;
pub mod store;
mod update_team;

pub use create_team::{CreateTeam, create_team};
pub use grant_team_lead::{GrantTeamLead, grant_team_lead};
pub use revoke_team_lead::{RevokeTeamLead, revoke_team_lead};
pub use update_team::{UpdateTeam, update_team};
