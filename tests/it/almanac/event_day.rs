//! `event.lunarDate` and `event.dayHint`

use mulin_domain::event::CreateEvent;
use mulin_entities::EventState;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, declare, gid};
use crate::support::app::TestApp;

async fn asked(app: &TestApp, town: &Town, event: CreateEvent, selection: &str) -> Value {
    let event = town.make(app, event, EventState::Draft).await.id;
    let query = format!("query ($id: ID!) {{ event(id: $id) {{ {selection} }} }}");
    let variables = json!({ "id": *gid(town, event) });
    let answer = app.run(Some(town.organiser), &query, variables).await;
    answer.at("/event").clone()
}

both_databases!(the_day_is_that_of_the_clocks_of_the_event, |app| {
    let town = Town::found(&app).await;
    let off = ("2027-02-06", "放假", "春节");
    declare(&app.core, &[off, ("2027-02-20", "上班", "春节")]).await;
    let selection = "startsAt lunarDate { text } dayHint { kind name }";
    let first = "1st day of the 1st lunar month";
    let eve = "29th day of the 12th lunar month";
    for (zone, starts, ends, text, kind, name) in [
        (
            "Asia/Shanghai",
            "2027-02-06T00:30",
            "2027-02-06T02:00",
            first,
            "HOLIDAY",
            json!("春节"),
        ),
        // The same instant.
        (
            "America/New_York",
            "2027-02-05T11:30",
            "2027-02-05T13:00",
            eve,
            "ORDINARY",
            json!(null),
        ),
        (
            "Asia/Shanghai",
            "2027-02-20T09:00",
            "2027-02-20T10:00",
            "15th day of the 1st lunar month",
            "MAKE_UP_WORKING_DAY",
            json!("春节"),
        ),
        // Of this year nobody has imported a list.
        (
            "Asia/Shanghai",
            "2028-01-26T09:00",
            "2028-01-26T10:00",
            first,
            "UNKNOWN",
            json!(null),
        ),
    ] {
        let event = CreateEvent {
            starts_at: starts.to_owned(),
            ends_at: ends.to_owned(),
            time_zone: Some(zone.to_owned()),
            ..town.gathering(&app, "团年")
        };
        let event = asked(&app, &town, event, selection).await;
        assert_eq!(event["lunarDate"]["text"], text, "{starts} {zone}");
        assert_eq!(
            event["dayHint"],
            json!({ "kind": kind, "name": name }),
            "{starts}"
        );
    }
});

both_databases!(outside_the_range_there_is_no_lunar_date, |app| {
    let town = Town::found(&app).await;
    let event = CreateEvent {
        starts_at: "2101-01-01T10:00".to_owned(),
        ends_at: "2101-01-01T11:00".to_owned(),
        ..town.gathering(&app, "新世纪")
    };
    let event = asked(&app, &town, event, "lunarDate { text } dayHint { kind }").await;
    let expected = json!({ "lunarDate": null, "dayHint": { "kind": "UNKNOWN" } });
    assert_eq!(event, expected);
});

#[tokio::test]
async fn who_does_not_ask_for_it_pays_nothing() {
    let mut app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let statements = app.record_statements();
    let of_almanac = |selection: &'static str| {
        let (app, town, statements) = (&app, &town, &statements);
        async move {
            let event = town.gathering(app, "茶话会");
            statements.take();
            asked(app, town, event, selection).await;
            let ran = statements.take().into_iter();
            ran.filter(|one| one.sql.contains("new_moon_override"))
                .count()
        }
    };
    assert_eq!(of_almanac("title startsAt").await, 0);
    assert_eq!(
        of_almanac("lunarDate { text } again: lunarDate { day }").await,
        1
    );
}
