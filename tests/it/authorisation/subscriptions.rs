//! Every field of `Subscription`: who may begin to watch. That they may not go on is tested in
//! `live::revocation`.

use serde_json::json;

use super::case::Case;
use super::stage::Stage;
use crate::factories::gid;

/// The cases of a stage.
pub fn subscriptions(stage: &Stage) -> Vec<Case> {
    let mut cases = vec![Case {
        field: "viewerRsvpChanged",
        about: "",
        operation: "subscription { viewerRsvpChanged { more } }".to_owned(),
        variables: json!({}),
    }];
    for (about, event) in [
        ("public", stage.public),
        ("for its audience", stage.audience),
        ("for who was invited", stage.invited),
        ("a draft", stage.draft),
        ("cancelled", stage.cancelled),
    ] {
        for (field, selection) in [
            ("eventSeatsChanged", "{ version }"),
            ("rsvpChanged", "{ more }"),
        ] {
            cases.push(Case {
                field,
                about,
                operation: format!(
                    "subscription ($id: ID!) {{ {field}(eventId: $id) {selection} }}"
                ),
                variables: json!({ "id": *gid(&stage.town, event) }),
            });
        }
    }
    for (about, event) in [
        ("public", stage.public),
        ("for who was invited", stage.invited),
    ] {
        cases.push(Case {
            field: "banquetChanged",
            about,
            operation: "subscription ($id: ID!) { banquetChanged(eventId: $id) { version } }"
                .to_owned(),
            variables: json!({ "id": *gid(&stage.town, event) }),
        });
    }
    let days = &stage.service_days;
    for (about, booth) in [
        ("of a public event", &days.public),
        ("for who was invited", &days.hidden),
    ] {
        cases.push(Case {
            field: "queueChanged",
            about,
            operation: "subscription ($id: ID!) { queueChanged(stallId: $id) { stallId } }"
                .to_owned(),
            variables: json!({ "id": *gid(&stage.town, booth.stall) }),
        });
    }
    for (about, ticket) in [
        ("a resident's, to a public event", days.booked),
        ("a resident's, of a day that is on", days.waiting),
        ("drawn at the desk", days.called),
    ] {
        cases.push(Case {
            field: "myTicketChanged",
            about,
            operation: "subscription ($id: ID!) { myTicketChanged(ticketId: $id) { id } }"
                .to_owned(),
            variables: json!({ "id": *gid(&stage.town, ticket) }),
        });
    }
    cases
}
