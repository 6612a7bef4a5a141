//! Ways to areas and venues.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (community, away) = (
        text(stage, stage.town.community.id),
        text(stage, stage.away.id),
    );
    let (venue, event) = (text(stage, stage.venue), text(stage, stage.public));
    let mut doors = Vec::new();
    for (instance, area) in [("the community", &community), ("another community", &away)] {
        let what = ("Area", instance);
        doors.extend(front(what, area));
        doors.extend([
            door(
                what,
                "area",
                area,
                "/area",
                Some(area),
                "{ area(id: $id) { FIELDS } }",
            ),
            door(
                what,
                "area.parent.children",
                area,
                "/area/parent/children/nodes",
                Some(area),
                "{ area(id: $id) { parent { children { nodes { FIELDS } } } } }",
            ),
        ]);
    }
    for (instance, area) in [
        ("the community", stage.town.community.id),
        ("the unit", stage.town.unit.id),
    ] {
        doors.push(door(
            ("AreaViewerCan", instance),
            "area.viewerCan",
            &text(stage, area),
            "/area/viewerCan",
            None,
            "{ area(id: $id) { viewerCan { FIELDS } } }",
        ));
    }
    doors.push(door(
        ("VenueViewerCan", "of the community"),
        "venue.viewerCan",
        &venue,
        "/venue/viewerCan",
        None,
        "{ venue(id: $id) { viewerCan { FIELDS } } }",
    ));
    let what = ("Venue", "of the community");
    doors.extend(front(what, &venue));
    doors.extend([
        door(
            what,
            "venue",
            &venue,
            "/venue",
            Some(&venue),
            "{ venue(id: $id) { FIELDS } }",
        ),
        door(
            what,
            "event.venue",
            &event,
            "/event/venue",
            Some(&venue),
            "{ event(id: $id) { venue { FIELDS } } }",
        ),
        door(
            what,
            "area.venues",
            &community,
            "/area/venues/nodes",
            Some(&venue),
            "{ area(id: $id) { venues { nodes { FIELDS } } } }",
        ),
        door(
            ("Position", "of a venue"),
            "venue.position",
            &venue,
            "/venue/position",
            None,
            "{ venue(id: $id) { position { FIELDS } } }",
        ),
    ]);
    doors
}
