//! Series that cannot be: every fault is told at once, each at its field, and nothing is made.

use serde_json::{Value, json};

use super::{each_28th, evenings, service_days};
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

async fn refusals(app: &TestApp, town: &Town, input: Value) -> Vec<String> {
    app.refusals(town.organiser, "createSeries", "series", input)
        .await
}

async fn of_schedule(app: &TestApp, town: &Town, rule: Value, more: Value) -> Vec<String> {
    refusals(
        app,
        town,
        service_days(town, evenings(rule, more), json!({})),
    )
    .await
}

fn gregorian(frequency: &str, more: Value) -> Value {
    let mut rule = json!({ "frequency": frequency });
    for (name, value) in more.as_object().expect("an object") {
        rule[name] = value.clone();
    }
    json!({ "gregorian": rule })
}

both_databases!(rules_that_never_occur, |app| {
    let town = Town::found(&app).await;
    for rule in [
        // 30 February.
        gregorian("YEARLY", json!({ "byMonth": [2], "byMonthDay": [30] })),
        gregorian("MONTHLY", json!({ "byMonth": [2, 4], "byMonthDay": [31] })),
        // 闰十二月, which none of these years has.
        json!({ "lunarDay": { "month": 12, "day": 1, "leap": "ONLY" } }),
    ] {
        let told = of_schedule(&app, &town, rule.clone(), json!({})).await;
        assert_eq!(told, ["NEVER_OCCURS schedule.rule"], "{rule}");
    }
    // Before the end there is no 28th.
    let soon = json!({ "until": "2026-12-20", "firstDate": "2026-12-01" });
    let told = of_schedule(&app, &town, each_28th(), soon).await;
    assert_eq!(told, ["NEVER_OCCURS schedule.until"]);
    // The only ones are taken out.
    let none = json!({ "count": 2, "exceptDates": ["2026-11-28", "2026-12-28"] });
    let told = of_schedule(&app, &town, each_28th(), none).await;
    assert_eq!(told, ["NEVER_OCCURS schedule.exceptDates"]);
});

both_databases!(rules_that_occur_too_often_or_end_before_they_begin, |app| {
    let town = Town::found(&app).await;
    // Twenty-five hours a day.
    let long = json!({ "durationMinutes": 1_500 });
    let told = of_schedule(&app, &town, gregorian("DAILY", json!({})), long).await;
    assert_eq!(told, ["TOO_OFTEN schedule.durationMinutes"]);
    let ends = json!({ "until": "2026-11-27" });
    let told = of_schedule(&app, &town, each_28th(), ends).await;
    assert_eq!(told, ["END_BEFORE_START schedule.until"]);
    let both = json!({ "until": "2027-11-28", "count": 3 });
    let told = of_schedule(&app, &town, each_28th(), both).await;
    assert_eq!(told, ["NOT_TOGETHER schedule.count"]);
});

both_databases!(numbers_that_no_calendar_has, |app| {
    let town = Town::found(&app).await;
    for (rule, expected) in [
        (
            gregorian("MONTHLY", json!({ "byMonthDay": [32] })),
            vec!["OUT_OF_RANGE schedule.rule.gregorian.byMonthDay"],
        ),
        (
            gregorian("MONTHLY", json!({ "byMonthDay": [0] })),
            vec!["OUT_OF_RANGE schedule.rule.gregorian.byMonthDay"],
        ),
        (
            gregorian("YEARLY", json!({ "byMonth": [13], "interval": 0 })),
            vec![
                "OUT_OF_RANGE schedule.rule.gregorian.interval",
                "OUT_OF_RANGE schedule.rule.gregorian.byMonth",
            ],
        ),
        (
            gregorian(
                "MONTHLY",
                json!({ "byWeekday": [{ "weekday": "SAT", "nth": 6 }] }),
            ),
            vec!["OUT_OF_RANGE schedule.rule.gregorian.byWeekday"],
        ),
        (
            gregorian(
                "WEEKLY",
                json!({ "byWeekday": [{ "weekday": "SAT", "nth": 2 }] }),
            ),
            vec!["NOT_TOGETHER schedule.rule.gregorian.byWeekday"],
        ),
        (
            gregorian("MONTHLY", json!({ "byMonthDay": [28, 28] })),
            vec!["DUPLICATE schedule.rule.gregorian.byMonthDay"],
        ),
        (
            gregorian("YEARLY", json!({ "byMonthDay": [28] })),
            vec!["REQUIRED schedule.rule.gregorian.byMonth"],
        ),
        (
            json!({ "lunarDay": { "month": 13, "day": 31 } }),
            vec![
                "OUT_OF_RANGE schedule.rule.lunarDay.month",
                "OUT_OF_RANGE schedule.rule.lunarDay.day",
            ],
        ),
    ] {
        let told = of_schedule(&app, &town, rule.clone(), json!({})).await;
        assert_eq!(told, expected, "{rule}");
    }
});

both_databases!(days_and_times_that_there_are_not, |app| {
    let town = Town::found(&app).await;
    for (more, expected) in [
        (
            json!({ "firstDate": "2026-11-31" }),
            "INVALID_FORMAT schedule.firstDate",
        ),
        (
            json!({ "firstDate": "1949-12-28" }),
            "OUTSIDE_CALENDAR schedule.firstDate",
        ),
        (json!({ "until": "soon" }), "INVALID_FORMAT schedule.until"),
        (
            json!({ "startTime": "25:00" }),
            "INVALID_FORMAT schedule.startTime",
        ),
        (
            json!({ "timeZone": "Mars/Olympus" }),
            "UNKNOWN_TIME_ZONE schedule.timeZone",
        ),
        (
            json!({ "durationMinutes": 0 }),
            "OUT_OF_RANGE schedule.durationMinutes",
        ),
        (
            json!({ "durationMinutes": 44_641 }),
            "OUT_OF_RANGE schedule.durationMinutes",
        ),
        (json!({ "count": 0 }), "OUT_OF_RANGE schedule.count"),
        (json!({ "count": 1_001 }), "OUT_OF_RANGE schedule.count"),
        (
            json!({ "offsetDays": 32 }),
            "OUT_OF_RANGE schedule.offsetDays",
        ),
        (
            json!({ "exceptDates": ["2026-12-27"] }),
            "NOT_OF_THE_RULE schedule.exceptDates",
        ),
        (
            json!({ "extraDates": ["never"] }),
            "INVALID_FORMAT schedule.extraDates",
        ),
    ] {
        let told = of_schedule(&app, &town, each_28th(), more.clone()).await;
        assert_eq!(told, [expected], "{more}");
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let schedule = json!({
        "rule": gregorian("MONTHLY", json!({ "byMonthDay": [99], "byMonth": [0] })),
        "firstDate": "?", "until": "?", "startTime": "?", "durationMinutes": -1,
        "timeZone": "?", "offsetDays": 99, "exceptDates": ["?"], "extraDates": ["?"],
    });
    let input = json!({
        "areaId": "?", "kind": "GATHERING", "title": " ", "description": "字".repeat(10_001),
        "festivalId": *gid(&town, town.venue.id), "venueId": *gid(&town, town.unit.id),
        "capacity": -1, "maxParty": 21, "offerWindow": "PT1M", "householdLimit": 0,
        "opensBeforeMinutes": -1, "closesBeforeMinutes": 600_000,
        "likeEventId": *gid(&town, town.unit.id), "schedule": schedule,
    });
    let mut told = refusals(&app, &town, input).await;
    told.sort_unstable();
    let mut expected = vec![
        "REQUIRED title",
        "INVALID_LENGTH description",
        "OUT_OF_RANGE capacity",
        "OUT_OF_RANGE maxParty",
        "INVALID_FORMAT offerWindow",
        "OUT_OF_RANGE householdLimit",
        "OUT_OF_RANGE opensBeforeMinutes",
        "OUT_OF_RANGE closesBeforeMinutes",
        "NOT_BEFORE opensBeforeMinutes",
        "MALFORMED_ID areaId",
        "ID_OF_ANOTHER_TYPE venueId",
        "ID_OF_ANOTHER_TYPE festivalId",
        "ID_OF_ANOTHER_TYPE likeEventId",
        "INVALID_FORMAT schedule.firstDate",
        "INVALID_FORMAT schedule.until",
        "INVALID_FORMAT schedule.startTime",
        "OUT_OF_RANGE schedule.durationMinutes",
        "UNKNOWN_TIME_ZONE schedule.timeZone",
        "OUT_OF_RANGE schedule.offsetDays",
        "INVALID_FORMAT schedule.exceptDates",
        "INVALID_FORMAT schedule.extraDates",
        "OUT_OF_RANGE schedule.rule.gregorian.byMonthDay",
        "OUT_OF_RANGE schedule.rule.gregorian.byMonth",
    ];
    expected.sort_unstable();
    assert_eq!(told, expected);
});

both_databases!(a_rule_is_by_exactly_one_calendar, |app| {
    let town = Town::found(&app).await;
    for rule in [
        json!({}),
        json!({ "lunarYearEnd": "NEW_YEARS_EVE", "solarTerm": "QINGMING" }),
        json!({ "lunarYearEnd": null }),
        json!({ "solarTerm": "CHRISTMAS" }),
    ] {
        let input = service_days(&town, evenings(rule.clone(), json!({})), json!({}));
        let answer = app
            .without_trace(Some(town.organiser), "createSeries", "series { id }", input)
            .await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{rule}");
    }
});
