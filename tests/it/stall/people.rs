//! Who serves at a station when they are merged or erased.

use mulin_entities::PersonId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{ServiceDay, gid};
use crate::support::app::TestApp;

/// A day that is on, with a stall whose team this resident leads, and a station that they have opened.
async fn staffed(app: &TestApp, name: &str) -> (ServiceDay, Value, PersonId) {
    let day = ServiceDay::plan(app).await;
    let lead = day.town.resident(app, name).await;
    let organiser = day.organiser();
    let team = json!({ "areaId": *gid(&day.town, day.town.community.id), "name": "理发队" });
    let team = day
        .done(app, organiser, "createTeam", "team { id }", team)
        .await;
    let grant = json!({ "teamId": team["id"], "personId": *gid(&day.town, lead) });
    day.done(app, organiser, "grantTeamLead", "team { id }", grant)
        .await;
    let stall = day.stall(app, json!({ "teamId": team["id"] })).await;
    day.begin(app);
    let station = json!({ "stationId": stall["stations"][0]["id"] });
    let opened = day
        .done(app, lead, "openStation", "station { id state }", station)
        .await;
    assert_eq!(opened["state"], "OPEN");
    (day, opened, lead)
}

/// The station as the organiser sees it.
async fn station(app: &TestApp, day: &ServiceDay, station: &Value) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Station { state staffedBy { id } } } }";
    let id = json!({ "id": station["id"] });
    let answer = app.run(Some(day.town.admin), query, id).await;
    answer.at("/node").clone()
}

both_databases!(a_merged_persons_station_is_the_keepers, |app| {
    let (day, open, lead) = staffed(&app, "赵师傅").await;
    let keeper = day.town.resident(&app, "赵师").await;
    day.town.merge(&app, keeper, lead).await;
    let now = station(&app, &day, &open).await;
    assert_eq!(now["staffedBy"]["id"], day.id(keeper));
});

both_databases!(an_erased_person_serves_nowhere, |app| {
    let (day, open, lead) = staffed(&app, "赵师傅").await;
    day.town.erase(&app, lead).await;
    let now = station(&app, &day, &open).await;
    assert_eq!(now, json!({ "state": "OPEN", "staffedBy": null }));
});
