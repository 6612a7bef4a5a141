//! `queueChanged`, `myTicketChanged`: the big screen of a stall, and how long one still waits.

use serde_json::{Value, json};

use super::client::Client;
use super::server::Server;
use crate::both_databases;
use crate::factories::ServiceDay;

const BOARD: &str = "subscription ($id: ID!) { queueChanged(stallId: $id) { serving { number state } \
    next waiting { waiting } } }";
const MINE: &str = "subscription ($id: ID!) { myTicketChanged(ticketId: $id) { state station { name } \
    wait { placesAhead } } }";

fn board(payload: &Value) -> (Value, Value) {
    let board = &payload["data"]["queueChanged"];
    (board["serving"].clone(), board["next"].clone())
}

both_databases!(everybody_sees_numbers_as_they_are_called, |app| {
    let server = Server::start(&app).await;
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let mut client = Client::enter(&server, None).await;
    let of = json!({ "id": stall["id"] });
    client.subscribe("1", BOARD, of).await;
    assert_eq!(board(&client.next("1").await), (json!([]), json!([])));
    day.desk(&app, service, json!({})).await;
    assert_eq!(board(&client.next("1").await), (json!([]), json!(["A001"])));
    let called = day.call(&app, station).await;
    let shown = json!([{ "number": "A001", "state": "CALLED" }]);
    assert_eq!(board(&client.next("1").await), (shown, json!([])));
    day.step(&app, "startServing", &called).await;
    let shown = json!([{ "number": "A001", "state": "SERVING" }]);
    assert_eq!(board(&client.next("1").await), (shown, json!([])));
    day.step(&app, "finishServing", &called).await;
    assert_eq!(board(&client.next("1").await), (json!([]), json!([])));
});

both_databases!(whoever_waits_sees_their_turn_come, |app| {
    let server = Server::start(&app).await;
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let resident = day.town.resident(&app, "王小梅").await;
    day.desk(&app, service, json!({})).await;
    let ticket = day.take(&app, resident, service, json!({})).await;
    let of = json!({ "id": ticket["id"] });

    // It is nobody else's.
    let stranger = app.token(day.town.resident(&app, "李大海").await).await;
    let mut client = Client::enter(&server, Some(&stranger)).await;
    client.subscribe("1", MINE, of.clone()).await;
    let refused = client.message().await;
    assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND");

    let token = app.token(resident).await;
    let mut client = Client::enter(&server, Some(&token)).await;
    client.subscribe("1", MINE, of).await;
    let mine = |payload: Value| payload["data"]["myTicketChanged"].clone();
    let first = mine(client.next("1").await);
    assert_eq!(first["wait"]["placesAhead"], 1);
    day.call(&app, station).await;
    let near = mine(client.next("1").await);
    assert_eq!(near["wait"]["placesAhead"], 0);
    let busy = json!({ "stationId": station["id"] });
    day.done(
        &app,
        day.organiser(),
        "pauseStation",
        "station { id }",
        busy.clone(),
    )
    .await;
    let back = mine(client.next("1").await);
    assert_eq!(back["wait"]["placesAhead"], 1);
});
