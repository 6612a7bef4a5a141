//! `takeTicket`: numbers, and the days that they are of.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::json;

use crate::both_databases;
use crate::factories::{ServiceDay, TICKET};

both_databases!(numbers_follow_one_another_for_each_service, |app| {
    let day = ServiceDay::plan(&app).await;
    let services = json!({ "services": [
        { "name": "理发", "prefix": "A", "minutes": 20 },
        { "name": "染发", "prefix": "B", "minutes": 60 },
    ] });
    let stall = day.stall(&app, services).await;
    day.begin(&app);
    let (cut, dye) = (&stall["services"][0], &stall["services"][1]);
    let mut numbers = Vec::new();
    for service in [cut, dye, cut, cut, dye] {
        let ticket = day.desk(&app, service, json!({})).await;
        numbers.push(ticket["number"].as_str().expect("a number").to_owned());
    }
    assert_eq!(numbers, ["A001", "B001", "A002", "A003", "B002"]);
});

both_databases!(
    a_day_that_passes_midnight_elsewhere_is_one_day_here,
    |app| {
        let day = ServiceDay::plan(&app).await;
        let mut night = day.town.gathering(&app, "两天的服务");
        night.starts_at = "2026-11-28T00:30".to_owned();
        night.ends_at = "2026-11-29T12:00".to_owned();
        let night = day.town.publish(&app, night).await;
        let stall = day
            .stall(&app, json!({ "eventId": day.id(night.id) }))
            .await;
        let service = &stall["services"][0];
        // Half past midnight of the 28th in Shanghai is the 27th in UTC still.
        app.advance(night.starts_at - app.now());
        let first = day.desk(&app, service, json!({})).await;
        assert_eq!(
            (&first["number"], &first["day"]),
            (&json!("A001"), &json!("2026-11-28"))
        );
        // At ten in the morning it is the 28th there too: the same day here.
        app.advance(TimeDelta::hours(10));
        let second = day.desk(&app, service, json!({})).await;
        assert_eq!(
            (&second["number"], &second["day"]),
            (&json!("A002"), &json!("2026-11-28"))
        );
        // After midnight here numbers begin anew.
        app.advance(TimeDelta::hours(14));
        let third = day.desk(&app, service, json!({})).await;
        assert_eq!(
            (&third["number"], &third["day"]),
            (&json!("A001"), &json!("2026-11-29"))
        );
    }
);

both_databases!(the_desk_draws_for_people_without_a_record, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let service = &stall["services"][0];
    let more = json!({ "label": "王奶奶", "priority": "DISABILITY", "items": 3 });
    let ticket = day.desk(&app, service, more).await;
    assert_eq!(
        (&ticket["label"], &ticket["priority"]),
        (&json!("王奶奶"), &json!("DISABILITY"))
    );
    assert_eq!(
        (&ticket["lane"], &ticket["items"]),
        (&json!("PRIORITY"), &json!(3))
    );
    assert!(ticket["person"].is_null());

    // Only those who serve do so, and only there is more told.
    let resident = day.town.resident(&app, "王小梅").await;
    let desk = json!({ "serviceId": service["id"], "atDesk": true });
    app.denied(
        "takeTicket",
        "ticket",
        &desk,
        &[(Some(resident), "FORBIDDEN")],
    )
    .await;
    let told = json!({ "serviceId": service["id"], "label": "我", "priority": "URGENT" });
    let told = app.refusals(resident, "takeTicket", "ticket", told).await;
    assert_eq!(told, ["ONLY_TOGETHER label", "ONLY_TOGETHER priority"]);
});

both_databases!(who_draws_a_number_has_it_for_the_day, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let service = &stall["services"][0];
    let resident = day.town.resident(&app, "王小梅").await;
    let ticket = day.take(&app, resident, service, json!({})).await;
    assert_eq!(
        (&ticket["source"], &ticket["lane"]),
        (&json!("WALK_IN"), &json!("WALK_IN"))
    );
    assert_eq!(ticket["wait"]["placesAhead"], 0);
    assert_eq!(ticket["wait"]["openStations"], 1);
    assert!(ticket["wait"]["latest"].is_string());
    let again = json!({ "serviceId": service["id"] });
    let told = app.refusals(resident, "takeTicket", "ticket", again).await;
    assert_eq!(told, ["TICKET_ACTIVE_ELSEWHERE onBehalfOf"]);

    // Once the event is over there are no more.
    app.advance(TimeDelta::hours(9));
    let late = day.town.resident(&app, "李大海").await;
    let late = app
        .mutate(
            Some(late),
            "takeTicket",
            TICKET,
            json!({ "serviceId": service["id"] }),
        )
        .await;
    assert_eq!(late.refusals("takeTicket"), ["EVENT_ENDED serviceId"]);
    assert_eq!(day.event.state, EventState::Published);
});
