//! `updateTeam`

use mulin_entities::TeamId;
use serde_json::json;

use super::{FIELDS, name_lead, team};
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::mutation::key;
use crate::support::trace::entry;

both_databases!(a_lead_edits_the_name, |app| {
    let town = Town::found(&app).await;
    let (team, lan) = (
        team(&app, &town, "帮帮团").await,
        town.resident(&app, "lan").await,
    );
    name_lead(&app, &town, team, lan).await;
    let end = app.journal_end().await;
    let input = json!({ "teamId": *gid(&town, team), "name": "桂花帮帮团" });
    let selection = format!("team {{ {FIELDS} }}");
    let answer = app.mutate(Some(lan), "updateTeam", &selection, input).await;
    let edited = answer.at("/updateTeam/team");
    let expected = json!({
        "id": *gid(&town, team), "name": "桂花帮帮团", "version": 2, "leads": [{ "name": "lan" }],
        "area": { "id": *gid(&town, town.community.id) },
        "viewerCan": { "edit": true, "grantLead": false },
    });
    assert_eq!(edited, &expected);
    let noted = entry("team updated", key(&edited["id"]), lan, json!({}));
    assert_eq!(app.journalled_since(end).await, [noted]);
    // The same name again is no other team's.
    let same = json!({ "teamId": *gid(&town, team), "name": "桂花帮帮团" });
    let answer = app
        .mutate(Some(town.organiser), "updateTeam", "team { version }", same)
        .await;
    assert_eq!(answer.at("/updateTeam/team/version"), 3);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let (first, second) = (team(&app, &town, "甲").await, team(&app, &town, "乙").await);
    let refusals = async |input| {
        app.refusals(town.organiser, "updateTeam", "team", input)
            .await
    };
    let all = json!({ "teamId": "?", "name": null });
    assert_eq!(
        refusals(all).await,
        ["MALFORMED_ID teamId", "REQUIRED name"]
    );
    let blank = json!({ "teamId": *gid(&town, first), "name": "长".repeat(61) });
    assert_eq!(refusals(blank).await, ["INVALID_LENGTH name"]);
    let taken = json!({ "teamId": *gid(&town, second), "name": " 甲 " });
    assert_eq!(refusals(taken).await, ["DUPLICATE name"]);
    let input = json!({ "teamId": *gid(&town, first), "name": "丙" });
    let ids = [
        (&**unknown::<TeamId>(&town), "NOT_FOUND"),
        (&**gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(town.organiser, "updateTeam", "team", &input, "teamId", &ids)
        .await;
});

both_databases!(nobody_overwrites_what_they_have_not_seen, |app| {
    let town = Town::found(&app).await;
    let team = team(&app, &town, "帮帮团").await;
    let input = json!({ "teamId": *gid(&town, team), "name": "巡逻队" });
    let now = json!({ "id": *gid(&town, team), "name": "帮帮团", "version": 1 });
    let who = town.organiser;
    app.keeps_versions(who, "updateTeam", "team", "id name version", &input, &now)
        .await;
});

both_databases!(only_leads_and_organisers_of_the_area_edit, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let people = town.residents(&app, 2).await;
    let (own, next) = (team(&app, &town, "甲").await, team(&app, &town, "乙").await);
    name_lead(&app, &town, next, people[0]).await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(people[0]), "FORBIDDEN"),
        (Some(people[1]), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = json!({ "teamId": *gid(&town, own), "name": "丙" });
    app.denied("updateTeam", "team", &input, &actors).await;
});
