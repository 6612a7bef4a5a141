//! Places, and the teams that work in them.

use serde_json::json;

use super::{case, id};
use crate::authorisation::actors::Who;
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

pub(super) fn places(stage: &Stage) -> Vec<Case> {
    let (community, venue) = (id(stage, stage.town.community.id), id(stage, stage.venue));
    let grid = json!({ "parentId": community, "kind": "GRID", "name": "第二网格" });
    let new = json!({ "areaId": community, "name": "茶馆", "address": "桂花路1号" });
    vec![
        case("createArea", "below the community", grid),
        case(
            "updateArea",
            "the community",
            json!({ "areaId": community, "name": "桂" }),
        ),
        case("createVenue", "of the community", new),
        case(
            "updateVenue",
            "of the community",
            json!({ "venueId": venue, "name": "广场" }),
        ),
    ]
}

pub(super) fn teams(stage: &Stage) -> Vec<Case> {
    let (area, team) = (id(stage, stage.town.community.id), id(stage, stage.team));
    let lead = |person| json!({ "teamId": team, "personId": id(stage, person) });
    let helper = stage.person(Who::Helper).expect("the helper has a record");
    vec![
        case(
            "createTeam",
            "of the community",
            json!({ "areaId": area, "name": "巡逻队" }),
        ),
        case(
            "updateTeam",
            "of the community",
            json!({ "teamId": team, "name": "帮帮团" }),
        ),
        case("grantTeamLead", "to a resident", lead(stage.resident())),
        case("revokeTeamLead", "the helper's", lead(helper)),
    ]
}
