//! `banquetChanged`: how a banquet stands, at once and as dishes come in.

use mulin_entities::EventId;
use serde_json::{Value, json};

use super::client::Client;
use super::server::Server;
use crate::both_databases;
use crate::factories::{Plan, Town, bring, gid, hot_dish, take_back};
use crate::rsvp::steps::{going, leave};

const STATE: &str = "subscription ($id: ID!) { banquetChanged(eventId: $id) { eventId \
    expectedGuests dishes wantedLeft version coverage { category servingsPledged } } }";

fn of(town: &Town, event: EventId) -> Value {
    json!({ "id": *gid(town, event) })
}

/// Guests, dishes, and what is asked for and left.
fn told(payload: &Value) -> [i64; 3] {
    let state = &payload["data"]["banquetChanged"];
    ["expectedGuests", "dishes", "wantedLeft"]
        .map(|name| state[name].as_i64().unwrap_or_else(|| panic!("{payload}")))
}

both_databases!(everybody_sees_dishes_as_they_come_in, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let lan = town.resident(&app, "王小梅").await;
    let mut client = Client::enter(&server, None).await;
    client.subscribe("1", STATE, of(&town, event)).await;
    let first = client.next("1").await;
    assert_eq!(
        first["data"]["banquetChanged"]["eventId"],
        *gid(&town, event)
    );
    assert_eq!(told(&first), [0, 0, 0]);

    going(&app, &town, lan, event, 3).await;
    assert_eq!(told(&client.next("1").await), [3, 0, 0]);
    let dish = bring(&app, lan, event, hot_dish("红烧肉")).await;
    let state = client.next("1").await;
    assert_eq!(told(&state), [3, 1, 0]);
    let coverage = &state["data"]["banquetChanged"]["coverage"][1];
    assert_eq!(
        *coverage,
        json!({ "category": "HOT", "servingsPledged": 10 })
    );
    let want = json!({
        "eventId": *gid(&town, event), "category": "SOUP", "name": "鸡汤", "servings": 20,
        "quantity": 4,
    });
    app.mutate(Some(town.organiser), "wantDish", "wantedDish { id }", want)
        .await
        .data();
    assert_eq!(told(&client.next("1").await), [3, 1, 4]);
    take_back(&app, lan, dish.id).await;
    assert_eq!(told(&client.next("1").await), [3, 0, 4]);
    leave(&app, &town, lan, event).await;
    assert_eq!(told(&client.next("1").await), [0, 0, 4]);
});

both_databases!(what_is_no_banquet_is_not_found, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let mut client = Client::enter(&server, None).await;
    client.subscribe("1", STATE, of(&town, event)).await;
    let refused = client.message().await;
    assert_eq!(refused["type"], "error");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND");
});
