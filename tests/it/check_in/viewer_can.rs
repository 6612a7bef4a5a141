//! Whether a steward is told that they can check a party in.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, agrees, gid};
use crate::rsvp::steps::{going, rsvp_of};
use crate::support::app::TestApp;

/// What the steward is told of an answer; null if they do not see it.
async fn told(app: &TestApp, town: &Town, rsvp: RsvpId) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { viewerCan { checkIn } } } }";
    let id = json!({ "id": *gid(town, rsvp) });
    let answer = app.run(Some(town.steward), query, id).await;
    let node = answer.at("/node");
    node.pointer("/viewerCan/checkIn")
        .cloned()
        .unwrap_or(Value::Null)
}

both_databases!(a_steward_is_told_of_those_who_agreed, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (wang, li) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "li").await,
    );
    agrees(&app, wang, ConsentPurpose::ActOnBehalf).await;
    let mut answers = Vec::new();
    for who in [wang, li] {
        going(&app, &town, who, event, 2).await;
        answers.push(rsvp_of(&app, event, who).await.expect("an answer").id);
    }
    assert_eq!(told(&app, &town, answers[0]).await, false, "a week ahead");
    app.advance(TimeDelta::days(7) - TimeDelta::hours(1));
    assert_eq!(told(&app, &town, answers[0]).await, true);
    assert_eq!(told(&app, &town, answers[1]).await, Value::Null);
    let input = json!({ "eventId": *gid(&town, event), "rsvpId": *gid(&town, answers[0]) });
    let done = app
        .mutate(Some(town.steward), "checkIn", "checkIn { id }", input)
        .await;
    assert_eq!(done.refusals("checkIn"), [""; 0]);
    assert_eq!(told(&app, &town, answers[0]).await, false, "they are in");
});
