//! Ways to days and what they are called, which are everybody's.

use serde_json::json;

use super::{Door, door, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let public = text(stage, stage.public);
    // A festival, a solar term and a day off at once.
    let days = "calendar(from: \"2027-04-05\", to: \"2027-04-05\")";
    let of_day = [
        ("CalendarDay", "calendar", "/calendar/0", "FIELDS"),
        (
            "LunarDate",
            "calendar.lunarDate",
            "/calendar/0/lunarDate",
            "lunarDate { FIELDS }",
        ),
        (
            "TraditionalFestival",
            "calendar.festivals",
            "/calendar/0/festivals/0",
            "festivals { FIELDS }",
        ),
        (
            "SolarTerm",
            "calendar.solarTerm",
            "/calendar/0/solarTerm",
            "solarTerm { FIELDS }",
        ),
        (
            "DayHint",
            "calendar.dayHint",
            "/calendar/0/dayHint",
            "dayHint { FIELDS }",
        ),
    ];
    let mut doors = Vec::new();
    for (object, way, pointer, selection) in of_day {
        doors.push(Door {
            object,
            instance: "of a day off",
            way,
            operation: format!("{{ {days} {{ {selection} }} }}"),
            variables: json!({}),
            pointer: pointer.to_owned(),
            id: None,
        });
    }
    for (object, way, field) in [
        ("LunarDate", "event.lunarDate", "lunarDate"),
        ("DayHint", "event.dayHint", "dayHint"),
    ] {
        let operation = format!("{{ event(id: $id) {{ {field} {{ FIELDS }} }} }}");
        let (what, at) = ((object, "of a public event"), format!("/event/{field}"));
        doors.push(door(what, way, &public, &at, None, &operation));
    }
    doors
}
