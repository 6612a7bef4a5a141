//! What cannot be asked for is refused, with every fault at once.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::asked;
use crate::both_databases;
use crate::factories::Town;

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refused = async |input: Value| {
        let answer = asked(&app, &town, town.admin, &town.city, input).await;
        let code = answer.error_code().to_owned();
        let message = answer.body["errors"][0]["message"].as_str();
        (code, message.expect("a text").to_owned())
    };
    let later = (app.now() + TimeDelta::seconds(1)).to_rfc3339();
    let input = json!({
        "from": "soon", "until": "2026-02-30", "period": "MONTH", "day": "2026-01-01", "asOf": later,
    });
    let (code, message) = refused(input).await;
    assert_eq!(code, "NOT_TOGETHER");
    for field in ["from", "until", "period", "day", "asOf"] {
        assert!(message.contains(field), "{field}: {message}");
    }
    for (input, expected) in [
        (
            json!({ "from": "2026-11-02", "until": "2026-11-01" }),
            "END_BEFORE_START",
        ),
        (
            json!({ "from": "2020-01-01", "until": "2025-01-01" }),
            "TOO_MANY_DAYS",
        ),
        (json!({ "from": "2026-11-02" }), "REQUIRED"),
        (json!({ "until": "2026-11-02" }), "REQUIRED"),
        (json!({ "asOf": later }), "IN_THE_FUTURE"),
        (json!({ "day": "2026/11/02" }), "INVALID_FORMAT"),
        (
            json!({ "period": "YEAR", "day": "1900-01-01" }),
            "OUTSIDE_CALENDAR",
        ),
    ] {
        assert_eq!(refused(input).await.0, expected);
    }
    let now = app.now().to_rfc3339();
    let answer = asked(&app, &town, town.admin, &town.city, json!({ "asOf": now })).await;
    assert_eq!(answer.at("/area/figures/total/eventsHeld"), 0);
});
