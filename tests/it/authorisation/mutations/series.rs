//! Series of events, and single events of them.

use chrono::Days;
use serde_json::{Value, json};

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::{Stage, ten_days_ahead};

/// See the module.
pub(super) fn series(stage: &Stage) -> Vec<Case> {
    let all = &stage.series;
    let first = ten_days_ahead(stage.start);
    let schedule = json!({
        "rule": { "gregorian": { "frequency": "WEEKLY" } }, "firstDate": first.to_string(),
        "count": 2, "startTime": "18:30", "durationMinutes": 90,
    });
    let create = |like: Value| {
        json!({
            "areaId": id(stage, stage.town.community.id), "kind": "SERVICE_DAY", "title": "磨刀",
            "schedule": schedule, "likeEventId": like,
        })
    };
    let mut cases = vec![
        case("createSeries", "of the community", create(Value::Null)),
        case(
            "createSeries",
            "of the community, like a draft",
            create(id(stage, stage.draft)),
        ),
    ];
    let later = first + Days::new(30);
    let times = json!({ "startsAt": format!("{later}T18:30"), "endsAt": format!("{later}T20:00") });
    for (about, series, event) in [
        ("public", all.public, all.event),
        ("a draft", all.draft, all.draft_event),
    ] {
        let (series, event) = (id(stage, series), id(stage, event));
        let of_event = |more: &Value| {
            let mut input = more.clone();
            input["eventId"] = event.clone();
            input
        };
        let following = json!({ "scope": "THIS_AND_FOLLOWING", "title": "补衣" });
        cases.extend([
            case(
                "updateSeries",
                about,
                json!({ "scope": "ALL", "seriesId": series, "title": "补衣" }),
            ),
            case(
                "updateSeries",
                of_scope(about, "one event of a draft", "one event"),
                of_event(&json!({ "scope": "THIS", "title": "补衣" })),
            ),
            case(
                "updateSeries",
                of_scope(
                    about,
                    "an event of a draft and those after it",
                    "an event and those after it",
                ),
                of_event(&following),
            ),
            case("skipOccurrence", about, of_event(&json!({}))),
            case("moveOccurrence", about, of_event(&times)),
            case("endSeries", about, json!({ "seriesId": series })),
        ]);
    }
    cases
}

fn of_scope(about: &str, draft: &'static str, public: &'static str) -> &'static str {
    if about == "a draft" { draft } else { public }
}
