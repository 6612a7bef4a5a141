//! The steps of the staff: recall, skip, return, hold, transfer, undo.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::ServiceDay;

fn told(ticket: &Value) -> (&str, &str) {
    let text = |field: &str| ticket[field].as_str().unwrap_or_default();
    (text("number"), text("state"))
}

both_databases!(
    who_does_not_come_is_called_again_then_skipped_then_a_no_show,
    |app| {
        let (day, stall) = ServiceDay::open(&app, 1).await;
        let (service, station) = (&stall["services"][0], &stall["stations"][0]);
        for _ in 0..6 {
            day.desk(&app, service, json!({})).await;
        }
        let called = day.call(&app, station).await;
        let early = day.try_step(&app, "skipTicket", &called).await;
        assert_eq!(early.refusals("skipTicket"), ["CALL_AGAIN_FIRST ticketId"]);
        day.step(&app, "recallTicket", &called).await;
        let skipped = day.step(&app, "skipTicket", &called).await;
        assert_eq!(told(&skipped), ("A001", "SKIPPED"));
        // Three others come before.
        let mut order = Vec::new();
        for _ in 0..4 {
            let next = day.call(&app, station).await;
            order.push(next["number"].as_str().expect("a number").to_owned());
            if order.len() < 4 {
                day.step(&app, "startServing", &next).await;
                day.step(&app, "finishServing", &next).await;
            }
        }
        assert_eq!(order, ["A002", "A003", "A004", "A001"]);
        day.step(&app, "recallTicket", &called).await;
        let missed = day.step(&app, "skipTicket", &called).await;
        assert_eq!(told(&missed), ("A001", "NO_SHOW"));
        // They come after all, and were called last: it is undone …
        let back = day.step(&app, "undoTicketMove", &called).await;
        assert_eq!(
            (told(&back), &back["station"]["id"]),
            (("A001", "CALLED"), &station["id"])
        );
        let twice = day.try_step(&app, "undoTicketMove", &called).await;
        assert_eq!(
            twice.refusals("undoTicketMove"),
            ["NOTHING_TO_UNDO ticketId"]
        );
        // … or they come back to the end.
        day.step(&app, "skipTicket", &called).await;
        let back = day.step(&app, "returnToQueue", &called).await;
        assert_eq!(told(&back), ("A001", "WAITING"));
        let mut rest = Vec::new();
        while let Some(number) = day.serve(&app, station).await {
            rest.push(number);
        }
        assert_eq!(rest, ["A005", "A006", "A001"]);
    }
);

both_databases!(who_is_held_keeps_their_place, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    for _ in 0..3 {
        day.desk(&app, service, json!({})).await;
    }
    let called = day.call(&app, station).await;
    day.step(&app, "startServing", &called).await;
    let held = day.step(&app, "holdTicket", &called).await;
    assert_eq!(
        (told(&held), &held["station"]),
        (("A001", "ON_HOLD"), &json!(null))
    );
    let other = day.call(&app, station).await;
    assert_eq!(other["number"], "A002");
    day.step(&app, "returnToQueue", &held).await;
    day.step(&app, "startServing", &other).await;
    day.step(&app, "finishServing", &other).await;
    assert_eq!(day.serve(&app, station).await.as_deref(), Some("A001"));
});

both_databases!(a_transfer_counts_how_long_somebody_waited, |app| {
    let day = ServiceDay::plan(&app).await;
    let more = json!({ "services": [
        { "name": "量血压", "prefix": "A", "minutes": 5 },
        { "name": "问诊", "prefix": "B", "minutes": 15 },
    ], "stations": [
        { "name": "甲", "servicePrefix": "A" }, { "name": "乙", "servicePrefix": "B" },
    ] });
    let stall = day.stall(&app, more).await;
    day.begin(&app);
    for station in stall["stations"].as_array().expect("a list") {
        day.open_station(&app, station).await;
    }
    let (pressure, doctor) = (&stall["services"][0], &stall["services"][1]);
    let resident = day.town.resident(&app, "王小梅").await;
    let first = day.take(&app, resident, pressure, json!({})).await;
    day.desk(&app, doctor, json!({})).await;
    let called = day.call(&app, &stall["stations"][0]).await;
    day.step(&app, "startServing", &called).await;
    let to = json!({ "serviceId": doctor["id"] });
    let sent = day
        .step_with(&app, "transferTicket", &first, to.clone())
        .await;
    assert_eq!(told(&sent), ("B002", "WAITING"));
    assert_eq!(sent["transferredFrom"]["id"], first["id"]);
    assert_eq!(sent["holderName"], "王小梅");
    assert_eq!(
        told(&day.look(&app, resident, &first).await),
        ("A001", "TRANSFERRED")
    );
    // She came before the one who waits there.
    let next = day.call(&app, &stall["stations"][1]).await;
    assert_eq!(next["number"], "B002");
    let undone = day.try_step(&app, "undoTicketMove", &first).await;
    assert_eq!(
        undone.refusals("undoTicketMove"),
        ["NOTHING_TO_UNDO ticketId"]
    );
});

both_databases!(
    a_step_from_elsewhere_or_of_an_old_version_is_refused,
    |app| {
        let (day, stall) = ServiceDay::open(&app, 2).await;
        let (service, stations) = (&stall["services"][0], &stall["stations"]);
        day.desk(&app, service, json!({})).await;
        day.desk(&app, service, json!({})).await;
        let first = day.call(&app, &stations[0]).await;
        for step in ["finishServing", "collectItems", "makeReady"] {
            let refused = day.try_step(&app, step, &first).await;
            assert_eq!(refused.refusals(step), ["TICKET_STATE ticketId"]);
        }
        let old = json!({ "ticketId": first["id"], "expectedVersion": 1 });
        let late = app
            .mutate(
                Some(day.organiser()),
                "startServing",
                "ticket { version }",
                old,
            )
            .await;
        assert_eq!(
            late.refusals("startServing"),
            ["VERSION_CONFLICT expectedVersion"]
        );
        assert_eq!(late.at("/startServing/ticket/version"), &first["version"]);

        // What is undone goes back to its station only while that is free.
        day.step(&app, "returnToQueue", &first).await;
        let again = day.call(&app, &stations[1]).await;
        assert_eq!(again["id"], first["id"]);
        day.step(&app, "holdTicket", &again).await;
        let second = day.call(&app, &stations[1]).await;
        assert_eq!(second["number"], "A002");
        let busy = day.try_step(&app, "undoTicketMove", &again).await;
        assert_eq!(busy.refusals("undoTicketMove"), ["STATION_BUSY stationId"]);
        app.advance(TimeDelta::minutes(31));
        let late = day.try_step(&app, "undoTicketMove", &again).await;
        assert_eq!(late.refusals("undoTicketMove"), ["UNDO_TOO_LATE ticketId"]);
    }
);

both_databases!(only_those_who_serve_move_tickets_on, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let resident = day.town.resident(&app, "王小梅").await;
    let other = day.town.resident(&app, "李大海").await;
    let ticket = day
        .take(&app, resident, &stall["services"][0], json!({}))
        .await;
    let input = json!({ "ticketId": ticket["id"] });
    for step in ["holdTicket", "recallTicket", "skipTicket", "undoTicketMove"] {
        app.denied(step, "ticket", &input, &[(Some(resident), "FORBIDDEN")])
            .await;
        let hidden = app.refusals(other, step, "ticket", input.clone()).await;
        assert_eq!(hidden, ["NOT_FOUND ticketId"]);
        app.denied(step, "ticket", &input, &[(None, "UNAUTHENTICATED")])
            .await;
    }
    let moves = "query ($id: ID!) { node(id: $id) { ... on Ticket { moves { verb to undone by { name } } } } }";
    let id = json!({ "id": ticket["id"] });
    assert!(
        app.run(Some(resident), moves, id.clone())
            .await
            .at("/node/moves")
            .is_null()
    );
    let seen = app.run(Some(day.organiser()), moves, id).await;
    assert_eq!(seen.at("/node/moves/0/verb"), "TAKE");
});
