//! Every field of `Query`, called for what is public and for everything that may be hidden.

use mulin::graphql::id::GlobalId;
use serde_json::json;

use super::case::Case;
use super::stage::{Stage, TITLES};
use crate::factories::gid;

/// The cases of a stage.
pub fn queries(stage: &Stage) -> Vec<Case> {
    let town = &stage.town;
    let whole = |field, about, selection: &str| Case {
        field,
        about,
        operation: format!("{{ {field} {selection} }}"),
        variables: json!({}),
    };
    let mut cases = vec![
        whole("viewer", "", "{ person { id } }"),
        whole("cities", "", "{ id }"),
        whole("privacyPolicy", "", "{ version }"),
        whole("reminderTemplates", "", ""),
        whole("allergens", "", "{ allergen }"),
        whole(
            "calendar",
            "",
            "(from: \"2027-04-04\", to: \"2027-04-05\") { date }",
        ),
        by_id(stage, "area", "the community", town.community.id),
        by_id(stage, "venue", "of the community", stage.venue),
        by_id(stage, "person", "a resident", stage.resident()),
    ];
    let events = [
        ("public", stage.public),
        ("for its audience", stage.audience),
        ("for who was invited", stage.invited),
        ("a draft", stage.draft),
        ("cancelled", stage.cancelled),
        ("a cancelled draft", stage.dropped),
    ];
    for (about, id) in events {
        cases.push(by_id(stage, "event", about, id));
    }
    // Each title is a word that only one event has.
    for ((about, _), title) in events.iter().zip(TITLES) {
        cases.push(Case {
            field: "events",
            about,
            operation: "query ($area: ID!, $text: String!) { events(filter: { areaId: $area, \
                text: $text, states: [DRAFT, PUBLISHED, CANCELLED] }) { nodes { id } } }"
                .to_owned(),
            variables: json!({ "area": *gid(town, town.community.id), "text": title }),
        });
    }
    cases.extend(nodes(stage, "the community", town.community.id));
    cases.extend(nodes(stage, "a venue", stage.venue));
    cases.extend(nodes(stage, "a resident", stage.resident()));
    cases.extend(nodes(stage, "a household", stage.household));
    cases.extend(nodes(stage, "a role", stage.grant));
    cases.extend(nodes(stage, "a public event", stage.public));
    cases.extend(nodes(stage, "a draft", stage.draft));
    cases.extend(nodes(stage, "an item of a public event", stage.item));
    cases.extend(nodes(stage, "an item of a draft", stage.draft_item));
    cases.extend(nodes(stage, "an answer", stage.going));
    cases.extend(nodes(stage, "the helper's part", stage.part));
    cases.extend(nodes(stage, "a consent", stage.waiting_consent));
    cases.extend(nodes(stage, "a team", stage.team));
    cases.extend(nodes(stage, "a question", stage.forms.number));
    cases.extend(nodes(stage, "an invitation", stage.forms.person));
    cases.extend(nodes(stage, "a link that invites", stage.forms.link));
    cases.extend(nodes(stage, "a check-in", stage.check_in));
    cases.extend(nodes(stage, "a check-in list", stage.list));
    cases.extend(nodes(stage, "a message", stage.notices.message));
    cases.extend(nodes(stage, "a word on a channel", stage.notices.entry));
    cases.extend(nodes(stage, "a call", stage.notices.open));
    cases.extend(super::notices::queries(stage));
    cases.push(by_id(stage, "team", "of the community", stage.team));
    cases.extend(nodes(stage, "an announcement", stage.announcement));
    let series = &stage.series;
    cases.push(by_id(stage, "series", "public", series.public));
    cases.push(by_id(stage, "series", "a draft", series.draft));
    cases.extend(nodes(stage, "a public series", series.public));
    cases.extend(nodes(stage, "a drafted series", series.draft));
    cases.push(Case {
        field: "seriesPreview",
        about: "",
        operation: "query ($input: SeriesPreviewInput!) { seriesPreview(input: $input) \
            { occurrences { date } userErrors { code message path } } }"
            .to_owned(),
        variables: json!({ "input": { "schedule": {
            "rule": { "lunarYearEnd": "NEW_YEARS_EVE" }, "firstDate": "2026-11-28",
            "startTime": "18:30", "durationMinutes": 90,
        } } }),
    });
    let days = &stage.service_days;
    for (about, booth) in [
        ("of a public event", &days.public),
        ("for who was invited", &days.hidden),
    ] {
        cases.push(Case {
            field: "queueBoard",
            about,
            operation: "query ($id: ID!) { queueBoard(stallId: $id) { stallId } }".to_owned(),
            variables: json!({ "id": *gid(town, booth.stall) }),
        });
    }
    cases.extend(nodes(stage, "a hidden stall", days.hidden.stall));
    cases.extend(nodes(
        stage,
        "what a hidden stall does",
        days.hidden.service,
    ));
    cases.extend(nodes(
        stage,
        "a station of a hidden stall",
        days.hidden.station,
    ));
    cases.extend(nodes(
        stage,
        "a slot of a hidden stall",
        days.hidden.slots[0],
    ));
    cases.extend(nodes(stage, "a resident's ticket", days.booked));
    cases.extend(nodes(stage, "a ticket drawn at the desk", days.called));
    let help = &stage.volunteers;
    cases.extend(nodes(stage, "a part in a team", help.member));
    cases.extend(nodes(stage, "a qualification", help.paper));
    cases.extend(nodes(stage, "a shift", help.shift.0));
    cases.extend(nodes(stage, "a hidden shift", help.hidden.0));
    cases.extend(nodes(stage, "what a hidden shift needs", help.hidden.1));
    cases.extend(nodes(stage, "a resident's sign-up", help.offered));
    cases.extend(nodes(stage, "a service record", help.record));
    cases.extend(nodes(stage, "a certificate", help.certificate));
    cases.push(Case {
        field: "certificateByCode",
        about: "a resident's",
        operation: "query ($code: String!) { certificateByCode(code: $code) { serial } }"
            .to_owned(),
        variables: json!({ "code": help.code }),
    });
    for (about, event) in [("a public event", stage.public), ("a draft", stage.draft)] {
        cases.push(Case {
            field: "announcementPreview",
            about,
            operation: "query ($input: AnnounceInput!) { announcementPreview(input: $input) \
                { recipients userErrors { code message path } } }"
                .to_owned(),
            variables: json!({ "input": {
                "eventId": *gid(town, event), "subject": "雨", "body": "请带雨伞。",
            } }),
        });
    }
    cases
}

fn by_id<T: GlobalId>(stage: &Stage, field: &'static str, about: &'static str, id: T) -> Case {
    Case {
        field,
        about,
        operation: format!("query ($id: ID!) {{ {field}(id: $id) {{ id }} }}"),
        variables: json!({ "id": *gid(&stage.town, id) }),
    }
}

fn nodes<T: GlobalId>(stage: &Stage, about: &'static str, id: T) -> [Case; 2] {
    let many = Case {
        field: "nodes",
        about,
        operation: "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }".to_owned(),
        variables: json!({ "ids": [*gid(&stage.town, id)] }),
    };
    [by_id(stage, "node", about, id), many]
}
