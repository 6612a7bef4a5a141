//! Every measure of a month that is known, and where the month begins and ends.

use serde_json::json;

use super::month::Month;
use super::{ages, asked, homes, november, total};
use crate::both_databases;

both_databases!(a_month_is_counted_as_it_was, |app| {
    let month = Month::whole(&app).await;
    let (town, community) = (month.town(), &month.town().community);
    let told = asked(&app, town, town.organiser, community, november()).await;
    let told = told.at("/area/figures");
    assert_eq!(
        (&told["from"], &told["until"]),
        (&json!("2026-11-01"), &json!("2026-11-30"))
    );
    assert_eq!(told["asOf"], "2026-12-02T04:00:00Z");
    let expected = json!({
        "eventsHeld": 2,
        "eventsByKind": [
            { "kind": "FESTIVAL", "events": 0 },
            { "kind": "BANQUET", "events": 0 },
            { "kind": "SERVICE_DAY", "events": 1 },
            { "kind": "GATHERING", "events": 1 },
        ],
        "attendances": 25,
        "anonymous": 14,
        "people": 11,
        "households": 10,
        "served": 6,
        "services": [
            { "name": "理发", "tickets": 3, "items": 0 },
            { "name": "修鞋", "tickets": 2, "items": 1 },
            { "name": "=磨刀", "tickets": 1, "items": 2 },
        ],
        "servedByAge": [
            { "band": "UNDER_14", "tickets": 0 },
            { "band": "FROM_14_TO_17", "tickets": 0 },
            { "band": "FROM_18_TO_59", "tickets": 1 },
            { "band": "FROM_60_TO_69", "tickets": 2 },
            { "band": "FROM_70_TO_79", "tickets": 0 },
            { "band": "FROM_80", "tickets": 1 },
            { "band": "UNKNOWN", "tickets": 2 },
        ],
        "itemsRepaired": 3,
        "byResidence": [
            { "area": { "name": "第一网格" }, "people": 10 },
            { "area": null, "people": 1 },
        ],
        "byAge": [
            { "band": "UNDER_14", "people": 0 },
            { "band": "FROM_14_TO_17", "people": 1 },
            { "band": "FROM_18_TO_59", "people": 1 },
            { "band": "FROM_60_TO_69", "people": 7 },
            { "band": "FROM_70_TO_79", "people": 0 },
            { "band": "FROM_80", "people": 1 },
            { "band": "UNKNOWN", "people": 1 },
        ],
        "volunteers": 2,
        "serviceMinutes": 240,
    });
    assert_eq!(told["total"], expected);
    // The grid has done nothing itself.
    let below = told["byArea"].as_array().expect("a list");
    assert_eq!(below.len(), 1);
    assert_eq!(below[0]["area"]["name"], "第一网格");
    assert_eq!(below[0]["figures"]["eventsHeld"], 0);
    assert_eq!(
        homes(&below[0]["figures"]),
        json!([["东邻", 0], ["西邻", 0], ["elsewhere", 0]])
    );
    assert_eq!(ages(&below[0]["figures"]), json!([0, 0, 0, 0, 0, 0, 0]));
});

both_databases!(a_month_begins_and_ends_by_the_operators_clock, |app| {
    let month = Month::whole(&app).await;
    let (town, community) = (month.town(), &month.town().community);
    let told = async |input| {
        let told = total(&app, town, community, input).await;
        ["eventsHeld", "attendances", "volunteers", "serviceMinutes"]
            .map(|measure| told[measure].as_i64().expect("a number"))
    };
    let december = json!({ "period": "MONTH", "day": "2026-12-31" });
    assert_eq!(told(december).await, [1, 2, 1, 45]);
    assert_eq!(told(json!(null)).await, [1, 2, 1, 45]);
    let november = json!({ "day": "2026-11-05" });
    assert_eq!(told(november).await, [2, 25, 2, 240]);
    for period in ["QUARTER", "YEAR"] {
        let input = json!({ "period": period, "day": "2026-10-01" });
        assert_eq!(told(input).await, [3, 27, 2, 285]);
    }
    let one_day = json!({ "from": "2026-11-28", "until": "2026-11-28" });
    assert_eq!(told(one_day).await, [1, 10, 2, 210]);
    let between = json!({ "from": "2026-11-29", "until": "2026-11-30" });
    assert_eq!(told(between).await, [0, 0, 0, 0]);
    let next_year = json!({ "period": "YEAR", "day": "2027-01-01" });
    assert_eq!(told(next_year).await, [0, 0, 0, 0]);
});
