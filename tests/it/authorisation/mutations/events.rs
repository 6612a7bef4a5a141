//! Events, what takes place at them, who runs them, and who comes in.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{case, id};
use crate::authorisation::actors::Who;
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;
use crate::factories::in_shanghai;

pub(super) fn events(stage: &Stage) -> Vec<Case> {
    let (public, draft) = (id(stage, stage.public), id(stage, stage.draft));
    let starts = stage.start + TimeDelta::days(9);
    let (starts, ends) = (
        in_shanghai(starts),
        in_shanghai(starts + TimeDelta::hours(3)),
    );
    let create = |festival: Value| {
        json!({
            "areaId": id(stage, stage.town.community.id), "kind": "GATHERING", "title": "茶会",
            "startsAt": starts, "endsAt": ends, "festivalId": festival,
        })
    };
    let mut cases = vec![
        case("createEvent", "of the community", create(Value::Null)),
        case(
            "createEvent",
            "of the community, in a drafted festival",
            create(draft.clone()),
        ),
    ];
    for (about, event) in [("public", public), ("a draft", draft)] {
        let with = |more: Value| {
            let mut input = more;
            input["eventId"] = event.clone();
            input
        };
        cases.extend([
            case("updateEvent", about, with(json!({ "title": "灯会" }))),
            case("publishEvent", about, with(json!({}))),
            case(
                "rescheduleEvent",
                about,
                with(json!({ "startsAt": starts, "endsAt": ends })),
            ),
            case(
                "setEventReminders",
                about,
                with(json!({ "reminders": [{ "before": "PT3H" }] })),
            ),
            case(
                "announce",
                about,
                with(json!({ "subject": "雨", "body": "请带雨伞。", "before": "PT1H" })),
            ),
            case("cancelEvent", about, with(json!({}))),
        ]);
    }
    cases.push(case(
        "cancelAnnouncement",
        "of a public event",
        json!({ "announcementId": id(stage, stage.announcement) }),
    ));
    cases
}

pub(super) fn programme(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event, item) in [
        ("of a public event", stage.public, stage.item),
        ("of a draft", stage.draft, stage.draft_item),
    ] {
        let (event, item) = (id(stage, event), id(stage, item));
        let add = json!({
            "eventId": event, "title": "舞狮", "startsAfter": "PT40M", "duration": "PT10M",
        });
        cases.extend([
            case("addProgrammeItem", about, add),
            case(
                "updateProgrammeItem",
                about,
                json!({ "itemId": item, "title": "合唱" }),
            ),
            case("removeProgrammeItem", about, json!({ "itemId": item })),
        ]);
    }
    cases
}

pub(super) fn parts(stage: &Stage) -> Vec<Case> {
    let grant = |event, person| {
        json!({
            "eventId": id(stage, event), "personId": id(stage, person), "role": "CO_ORGANISER",
        })
    };
    let stranger = stage
        .person(Who::Stranger)
        .expect("a stranger has a record");
    let resident = stage.resident();
    vec![
        case(
            "grantEventRole",
            "in the public event, to a resident",
            grant(stage.public, resident),
        ),
        case(
            "grantEventRole",
            "in the public event, to a stranger",
            grant(stage.public, stranger),
        ),
        case(
            "grantEventRole",
            "in a draft, to a resident",
            grant(stage.draft, resident),
        ),
        case(
            "revokeEventRole",
            "the helper's",
            json!({ "eventRoleId": id(stage, stage.part) }),
        ),
    ]
}

/// At the entrance of an event of now, and of one to come.
pub(super) fn entrance(stage: &Stage) -> Vec<Case> {
    let (today, public) = (id(stage, stage.today), id(stage, stage.public));
    let heads = json!([{ "clientId": "9", "adults": 1 }]);
    vec![
        case(
            "checkIn",
            "a resident's party",
            json!({ "eventId": today, "rsvpId": id(stage, stage.came) }),
        ),
        case(
            "checkIn",
            "at an event to come",
            json!({ "eventId": public, "rsvpId": id(stage, stage.going) }),
        ),
        case(
            "undoCheckIn",
            "a resident's party",
            json!({ "checkInId": id(stage, stage.check_in) }),
        ),
        case(
            "undoCheckIn",
            "heads without names",
            json!({ "checkInId": id(stage, stage.undone) }),
        ),
        case(
            "checkInBatch",
            "heads without names",
            json!({ "eventId": today, "device": "d", "items": heads }),
        ),
        case(
            "recordWalkIn",
            "heads without names",
            json!({ "eventId": today, "adults": 1 }),
        ),
        case(
            "recordWalkIn",
            "a resident, who is there",
            json!({ "eventId": today, "personId": id(stage, stage.resident()) }),
        ),
        case(
            "createCheckInList",
            "of an event",
            json!({ "eventId": today, "name": "午餐" }),
        ),
        case(
            "updateCheckInList",
            "of an event",
            json!({ "listId": id(stage, stage.list), "name": "东门" }),
        ),
    ]
}
