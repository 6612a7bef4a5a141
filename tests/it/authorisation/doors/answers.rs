//! Ways to answers and to who gave them.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = Vec::new();
    for (instance, answer, event) in [
        ("going", stage.going, stage.public),
        ("waiting", stage.waiting, stage.audience),
        ("declined", stage.declined, stage.cancelled),
    ] {
        let (rsvp, event) = (text(stage, answer), text(stage, event));
        let (what, who) = (("Rsvp", instance), ("Respondent", instance));
        doors.extend(front(what, &rsvp));
        let ways = [
            (
                "event.rsvps",
                "/event/rsvps/nodes",
                "{ event(id: $id) { rsvps { nodes { FIELDS } } } }",
            ),
            (
                "event.viewerRsvp",
                "/event/viewerRsvp",
                "{ event(id: $id) { viewerRsvp { FIELDS } } }",
            ),
            (
                "event.rsvps.edges",
                "/event/rsvps/edges/0/node",
                "{ event(id: $id) { rsvps { edges { node { FIELDS } } } } }",
            ),
            (
                "viewer.rsvps",
                "/viewer/rsvps/nodes",
                "query { viewer { rsvps(upcoming: false) { nodes { FIELDS } } } }",
            ),
        ];
        for (way, pointer, operation) in ways {
            doors.push(door(what, way, &event, pointer, Some(&rsvp), operation));
        }
        let node = "{ node(id: $id) { ... on Rsvp { respondent { FIELDS } } } }";
        doors.push(door(
            who,
            "rsvp.respondent",
            &rsvp,
            "/node/respondent",
            None,
            node,
        ));
        let listed = "{ event(id: $id) { rsvps { nodes { respondent { FIELDS } } } } }";
        let at = "/event/rsvps/nodes/0/respondent";
        doors.push(door(
            who,
            "event.rsvps.respondent",
            &event,
            at,
            None,
            listed,
        ));
        let own = "{ event(id: $id) { viewerRsvp { respondent { FIELDS } } } }";
        let at = "/event/viewerRsvp/respondent";
        doors.push(door(
            who,
            "event.viewerRsvp.respondent",
            &event,
            at,
            None,
            own,
        ));
    }
    for (instance, answer) in [
        ("going", stage.going),
        ("waiting", stage.waiting),
        ("declined", stage.declined),
        ("the housemate's, at the door", stage.stays_away),
    ] {
        doors.push(door(
            ("RsvpViewerCan", instance),
            "rsvp.viewerCan",
            &text(stage, answer),
            "/node/viewerCan",
            None,
            "{ node(id: $id) { ... on Rsvp { viewerCan { FIELDS } } } }",
        ));
    }
    let going = text(stage, stage.going);
    let party = "{ node(id: $id) { ... on Rsvp { party { FIELDS } } } }";
    doors.push(door(
        ("Party", "of an answer"),
        "rsvp.party",
        &going,
        "/node/party",
        None,
        party,
    ));
    doors.push(door(
        ("PartyMember", "of an answer"),
        "rsvp.party.members",
        &text(stage, stage.declined),
        "/node/party/members",
        None,
        "{ node(id: $id) { ... on Rsvp { party { members { FIELDS } } } } }",
    ));
    let named = text(stage, stage.declined);
    let what = ("Party", "with somebody by name");
    doors.push(door(what, "rsvp.party", &named, "/node/party", None, party));
    let offered = text(stage, stage.offered);
    doors.extend(front(("Rsvp", "offered seats"), &offered));
    doors.push(door(
        ("RsvpOptions", "where seats are offered"),
        "event.viewerRsvpOptions",
        &text(stage, stage.later),
        "/event/viewerRsvpOptions",
        None,
        "{ event(id: $id) { viewerRsvpOptions { FIELDS } } }",
    ));
    doors.push(door(
        ("RsvpRefusal", "before answers are taken"),
        "event.viewerRsvpOptions.refusal",
        &text(stage, stage.later),
        "/event/viewerRsvpOptions/refusal",
        None,
        "{ event(id: $id) { viewerRsvpOptions { refusal { FIELDS } } } }",
    ));
    doors.push(door(
        ("RsvpOptions", "at a public event"),
        "event.viewerRsvpOptions",
        &text(stage, stage.public),
        "/event/viewerRsvpOptions",
        None,
        "{ event(id: $id) { viewerRsvpOptions { FIELDS } } }",
    ));
    doors.push(door(
        ("RsvpRefusal", "at a cancelled event"),
        "event.viewerRsvpOptions.refusal",
        &text(stage, stage.cancelled),
        "/event/viewerRsvpOptions/refusal",
        None,
        "{ event(id: $id) { viewerRsvpOptions { refusal { FIELDS } } } }",
    ));
    doors.push(door(
        ("DecidedRsvp", "approved before"),
        "approveRsvps.results",
        &going,
        "/approveRsvps/results/0",
        None,
        "mutation ($id: ID!) { approveRsvps(input: { rsvpIds: [$id] }) { results { FIELDS } } }",
    ));
    doors
}
