//! Ways to events and what belongs to them.

use mulin_entities::EventId;
use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::stage::{Stage, TITLES};

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let events: [(&'static str, EventId); 6] = [
        ("public", stage.public),
        ("for its audience", stage.audience),
        ("for who was invited", stage.invited),
        ("a draft", stage.draft),
        ("cancelled", stage.cancelled),
        ("a cancelled draft", stage.dropped),
    ];
    let mut doors = Vec::new();
    for ((instance, event), title) in events.into_iter().zip(TITLES) {
        let (what, id) = (("Event", instance), text(stage, event));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "event",
            &id,
            "/event",
            Some(&id),
            "{ event(id: $id) { FIELDS } }",
        ));
        doors.push(listed(stage, what, title, "events", "FIELDS", "", Some(id)));
    }
    let public = text(stage, stage.public);
    let (audience, answer) = (text(stage, stage.audience), text(stage, stage.going));
    let what = ("Event", "public");
    let through = [
        (
            "event.festival",
            &audience,
            "/event/festival",
            "{ event(id: $id) { festival { FIELDS } } }",
        ),
        (
            "rsvp.event",
            &answer,
            "/node/event",
            "{ node(id: $id) { ... on Rsvp { event { FIELDS } } } }",
        ),
    ];
    for (way, start, pointer, operation) in through {
        doors.push(door(what, way, start, pointer, Some(&public), operation));
    }
    let seats = "{ event(id: $id) { seats { FIELDS } } }";
    doors.push(door(
        ("Seats", "of a full event"),
        "event.seats",
        &audience,
        "/event/seats",
        None,
        seats,
    ));
    let what = ("Attendee", "a resident");
    let attendees = "{ event(id: $id) { attendees { FIELDS } } }";
    doors.push(door(
        what,
        "event.attendees",
        &public,
        "/event/attendees",
        None,
        attendees,
    ));
    doors.push(listed(
        stage,
        what,
        TITLES[0],
        "events.attendees",
        "attendees { FIELDS }",
        "/0/attendees",
        None,
    ));
    for (instance, event, item) in [
        ("of a public event", stage.public, stage.item),
        ("of a draft", stage.draft, stage.draft_item),
    ] {
        let (what, event, item) = (
            ("ProgrammeItem", instance),
            text(stage, event),
            text(stage, item),
        );
        doors.extend(front(what, &item));
        let programme = "{ event(id: $id) { programme { FIELDS } } }";
        let at = "/event/programme";
        doors.push(door(
            what,
            "event.programme",
            &event,
            at,
            Some(&item),
            programme,
        ));
    }
    for ((instance, event), title) in events.into_iter().zip(TITLES) {
        let (what, id) = (("EventViewerCan", instance), text(stage, event));
        let by_id = "{ event(id: $id) { viewerCan { FIELDS } } }";
        let at = "/event/viewerCan";
        doors.push(door(what, "event.viewerCan", &id, at, None, by_id));
        // Walked, not resolved.
        let selection = "viewerCan { FIELDS }";
        let (way, at) = ("events.viewerCan", "/0/viewerCan");
        doors.push(listed(stage, what, title, way, selection, at, None));
    }
    let (what, part) = (("EventRoleGrant", "the helper's"), text(stage, stage.part));
    doors.extend(front(what, &part));
    let roles = "{ event(id: $id) { roles { FIELDS } } }";
    let at = "/event/roles";
    doors.push(door(what, "event.roles", &public, at, Some(&part), roles));
    doors
}

/// An event of the list, which reads ahead what is selected.
fn listed(
    stage: &Stage,
    (object, instance): (&'static str, &'static str),
    title: &str,
    way: &'static str,
    selection: &str,
    pointer: &str,
    id: Option<String>,
) -> Door {
    Door {
        object,
        instance,
        way,
        operation: format!(
            "query ($area: ID!, $text: String!) {{ events(filter: {{ areaId: $area, text: $text, \
             states: [DRAFT, PUBLISHED, CANCELLED] }}) {{ nodes {{ {selection} }} }} }}"
        ),
        variables: json!({ "area": text(stage, stage.town.community.id), "text": title }),
        pointer: format!("/events/nodes{pointer}"),
        id,
    }
}
