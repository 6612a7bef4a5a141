//! `seriesPreview`

use mulin_entities::PersonId;
use serde_json::{Value, json};

use super::{each_28th, evenings};
use crate::both_databases;
use crate::factories::{Town, declare};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const DATE: &str = "originalDate date startsAt endsAt timeZone clockTime lunarDate { text month day \
    isLeapMonth } festivals { key name } solarTerm { key } dayHint { kind name }";

async fn asked(app: &TestApp, who: PersonId, input: Value) -> Answer {
    let query = format!(
        "query ($input: SeriesPreviewInput!) {{ seriesPreview(input: $input) \
         {{ occurrences {{ {DATE} }} userErrors {{ code path }} }} }}"
    );
    app.run(Some(who), &query, json!({ "input": input })).await
}

async fn preview(app: &TestApp, town: &Town, schedule: Value, count: i32) -> Vec<Value> {
    let input = json!({ "schedule": schedule, "count": count });
    let answer = asked(app, town.organiser, input).await;
    assert_eq!(answer.refusals("seriesPreview"), [""; 0]);
    let dates = answer.at("/seriesPreview/occurrences").as_array().cloned();
    dates.expect("a list")
}

fn column(dates: &[Value], field: &str) -> Vec<String> {
    let text = |date: &Value| date[field].as_str().expect("text").to_owned();
    dates.iter().map(text).collect()
}

both_databases!(each_date_tells_what_day_it_is, |app| {
    let town = Town::found(&app).await;
    let off = ("2027-02-05", "放假", "春节");
    declare(&app.core, &[off, ("2027-02-20", "上班", "春节")]).await;
    let before = Trace::of(&app).await;
    let eve = evenings(json!({ "lunarYearEnd": "NEW_YEARS_EVE" }), json!({}));
    let dates = preview(&app, &town, eve, 2).await;
    assert_eq!(
        dates[0],
        json!({
            "originalDate": "2027-02-05", "date": "2027-02-05",
            "startsAt": "2027-02-05T10:30:00Z", "endsAt": "2027-02-05T12:00:00Z",
            "timeZone": "Asia/Shanghai", "clockTime": "ONCE",
            "lunarDate": {
                "text": "29th day of the 12th lunar month", "month": 12, "day": 29,
                "isLeapMonth": false,
            },
            "festivals": [{ "key": "NEW_YEARS_EVE", "name": "Lunar New Year's Eve" }],
            "solarTerm": null, "dayHint": { "kind": "HOLIDAY", "name": "春节" },
        })
    );
    // Nobody has imported a list of 2028.
    assert_eq!(dates[1]["date"], "2028-01-25");
    assert_eq!(
        dates[1]["dayHint"],
        json!({ "kind": "UNKNOWN", "name": null })
    );

    // A series on Saturdays: 春节 itself, and a Saturday that is worked.
    let weekly = json!({ "gregorian": { "frequency": "WEEKLY" } });
    let weekly = evenings(weekly, json!({ "firstDate": "2027-02-06" }));
    let dates = preview(&app, &town, weekly, 3).await;
    assert_eq!(
        column(&dates, "date"),
        ["2027-02-06", "2027-02-13", "2027-02-20"]
    );
    assert_eq!(dates[0]["festivals"][0]["key"], "SPRING_FESTIVAL");
    assert_eq!(dates[1]["dayHint"]["kind"], "ORDINARY");
    assert_eq!(dates[2]["dayHint"]["kind"], "MAKE_UP_WORKING_DAY");
    let qingming = evenings(
        json!({ "solarTerm": "QINGMING" }),
        json!({ "offsetDays": -1 }),
    );
    let dates = preview(&app, &town, qingming, 1).await;
    // What is told is of the day on which it takes place.
    assert_eq!(dates[0]["originalDate"], "2027-04-05");
    assert_eq!(dates[0]["date"], "2027-04-04");
    assert!(dates[0]["solarTerm"].is_null());
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(
    there_are_as_many_as_were_asked_for_and_no_past_ones,
    |app| {
        let town = Town::found(&app).await;
        let since = json!({ "firstDate": "2020-01-28" });
        let dates = preview(&app, &town, evenings(each_28th(), since), 12).await;
        assert_eq!(dates.len(), 12);
        assert_eq!(dates[0]["date"], "2026-11-28");
        assert_eq!(dates[11]["date"], "2027-10-28");
        let more = json!({
            "until": "2027-02-28", "exceptDates": ["2026-12-28"], "extraDates": ["2026-12-30"],
        });
        let dates = preview(&app, &town, evenings(each_28th(), more), 60).await;
        let expected = ["2026-11-28", "2026-12-30", "2027-01-28", "2027-02-28"];
        assert_eq!(column(&dates, "date"), expected);
    }
);

both_databases!(leap_months_are_kept_as_told, |app| {
    let town = Town::found(&app).await;
    // 2033 has a 闰十一月, from 22 December on.
    for (leap, expected) in [
        ("SKIP", vec!["2033-12-06"]),
        ("ALSO", vec!["2033-12-06", "2034-01-05"]),
        ("ONLY", vec!["2034-01-05"]),
    ] {
        let rule = json!({ "lunarDay": { "month": 11, "day": 15, "leap": leap } });
        let more = json!({ "firstDate": "2033-06-01", "until": "2034-06-01" });
        let dates = preview(&app, &town, evenings(rule, more), 12).await;
        assert_eq!(column(&dates, "date"), expected, "{leap}");
        let last = dates.last().expect("a date");
        assert_eq!(last["lunarDate"]["isLeapMonth"], leap != "SKIP");
    }
    let rule = json!({ "lunarDay": { "month": 11, "day": 1, "leap": "ONLY" } });
    let dates = preview(&app, &town, evenings(rule, json!({})), 1).await;
    assert_eq!(column(&dates, "date"), ["2033-12-22"]);
});

both_databases!(clocks_that_skip_or_repeat_the_start_are_told, |app| {
    let town = Town::found(&app).await;
    let daily = json!({ "gregorian": { "frequency": "DAILY" } });
    for (first, clock, starts) in [
        ("2027-03-27", "SKIPPED", "2027-03-28T01:00:00Z"),
        ("2027-10-30", "TWICE", "2027-10-31T00:30:00Z"),
    ] {
        let more = json!({
            "firstDate": first, "startTime": "02:30", "timeZone": "Europe/Berlin",
        });
        let dates = preview(&app, &town, evenings(daily.clone(), more), 3).await;
        assert_eq!(column(&dates, "clockTime"), ["ONCE", clock, "ONCE"]);
        assert_eq!(dates[1]["startsAt"], starts);
        assert_eq!(dates[1]["timeZone"], "Europe/Berlin");
    }
});

both_databases!(it_refuses_what_create_series_refuses, |app| {
    let town = Town::found(&app).await;
    let rule = json!({ "gregorian": {
        "frequency": "YEARLY", "byMonth": [2], "byMonthDay": [30],
    } });
    let input = json!({ "schedule": evenings(rule, json!({})) });
    let answer = asked(&app, town.organiser, input).await;
    assert_eq!(
        answer.refusals("seriesPreview"),
        ["NEVER_OCCURS schedule.rule"]
    );
    assert_eq!(answer.at("/seriesPreview/occurrences"), &json!([]));
    for count in [0, 61] {
        let input = json!({ "schedule": evenings(each_28th(), json!({})), "count": count });
        let answer = asked(&app, town.organiser, input).await;
        assert_eq!(answer.refusals("seriesPreview"), ["OUT_OF_RANGE count"]);
    }
});

both_databases!(everybody_who_is_signed_in_may_look, |app| {
    let town = Town::found(&app).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let input = json!({ "schedule": evenings(each_28th(), json!({})), "count": 1 });
    let answer = asked(&app, neighbour, input.clone()).await;
    assert_eq!(answer.at("/seriesPreview/occurrences/0/date"), "2026-11-28");
    let query = "query ($input: SeriesPreviewInput!) { seriesPreview(input: $input) \
        { occurrences { date } } }";
    let answer = app.run(None, query, json!({ "input": input })).await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
});
