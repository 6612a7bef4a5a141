//! Ways to check-ins, their lists, and what they add up to.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (today, community) = (
        text(stage, stage.today),
        text(stage, stage.town.community.id),
    );
    let mut doors = Vec::new();
    let what = ("Event", "over by now");
    doors.extend(front(what, &today));
    let by_id = "{ event(id: $id) { FIELDS } }";
    doors.push(door(what, "event", &today, "/event", Some(&today), by_id));
    let can = "{ event(id: $id) { viewerCan { FIELDS } } }";
    let what = ("EventViewerCan", "over by now");
    doors.push(door(
        what,
        "event.viewerCan",
        &today,
        "/event/viewerCan",
        None,
        can,
    ));
    let came = text(stage, stage.came);
    doors.extend(front(("Rsvp", "checked in"), &came));
    for (instance, check_in) in [
        ("a resident's party", stage.check_in),
        ("heads, taken back", stage.undone),
    ] {
        let (what, id) = (("CheckIn", instance), text(stage, check_in));
        doors.extend(front(what, &id));
        let listed = "{ event(id: $id) { checkIns { nodes { FIELDS } } } }";
        let at = "/event/checkIns/nodes";
        doors.push(door(what, "event.checkIns", &today, at, Some(&id), listed));
    }
    let side = text(stage, stage.side);
    doors.extend(front(("CheckInList", "with times of its own"), &side));
    let heads = "{ node(id: $id) { ... on CheckIn { heads { FIELDS } } } }";
    let party = text(stage, stage.check_in);
    let what = ("Heads", "of a resident's party");
    doors.push(door(
        what,
        "checkIn.heads",
        &party,
        "/node/heads",
        None,
        heads,
    ));
    let (what, list) = (("CheckInList", "of an event"), text(stage, stage.list));
    doors.extend(front(what, &list));
    let lists = "{ event(id: $id) { checkInLists { FIELDS } } }";
    let at = "/event/checkInLists";
    doors.push(door(
        what,
        "event.checkInLists",
        &today,
        at,
        Some(&list),
        lists,
    ));
    for (what, way, start, at, operation) in [
        (
            ("CheckInCandidate", "a resident"),
            "event.checkInSearch",
            &today,
            "/event/checkInSearch",
            "{ event(id: $id) { checkInSearch(text: \"oneself\") { FIELDS } } }",
        ),
        (
            ("EventAttendance", "of an event"),
            "event.attendance",
            &today,
            "/event/attendance",
            "{ event(id: $id) { attendance { FIELDS } } }",
        ),
        (
            ("ListAttendance", "of an event"),
            "eventAttendance.byList",
            &today,
            "/event/attendance/byList",
            "{ event(id: $id) { attendance { byList { FIELDS } } } }",
        ),
        (
            ("AttendanceMeasures", "of an event"),
            "eventAttendance.total",
            &today,
            "/event/attendance/total",
            "{ event(id: $id) { attendance { total { FIELDS } } } }",
        ),
        (
            ("AttendanceMeasures", "of the community"),
            "area.attendance",
            &community,
            "/area/attendance",
            "{ area(id: $id) { attendance { FIELDS } } }",
        ),
    ] {
        doors.push(door(what, way, start, at, None, operation));
    }
    doors
}

/// What mutations answer, of which each changes nothing.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let (today, came) = (text(stage, stage.today), text(stage, stage.came));
    let (undone, list) = (text(stage, stage.undone), text(stage, stage.list));
    let check_in = text(stage, stage.check_in);
    let mut doors = Vec::new();
    let mut add = |what, way, start: &str, at, id: Option<&str>, operation: String| {
        let operation = format!("mutation ($id: ID!) {{ {operation} }}");
        doors.push(door(what, way, start, at, id, &operation));
    };
    add(
        ("CheckIn", "heads, taken back"),
        "undoCheckIn.checkIn",
        &undone,
        "/undoCheckIn/checkIn",
        Some(&undone),
        "undoCheckIn(input: { checkInId: $id }) { checkIn { FIELDS } }".to_owned(),
    );
    add(
        ("CheckIn", "a resident's party"),
        "checkIn.checkIn",
        &today,
        "/checkIn/checkIn",
        Some(&check_in),
        format!(
            "checkIn(input: {{ eventId: $id, rsvpId: \"{came}\" }}) {{ checkIn {{ FIELDS }} }}"
        ),
    );
    add(
        ("CheckInList", "of an event"),
        "updateCheckInList.list",
        &list,
        "/updateCheckInList/list",
        Some(&list),
        "updateCheckInList(input: { listId: $id }) { list { FIELDS } }".to_owned(),
    );
    for (instance, item) in [
        ("of who was there", format!("rsvpId: \"{came}\"")),
        ("refused", "code: \"x\"".to_owned()),
    ] {
        add(
            ("CheckInBatchResult", instance),
            "checkInBatch.results",
            &today,
            "/checkInBatch/results",
            None,
            format!(
                "checkInBatch(input: {{ eventId: $id, device: \"d\", \
                 items: [{{ clientId: \"7\", {item} }}] }}) {{ results {{ FIELDS }} }}"
            ),
        );
    }
    doors
}
