//! Things that are left at a stall.

use serde_json::json;

use crate::both_databases;
use crate::factories::ServiceDay;

both_databases!(what_is_left_is_received_made_ready_and_collected, |app| {
    let day = ServiceDay::plan(&app).await;
    let knives = json!({ "services": [
        { "name": "磨刀", "prefix": "D", "minutes": 10, "mode": "DROP_OFF" },
    ] });
    let stall = day.stall(&app, knives).await;
    day.begin(&app);
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    day.open_station(&app, station).await;
    let resident = day.town.resident(&app, "王小梅").await;
    let ticket = day
        .take(&app, resident, service, json!({ "items": 3 }))
        .await;
    let called = day.call(&app, station).await;
    day.step(&app, "startServing", &called).await;
    let left = day.step(&app, "finishServing", &called).await;
    assert_eq!(
        (&left["state"], &left["station"]),
        (&json!("RECEIVED"), &json!(null))
    );
    // The station goes on meanwhile, and the resident has no second ticket.
    day.desk(&app, service, json!({})).await;
    assert_eq!(day.call(&app, station).await["number"], "D002");
    let again = json!({ "serviceId": service["id"] });
    let told = app.refusals(resident, "takeTicket", "ticket", again).await;
    assert_eq!(told, ["TICKET_ACTIVE_ELSEWHERE onBehalfOf"]);

    let more = json!({ "ticketId": ticket["id"], "itemsDone": 4 });
    let told = app
        .refusals(day.organiser(), "makeReady", "ticket", more)
        .await;
    assert_eq!(told, ["OUT_OF_RANGE itemsDone"]);
    let ready = day
        .step_with(&app, "makeReady", &ticket, json!({ "itemsDone": 2 }))
        .await;
    assert_eq!(
        (&ready["state"], &ready["itemsDone"]),
        (&json!("READY"), &json!(2))
    );
    let done = day.step(&app, "collectItems", &ticket).await;
    assert_eq!(done["state"], "COLLECTED");
    let back = day.step(&app, "undoTicketMove", &ticket).await;
    assert_eq!(back["state"], "READY");
});
