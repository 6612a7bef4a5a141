//! Ways to teams and who leads them.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (team, community) = (
        text(stage, stage.team),
        text(stage, stage.town.community.id),
    );
    let what = ("Team", "of the community");
    let mut doors = Vec::from(front(what, &team));
    let ways = [
        ("team", &team, "/team", "{ team(id: $id) { FIELDS } }"),
        (
            "area.teams",
            &community,
            "/area/teams/nodes",
            "{ area(id: $id) { teams { nodes { FIELDS } } } }",
        ),
        (
            "viewer.leads",
            &team,
            "/viewer/leads",
            "query { viewer { leads { FIELDS } } }",
        ),
    ];
    for (way, start, pointer, operation) in ways {
        doors.push(door(what, way, start, pointer, Some(&team), operation));
    }
    for (object, way, pointer, part) in [
        ("TeamLead", "team.leads", "/team/leads", "leads"),
        (
            "TeamViewerCan",
            "team.viewerCan",
            "/team/viewerCan",
            "viewerCan",
        ),
    ] {
        let operation = format!("{{ team(id: $id) {{ {part} {{ FIELDS }} }} }}");
        let what = (object, "of the community");
        doors.push(door(what, way, &team, pointer, None, &operation));
    }
    doors
}
