//! `createTeam`

use futures_util::future::join_all;
use mulin_entities::{AreaId, Role};
use serde_json::{Value, json};

use super::FIELDS;
use crate::both_databases;
use crate::factories::{Town, gid, grant, unknown};
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

fn helpers(town: &Town, more: Value) -> Value {
    let input = json!({ "areaId": *gid(town, town.community.id), "name": " 邻里帮帮团 " });
    with(&input, more)
}

both_databases!(an_organiser_makes_a_team, |app| {
    let town = Town::found(&app).await;
    let end = app.journal_end().await;
    let (who, selection) = (Some(town.organiser), format!("team {{ {FIELDS} }}"));
    let answer = app
        .mutate(who, "createTeam", &selection, helpers(&town, json!({})))
        .await;
    let team = answer.at("/createTeam/team");
    let expected = json!({
        "id": team["id"], "name": "邻里帮帮团", "version": 1, "leads": [],
        "area": { "id": *gid(&town, town.community.id) },
        "viewerCan": { "edit": true, "grantLead": true },
    });
    assert_eq!(team, &expected);
    let made = entry("team created", key(&team["id"]), town.organiser, json!({}));
    assert_eq!(app.journalled_since(end).await, [made]);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |more| {
        let input = helpers(&town, more);
        app.refusals(town.organiser, "createTeam", "team", input)
            .await
    };
    let all = json!({ "areaId": "?", "name": " " });
    assert_eq!(
        refusals(all).await,
        ["MALFORMED_ID areaId", "REQUIRED name"]
    );
    let long = json!({ "areaId": **unknown::<AreaId>(&town), "name": "长".repeat(61) });
    let told = refusals(long).await;
    assert_eq!(told, ["INVALID_LENGTH name", "NOT_FOUND areaId"]);
    let other_type = json!({ "areaId": *gid(&town, town.admin) });
    assert_eq!(refusals(other_type).await, ["ID_OF_ANOTHER_TYPE areaId"]);
});

both_databases!(a_name_is_taken_once_in_an_area, |app| {
    let town = Town::found(&app).await;
    let input = helpers(&town, json!({}));
    // Several at once, of whom one is the first.
    let who = Some(town.organiser);
    let all = (0..5).map(|_| app.mutate(who, "createTeam", "team { id }", input.clone()));
    let answers = join_all(all).await;
    let refusals: Vec<Vec<String>> = answers
        .iter()
        .map(|answer| answer.refusals("createTeam"))
        .filter(|refusals| !refusals.is_empty())
        .collect();
    assert_eq!(refusals, vec![vec!["DUPLICATE name"]; 4]);
    let told = app.refusals(town.admin, "createTeam", "team", input).await;
    assert_eq!(told, ["DUPLICATE name"]);
    // Another area may have a team of the same name, and this one another team.
    let below = helpers(&town, json!({ "areaId": *gid(&town, town.unit.id) }));
    let other = helpers(&town, json!({ "name": "巡逻队" }));
    for input in [below, other] {
        let answer = app.mutate(who, "createTeam", "team { id }", input).await;
        assert!(answer.refusals("createTeam").is_empty());
    }
});

both_databases!(only_who_plans_for_the_area_makes_teams, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let unit_organiser = town.resident(&app, "unit-organiser").await;
    grant(&app.core, unit_organiser, Role::Organiser, &town.unit).await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(unit_organiser), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = helpers(&town, json!({}));
    app.denied("createTeam", "team", &input, &actors).await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let (who, selection) = (Some(town.organiser), "team { id }");
    let input = helpers(&town, json!({ "idempotencyKey": "helpers" }));
    let first = app
        .mutate(who, "createTeam", selection, input.clone())
        .await;
    let again = app
        .without_trace(who, "createTeam", selection, input.clone())
        .await;
    assert_eq!(again.at("/createTeam/team"), first.at("/createTeam/team"));
    let other = with(&input, json!({ "name": "巡逻队" }));
    let told = app
        .refusals(town.organiser, "createTeam", "team", other)
        .await;
    assert_eq!(told, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
});
