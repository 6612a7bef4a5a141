//! Ways to consents, to who gave them, and to the policy that they are given to.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let person = text(stage, stage.resident());
    let unit = text(stage, stage.town.unit.id);
    let mut doors = Vec::new();
    for (instance, consent) in [
        ("waiting", stage.waiting_consent),
        ("confirmed", stage.confirmed_consent),
        ("withdrawn", stage.withdrawn_consent),
    ] {
        let (what, id) = (("Consent", instance), text(stage, consent));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "person.consents",
            &person,
            "/person/consents/nodes",
            Some(&id),
            "{ person(id: $id) { consents { nodes { FIELDS } } } }",
        ));
        if instance == "waiting" {
            doors.push(door(
                what,
                "area.consentsToConfirm",
                &unit,
                "/area/consentsToConfirm/nodes",
                Some(&id),
                "{ area(id: $id) { consentsToConfirm { nodes { FIELDS } } } }",
            ));
        }
        doors.push(door(
            ("ConsentViewerCan", instance),
            "consent.viewerCan",
            &id,
            "/node/viewerCan",
            None,
            "{ node(id: $id) { ... on Consent { viewerCan { FIELDS } } } }",
        ));
    }
    doors.push(door(
        ("Doer", "who wrote a consent down"),
        "consent.givenBy",
        &text(stage, stage.waiting_consent),
        "/node/givenBy",
        None,
        "{ node(id: $id) { ... on Consent { givenBy { FIELDS } } } }",
    ));
    doors.push(door(
        ("Doer", "who confirmed a consent"),
        "consent.confirmedBy",
        &text(stage, stage.confirmed_consent),
        "/node/confirmedBy",
        None,
        "{ node(id: $id) { ... on Consent { confirmedBy { FIELDS } } } }",
    ));
    doors.push(door(
        ("Doer", "who gave an answer"),
        "rsvp.answeredBy",
        &text(stage, stage.going),
        "/node/answeredBy",
        None,
        "{ node(id: $id) { ... on Rsvp { answeredBy { FIELDS } } } }",
    ));
    doors.push(door(
        ("PrivacyPolicy", "in force"),
        "privacyPolicy",
        "",
        "/privacyPolicy",
        None,
        "query { privacyPolicy { FIELDS } }",
    ));
    doors
}
