//! Ways to people, their households and roles.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let person = text(stage, stage.resident());
    let (household, grant) = (text(stage, stage.household), text(stage, stage.grant));
    let what = ("Person", "a resident");
    let mut doors = Vec::from(front(what, &person));
    let ways = [
        ("person", "/person", "{ person(id: $id) { FIELDS } }"),
        (
            "viewer.person",
            "/viewer/person",
            "query { viewer { person { FIELDS } } }",
        ),
    ];
    for (way, pointer, operation) in ways {
        doors.push(door(what, way, &person, pointer, Some(&person), operation));
    }
    let through_grant = "{ node(id: $id) { ... on RoleGrant { person { FIELDS } } } }";
    doors.push(door(
        what,
        "grant.person",
        &grant,
        "/node/person",
        Some(&person),
        through_grant,
    ));
    for (way, answer) in [
        ("rsvp.person", stage.going),
        ("another rsvp.person", stage.declined),
    ] {
        let answer = text(stage, answer);
        let operation = "{ node(id: $id) { ... on Rsvp { person { FIELDS } } } }";
        doors.push(door(
            what,
            way,
            &answer,
            "/node/person",
            Some(&person),
            operation,
        ));
    }
    let quiet = "{ person(id: $id) { quietHours { FIELDS } } }";
    let at = "/person/quietHours";
    doors.push(door(
        ("QuietHours", "of a resident"),
        "person.quietHours",
        &person,
        at,
        None,
        quiet,
    ));
    let what = ("Household", "a resident's");
    doors.extend(front(what, &household));
    let through = "{ person(id: $id) { household { FIELDS } } }";
    let at = "/person/household";
    doors.push(door(
        what,
        "person.household",
        &person,
        at,
        Some(&household),
        through,
    ));
    doors.extend(front(("RoleGrant", "a resident's"), &grant));
    let unit = text(stage, stage.town.other_unit.id);
    doors.push(door(
        ("RoleGrant", "a resident's"),
        "area.grants",
        &unit,
        "/area/grants/nodes",
        Some(&grant),
        "{ area(id: $id) { grants { nodes { FIELDS } } } }",
    ));
    doors.push(door(
        ("PersonViewerCan", "a resident"),
        "person.viewerCan",
        &person,
        "/person/viewerCan",
        None,
        "{ person(id: $id) { viewerCan { FIELDS } } }",
    ));
    let viewer = "query { viewer { FIELDS } }";
    doors.push(door(
        ("Viewer", "the caller"),
        "viewer",
        "",
        "/viewer",
        None,
        viewer,
    ));
    let roles = "query { viewer { roles { FIELDS } } }";
    doors.push(door(
        ("ViewerRole", "the caller's"),
        "viewer.roles",
        "",
        "/viewer/roles",
        None,
        roles,
    ));
    doors
}
