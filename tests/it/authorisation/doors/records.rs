//! Ways to what the resident has: addresses, needs, a diet, who looked at them, sessions.

use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::belongings::{CODE, PHONE};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (person, has) = (text(stage, stage.resident()), &stage.has);
    let mut doors = Vec::new();
    let contact = text(stage, has.contact);
    let what = ("ContactPoint", "a resident's");
    doors.extend(front(what, &contact));
    let listed = "{ person(id: $id) { contactPoints { FIELDS } } }";
    let at = "/person/contactPoints";
    doors.push(door(
        what,
        "person.contactPoints",
        &person,
        at,
        Some(&contact),
        listed,
    ));
    for (object, way, at, operation) in [
        (
            "PersonNeeds",
            "person.needs",
            "/person/needs",
            "{ person(id: $id) { needs { FIELDS } } }",
        ),
        (
            "PersonDiet",
            "person.diet",
            "/person/diet",
            "{ person(id: $id) { diet { FIELDS } } }",
        ),
        (
            "SensitiveRead",
            "person.sensitiveReads",
            "/person/sensitiveReads/nodes",
            "{ person(id: $id) { sensitiveReads { nodes { FIELDS } } } }",
        ),
    ] {
        let what = (object, "of a resident");
        doors.push(door(what, way, &person, at, None, operation));
    }
    let session = text(stage, has.session);
    let what = ("Session", "a resident's");
    doors.extend(front(what, &session));
    doors.push(door(
        what,
        "viewer.sessions",
        "",
        "/viewer/sessions",
        Some(&session),
        "query { viewer { sessions { FIELDS } } }",
    ));
    doors.push(door(
        ("ExternalIdentity", "the caller's"),
        "viewer.identities",
        "",
        "/viewer/identities",
        None,
        "query { viewer { identities { FIELDS } } }",
    ));
    doors.extend(front(
        ("PersonalLink", "taken back"),
        &text(stage, has.old_link),
    ));
    doors
}

/// Through what mutations answer.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let link = json!({
        "input": {
            "eventId": text(stage, stage.public), "personId": text(stage, stage.resident()),
        },
    });
    let through = |(object, instance), way, pointer: &str, operation: &str, variables| Door {
        object,
        instance,
        way,
        operation: operation.to_owned(),
        variables,
        pointer: pointer.to_owned(),
        id: None,
    };
    let resident = text(stage, stage.resident());
    let code = json!({ "input": { "address": PHONE, "code": CODE } });
    let refresh = json!({ "input": { "refreshToken": stage.has.refresh_token } });
    let of_resident = json!({ "input": { "onBehalfOf": resident } });
    vec![
        through(
            ("SignInCandidate", "who shares a telephone, with its code"),
            "signIn.people",
            "/signIn/people",
            "mutation ($input: SignInInput!) { signIn(input: $input) { people { FIELDS } } }",
            code,
        ),
        through(
            ("NewSession", "a resident's, with the refresh token"),
            "refreshSession.session",
            "/refreshSession/session",
            "mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) \
             { session { FIELDS } } }",
            refresh,
        ),
        through(
            ("DataExport", "a resident's"),
            "exportMyData.export",
            "/exportMyData/export",
            "mutation ($input: ExportMyDataInput!) { exportMyData(input: $input) \
             { export { FIELDS } } }",
            of_resident,
        ),
        through(
            ("PersonalLink", "new, a resident's"),
            "createPersonalLink.link",
            "/createPersonalLink/link",
            "mutation ($input: CreatePersonalLinkInput!) { createPersonalLink(input: $input) \
             { link { FIELDS } } }",
            link,
        ),
    ]
}
