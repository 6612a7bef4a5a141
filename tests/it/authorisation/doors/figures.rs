//! Ways to the counts of an area.

use super::{Door, door, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let community = text(stage, stage.town.community.id);
    // What of it is selected, and where that stands.
    let parts = [
        ("AreaFigures", "area.figures", "FIELDS", ""),
        ("Figures", "areaFigures.total", "total { FIELDS }", "/total"),
        (
            "EventsOfKind",
            "figures.eventsByKind",
            "total { eventsByKind { FIELDS } }",
            "/total/eventsByKind",
        ),
        (
            "ServedService",
            "figures.services",
            "total { services { FIELDS } }",
            "/total/services",
        ),
        (
            "PeopleByResidence",
            "figures.byResidence",
            "total { byResidence { FIELDS } }",
            "/total/byResidence",
        ),
        (
            "PeopleByAge",
            "figures.byAge",
            "total { byAge { FIELDS } }",
            "/total/byAge",
        ),
        (
            "ServedByAge",
            "figures.servedByAge",
            "total { servedByAge { FIELDS } }",
            "/total/servedByAge",
        ),
        (
            "FiguresByArea",
            "areaFigures.byArea",
            "byArea { FIELDS }",
            "/byArea",
        ),
    ];
    let mut doors = Vec::new();
    for (object, way, selected, at) in parts {
        // Whichever month the days of the stage are in.
        let operation = format!(
            "{{ area(id: $id) {{ figures(input: {{ from: \"2026-01-01\", until: \"2027-12-31\" }}) \
             {{ {selected} }} }} }}"
        );
        let pointer = format!("/area/figures{at}");
        let what = (object, "of the community");
        doors.push(door(what, way, &community, &pointer, None, &operation));
    }
    doors
}
