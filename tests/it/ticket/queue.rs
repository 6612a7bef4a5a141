//! `callNext`: whose turn it is.

use chrono::TimeDelta;
use mulin_entities::ticket;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{ServiceDay, TICKET, ticket_key};
use crate::support::app::TestApp;

/// Serves until nobody waits; gives the numbers in the order of their calls.
async fn all(app: &TestApp, day: &ServiceDay, station: &Value) -> Vec<String> {
    let mut numbers = Vec::new();
    while let Some(number) = day.serve(app, station).await {
        numbers.push(number);
    }
    numbers
}

both_databases!(
    three_go_first_and_two_booked_come_for_one_who_did_not,
    |app| {
        let day = ServiceDay::plan(&app).await;
        let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
        let stall = day.slots(&app, &stall, 10).await;
        let (service, station) = (&stall["services"][0], &stall["stations"][0]);
        let mut booked = Vec::new();
        for name in ["甲一", "甲二", "甲三"] {
            let person = day.town.resident(&app, name).await;
            booked.push((person, day.book(&app, person, &service["slots"][0]).await));
        }
        day.begin(&app);
        day.open_station(&app, station).await;
        for (person, ticket) in &booked {
            let input = json!({ "ticketId": ticket["id"] });
            app.advance(TimeDelta::seconds(1));
            day.done(&app, *person, "checkInBooking", TICKET, input)
                .await;
        }
        // Booked are 1 to 3; who drew are 4 and 5; who goes first 6 to 10.
        for _ in 0..2 {
            day.desk(&app, service, json!({})).await;
        }
        for _ in 0..5 {
            day.desk(&app, service, json!({ "priority": "URGENT" }))
                .await;
        }
        let order = all(&app, &day, station).await;
        let expected = [
            "A006", "A007", "A008", "A001", "A009", "A010", "A002", "A004", "A003", "A005",
        ];
        assert_eq!(order, expected);
    }
);

both_databases!(
    who_comes_before_their_slot_waits_for_it_unless_nobody_else_does,
    |app| {
        let day = ServiceDay::plan(&app).await;
        let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
        let stall = day.slots(&app, &stall, 10).await;
        let (service, station) = (&stall["services"][0], &stall["stations"][0]);
        let early = day.town.resident(&app, "王小梅").await;
        let ticket = day.book(&app, early, &service["slots"][3]).await;
        day.begin(&app);
        day.open_station(&app, station).await;
        let input = json!({ "ticketId": ticket["id"] });
        day.done(&app, early, "checkInBooking", TICKET, input).await;
        day.desk(&app, service, json!({})).await;
        assert_eq!(all(&app, &day, station).await, ["A002", "A001"]);
    }
);

both_databases!(
    a_station_of_several_services_calls_who_waits_longest,
    |app| {
        let day = ServiceDay::plan(&app).await;
        let services = json!({
            "services": [
                { "name": "理发", "prefix": "A", "minutes": 20 },
                { "name": "染发", "prefix": "B", "minutes": 60 },
            ],
            "stations": [{ "name": "甲" }, { "name": "乙", "servicePrefix": "B" }],
        });
        let stall = day.stall(&app, services).await;
        day.begin(&app);
        let (cut, dye) = (&stall["services"][0], &stall["services"][1]);
        for station in stall["stations"].as_array().expect("a list") {
            day.open_station(&app, station).await;
        }
        for service in [cut, dye, dye, cut] {
            day.desk(&app, service, json!({})).await;
        }
        let only = all(&app, &day, &stall["stations"][1]).await;
        assert_eq!(only, ["B001", "B002"]);
        day.desk(&app, dye, json!({})).await;
        let both = all(&app, &day, &stall["stations"][0]).await;
        assert_eq!(both, ["A001", "A002", "B003"]);
    }
);

both_databases!(
    a_station_of_several_services_tells_whose_turn_comes_across_them,
    |app| {
        let day = ServiceDay::plan(&app).await;
        let more = json!({
            "nearlyPlaces": 1,
            "services": [
                { "name": "理发", "prefix": "A", "minutes": 20 },
                { "name": "染发", "prefix": "B", "minutes": 60 },
            ],
        });
        let stall = day.stall(&app, more).await;
        let (cut, dye) = (&stall["services"][0], &stall["services"][1]);
        let station = &stall["stations"][0];
        day.begin(&app);
        day.open_station(&app, station).await;
        for _ in 0..3 {
            day.desk(&app, cut, json!({})).await;
        }
        let last = day.town.resident(&app, "王小梅").await;
        let ticket = day.take(&app, last, dye, json!({})).await;
        assert_eq!(ticket["wait"]["placesAhead"], 3);
        // Three haircuts are before it, and none of its own service.
        let latest = ticket["wait"]["latest"].as_str().expect("a range");
        let latest: chrono::DateTime<chrono::Utc> = latest.parse().expect("an instant");
        assert!(latest - app.now() >= TimeDelta::minutes(60), "{ticket}");
        let query = "query ($id: ID!) { node(id: $id) { ... on Stall { board { next } } } }";
        let board = app.run(None, query, json!({ "id": stall["id"] })).await;
        let next = json!(["A001", "A002", "A003", "B001"]);
        assert_eq!(board.at("/node/board/next"), &next);

        let told = async || {
            let id = ticket_key(&ticket);
            let row = ticket::Entity::find_by_id(id).one(app.core.db().writer());
            let row = row.await.expect("it is read").expect("it is there");
            row.nearly_told_at.is_some()
        };
        day.serve(&app, station).await;
        day.serve(&app, station).await;
        assert!(!told().await, "one more is before it");
        day.serve(&app, station).await;
        assert!(told().await, "it is next");
    }
);

both_databases!(
    a_station_calls_one_at_a_time_and_a_retry_answers_the_same,
    |app| {
        let (day, stall) = ServiceDay::open(&app, 1).await;
        let (service, station) = (&stall["services"][0], &stall["stations"][0]);
        let nobody = day.call(&app, station).await;
        assert!(nobody.is_null());
        day.desk(&app, service, json!({})).await;
        day.desk(&app, service, json!({})).await;
        let input = json!({ "stationId": station["id"], "idempotencyKey": "k" });
        let organiser = day.organiser();
        let called = day
            .done(&app, organiser, "callNext", TICKET, input.clone())
            .await;
        assert_eq!(
            (&called["number"], &called["state"]),
            (&json!("A001"), &json!("CALLED"))
        );
        // Cut off before it heard the answer, it asks again.
        let again = day.done(&app, organiser, "callNext", TICKET, input).await;
        assert_eq!(called, again);
        let another = json!({ "stationId": station["id"] });
        let reply = app
            .without_trace(
                Some(organiser),
                "callNext",
                "ticket { id }",
                another.clone(),
            )
            .await;
        assert_eq!(reply.refusals("callNext"), ["STATION_BUSY stationId"]);
        let message = reply.at("/callNext/userErrors/0/message").as_str();
        assert!(message.expect("a text").contains("A001"));
        let resident = day.town.resident(&app, "王小梅").await;
        app.denied(
            "callNext",
            "ticket",
            &another,
            &[(Some(resident), "FORBIDDEN")],
        )
        .await;
        app.denied("callNext", "ticket", &another, &[(None, "UNAUTHENTICATED")])
            .await;
    }
);

both_databases!(
    the_screen_shows_numbers_in_the_order_of_their_calls,
    |app| {
        let (day, stall) = ServiceDay::open(&app, 2).await;
        let service = &stall["services"][0];
        for _ in 0..3 {
            day.desk(&app, service, json!({})).await;
        }
        day.desk(&app, service, json!({ "priority": "ELDER" }))
            .await;
        let called = day.call(&app, &stall["stations"][1]).await;
        assert_eq!(called["number"], "A004");
        let query = "query ($id: ID!) { queueBoard(stallId: $id) { stallId serving { stationName number \
                 state } next waiting { serviceName waiting } } }";
        let board = app.run(None, query, json!({ "id": stall["id"] })).await;
        assert_eq!(
            board.at("/queueBoard"),
            &json!({
                "stallId": stall["id"],
                "serving": [{ "stationName": "2号台", "number": "A004", "state": "CALLED" }],
                "next": ["A001", "A002", "A003"],
                "waiting": [{ "serviceName": "理发", "waiting": 3 }],
            })
        );
    }
);
