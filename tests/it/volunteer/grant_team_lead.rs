//! `grantTeamLead`

use chrono::TimeDelta;
use mulin_entities::{PersonId, TeamId};
use serde_json::json;

use super::{lead, leads, name_lead, team};
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::mutation::with;
use crate::support::trace::entry;

both_databases!(an_organiser_names_who_leads, |app| {
    let town = Town::found(&app).await;
    let team = team(&app, &town, "帮帮团").await;
    let people = town.residents(&app, 2).await;
    let end = app.journal_end().await;
    let input = lead(&town, team, people[0]);
    let (who, selection) = (
        Some(town.organiser),
        "team { id leads { name since person { id } } }",
    );
    let answer = app
        .mutate(who, "grantTeamLead", selection, input.clone())
        .await;
    let led = json!({
        "id": *gid(&town, team),
        "leads": [{ "name": "r0", "since": "2026-11-21T04:00:00Z", "person": null }],
    });
    assert_eq!(answer.at("/grantTeamLead/team"), &led);
    let noted = entry(
        "team lead_granted",
        team.0,
        town.organiser,
        json!({ "person": people[0] }),
    );
    assert_eq!(app.journalled_since(end).await, [noted]);
    // Twice is once.
    let again = app
        .without_trace(who, "grantTeamLead", selection, input)
        .await;
    assert_eq!(again.at("/grantTeamLead/team"), &led);
    app.advance(TimeDelta::milliseconds(1));
    name_lead(&app, &town, team, people[1]).await;
    assert_eq!(leads(&app, &town, team, who).await, json!(["r0", "r1"]));
});

both_databases!(people_of_the_area_are_within_reach, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let team = team(&app, &town, "帮帮团").await;
    let abroad = other.resident(&app, "abroad").await;
    let input = lead(&town, team, town.steward);
    let people = [
        (&**unknown::<PersonId>(&town), "NOT_FOUND"),
        (&**gid(&other, abroad), "NOT_FOUND"),
        (&**gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.organiser;
    app.refuses_ids(who, "grantTeamLead", "team", &input, "personId", &people)
        .await;
    let teams = [
        (&**unknown::<TeamId>(&town), "NOT_FOUND"),
        (&**gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(who, "grantTeamLead", "team", &input, "teamId", &teams)
        .await;
});

both_databases!(leads_name_no_leads, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let team = team(&app, &town, "帮帮团").await;
    let people = town.residents(&app, 3).await;
    name_lead(&app, &town, team, people[0]).await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(people[0]), "FORBIDDEN"),
        (Some(people[1]), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = lead(&town, team, people[2]);
    app.denied("grantTeamLead", "team", &input, &actors).await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let team = team(&app, &town, "帮帮团").await;
    let people = town.residents(&app, 2).await;
    let input = with(
        &lead(&town, team, people[0]),
        json!({ "idempotencyKey": "lead" }),
    );
    let (who, selection) = (Some(town.organiser), "team { id leads { name } }");
    let first = app
        .mutate(who, "grantTeamLead", selection, input.clone())
        .await;
    let again = app
        .without_trace(who, "grantTeamLead", selection, input.clone())
        .await;
    assert_eq!(
        again.at("/grantTeamLead/team"),
        first.at("/grantTeamLead/team")
    );
    let other = with(&input, json!({ "personId": *gid(&town, people[1]) }));
    let told = app
        .refusals(town.organiser, "grantTeamLead", "team", other)
        .await;
    assert_eq!(told, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
});
