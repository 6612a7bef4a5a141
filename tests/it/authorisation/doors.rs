//! Every way to an object: by its id, through lists and other objects, and as what a mutation
//! answers.

use mulin::graphql::id::GlobalId;
use mulin_entities::EventId;
use serde_json::{Value, json};

use super::stage::{Stage, TITLES};
use crate::factories::gid;

/// A way to one object.
pub struct Door {
    /// Its type.
    pub object: &'static str,
    /// Which one, as the table calls it.
    pub instance: &'static str,
    /// The way, as the table calls it. The first of an object is its front door.
    pub way: &'static str,
    /// The operation, with `FIELDS` where the object's fields go.
    pub operation: String,
    /// Its variables.
    pub variables: Value,
    /// Where the object, or a list with it, stands in the data.
    pub pointer: String,
    /// Its global id, if it has one; another object there is not this one.
    pub id: Option<String>,
}

/// All of a stage; those that write come last.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = places(stage);
    doors.extend(people(stage));
    doors.extend(events(stage));
    doors.extend(answers(stage));
    doors.extend(payloads(stage));
    doors
}

/// The object at the end of an operation that starts from one id.
fn door(
    (object, instance): (&'static str, &'static str),
    way: &'static str,
    start: &str,
    pointer: &str,
    id: Option<&str>,
    operation: &str,
) -> Door {
    let kind = if operation.starts_with('{') {
        "query ($id: ID!) "
    } else {
        ""
    };
    Door {
        object,
        instance,
        way,
        operation: format!("{kind}{operation}"),
        variables: json!({ "id": start }),
        pointer: pointer.to_owned(),
        id: id.map(str::to_owned),
    }
}

/// `node` and `nodes`.
fn front((object, instance): (&'static str, &'static str), id: &str) -> [Door; 2] {
    let one = format!("{{ node(id: $id) {{ ... on {object} {{ FIELDS }} }} }}");
    let many = format!("{{ nodes(ids: [$id]) {{ ... on {object} {{ FIELDS }} }} }}");
    let what = (object, instance);
    [
        door(what, "node", id, "/node", Some(id), &one),
        door(what, "nodes", id, "/nodes", Some(id), &many),
    ]
}

fn text<T: GlobalId>(stage: &Stage, id: T) -> String {
    gid(&stage.town, id).0
}

fn places(stage: &Stage) -> Vec<Door> {
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

fn people(stage: &Stage) -> Vec<Door> {
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

fn events(stage: &Stage) -> Vec<Door> {
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
    let listed = listed(
        stage,
        what,
        TITLES[0],
        "events.attendees",
        "attendees { FIELDS }",
        "/0/attendees",
        None,
    );
    doors.push(listed);
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

fn answers(stage: &Stage) -> Vec<Door> {
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
    doors
}

/// What mutations answer, of which each changes nothing that matters here.
fn payloads(stage: &Stage) -> Vec<Door> {
    let (event, going) = (text(stage, stage.public), text(stage, stage.going));
    let mut doors = Vec::new();
    let mut add = |object, instance, field: &'static str, input: &str, start: &str, id: &str| {
        let (mutation, part) = field
            .split_once('.')
            .expect("a mutation and a field of its payload");
        let operation = format!(
            "mutation ($id: ID!) {{ {mutation}(input: {{ {input}: $id }}) {{ {part} {{ FIELDS }} }} }}"
        );
        let input_has_more = operation.replace("eventId!: $id", "eventId: $id, status: GOING");
        let pointer = format!("/{mutation}/{part}");
        doors.push(door(
            (object, instance),
            field,
            start,
            &pointer,
            Some(id),
            &input_has_more,
        ));
    };
    let person = text(stage, stage.resident());
    add(
        "Person",
        "a resident",
        "updatePerson.person",
        "personId",
        &person,
        &person,
    );
    let grant = text(stage, stage.grant);
    add(
        "RoleGrant",
        "a resident's",
        "revokeRole.grant",
        "grantId",
        &grant,
        &grant,
    );
    let item = text(stage, stage.item);
    add(
        "ProgrammeItem",
        "of a public event",
        "updateProgrammeItem.item",
        "itemId",
        &item,
        &item,
    );
    let venue = text(stage, stage.venue);
    add(
        "Venue",
        "of the community",
        "updateVenue.venue",
        "venueId",
        &venue,
        &venue,
    );
    let area = text(stage, stage.town.community.id);
    add(
        "Area",
        "the community",
        "updateArea.area",
        "areaId",
        &area,
        &area,
    );
    add(
        "Event",
        "public",
        "publishEvent.event",
        "eventId",
        &event,
        &event,
    );
    add(
        "Event",
        "public",
        "updateEvent.event",
        "eventId",
        &event,
        &event,
    );
    add(
        "Rsvp",
        "going",
        "respondToEvent.rsvp",
        "eventId!",
        &event,
        &going,
    );
    add(
        "Event",
        "public",
        "respondToEvent.event",
        "eventId!",
        &event,
        &event,
    );
    doors
}
