//! `openStation`, `pauseStation`, `closeStation`

use mulin_entities::StationId;
use serde_json::json;

use crate::both_databases;
use crate::factories::{ServiceDay, unknown};

const STATION: &str = "station { id state staffedBy { name } }";

both_databases!(a_station_opens_on_the_day_for_whoever_opens_it, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({})).await;
    let input = json!({ "stationId": stall["stations"][0]["id"] });
    let early = app
        .refusals(day.organiser(), "openStation", "station", input.clone())
        .await;
    assert_eq!(early, ["NOT_THE_DAY stationId"]);
    let paused = app
        .refusals(day.organiser(), "pauseStation", "station", input.clone())
        .await;
    assert_eq!(paused, ["STATION_STATE stationId"]);

    day.begin(&app);
    let resident = day.town.resident(&app, "王小梅").await;
    let denied = [(None, "UNAUTHENTICATED"), (Some(resident), "FORBIDDEN")];
    for mutation in ["openStation", "pauseStation", "closeStation"] {
        app.denied(mutation, "station", &input, &denied).await;
    }
    let lost = json!({ "stationId": *unknown::<StationId>(&day.town) });
    let told = app
        .refusals(day.organiser(), "openStation", "station", lost)
        .await;
    assert_eq!(told, ["NOT_FOUND stationId"]);
    let open = day
        .done(&app, day.organiser(), "openStation", STATION, input.clone())
        .await;
    assert_eq!(open["state"], "OPEN");
    assert!(open["staffedBy"]["name"].is_string());
    let paused = day
        .done(
            &app,
            day.organiser(),
            "pauseStation",
            STATION,
            input.clone(),
        )
        .await;
    assert_eq!(paused["state"], "PAUSED");
    let closed = day
        .done(&app, day.organiser(), "closeStation", STATION, input)
        .await;
    assert_eq!(
        (&closed["state"], &closed["staffedBy"]),
        (&json!("CLOSED"), &json!(null))
    );
});

both_databases!(a_pause_gives_its_ticket_back_where_it_was, |app| {
    let (day, stall) = ServiceDay::open(&app, 2).await;
    let (service, stations) = (&stall["services"][0], &stall["stations"]);
    let first = day.desk(&app, service, json!({})).await;
    day.desk(&app, service, json!({})).await;
    let called = day.call(&app, &stations[0]).await;
    assert_eq!(called["id"], first["id"]);
    // Whoever was there has gone; somebody else pauses the station.
    let input = json!({ "stationId": stations[0]["id"] });
    day.done(
        &app,
        day.organiser(),
        "pauseStation",
        STATION,
        input.clone(),
    )
    .await;
    let now = day.look(&app, day.organiser(), &first).await;
    assert_eq!(
        (&now["state"], &now["station"]),
        (&json!("WAITING"), &json!(null))
    );
    let next = app
        .refusals(day.organiser(), "callNext", "ticket", input)
        .await;
    assert_eq!(next, ["STATION_NOT_OPEN stationId"]);
    assert_eq!(day.call(&app, &stations[1]).await["id"], first["id"]);
});
