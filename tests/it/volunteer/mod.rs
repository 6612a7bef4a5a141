//! Teams of volunteers and who leads them.

mod create_team;
mod grant_team_lead;
mod members;
mod revoke_team_lead;
mod teams;
mod update_team;

use mulin_entities::{PersonId, TeamId};
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// What a team tells of itself.
const FIELDS: &str = "id name version area { id } leads { name } viewerCan { edit grantLead }";

/// A team of the community.
async fn team(app: &TestApp, town: &Town, name: &str) -> TeamId {
    let input = json!({ "areaId": *gid(town, town.community.id), "name": name });
    let who = Some(town.organiser);
    let answer = app.mutate(who, "createTeam", "team { id }", input).await;
    assert_eq!(answer.refusals("createTeam"), [""; 0]);
    TeamId(key(answer.at("/createTeam/team/id")))
}

/// Who, and which team.
fn lead(town: &Town, team: TeamId, person: PersonId) -> Value {
    json!({ "teamId": *gid(town, team), "personId": *gid(town, person) })
}

/// Names a lead as the community's organiser.
async fn name_lead(app: &TestApp, town: &Town, team: TeamId, person: PersonId) {
    let (who, input) = (Some(town.organiser), lead(town, team, person));
    let answer = app.mutate(who, "grantTeamLead", "team { id }", input).await;
    assert_eq!(answer.refusals("grantTeamLead"), [""; 0]);
}

/// The names of a team's leads as somebody sees them; null if they do not see the team.
async fn leads(app: &TestApp, town: &Town, team: TeamId, who: Option<PersonId>) -> Value {
    let query = "query ($id: ID!) { team(id: $id) { leads { name } } }";
    let answer = app.run(who, query, json!({ "id": *gid(town, team) })).await;
    let Some(leads) = answer.at("/team").get("leads") else {
        return Value::Null;
    };
    let leads = leads.as_array().expect("a list").iter();
    leads.map(|lead| lead["name"].clone()).collect()
}
