//! `revokeTeamLead`

use chrono::TimeDelta;
use mulin_entities::{PersonId, TeamId};
use serde_json::json;

use super::{lead, leads, name_lead, team};
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::trace::entry;

both_databases!(a_lead_ends_at_once, |app| {
    let town = Town::found(&app).await;
    let team = team(&app, &town, "帮帮团").await;
    let people = town.residents(&app, 2).await;
    for person in &people {
        name_lead(&app, &town, team, *person).await;
        app.advance(TimeDelta::milliseconds(1));
    }
    let bearer = app.token(people[0]).await;
    let led = async || {
        let query = "{ viewer { leads { name } } }";
        let answer = app.run_with(Some(&bearer), query, json!({})).await;
        answer.at("/viewer/leads").clone()
    };
    assert_eq!(led().await, json!([{ "name": "帮帮团" }]));
    let end = app.journal_end().await;
    let input = lead(&town, team, people[0]);
    let (who, selection) = (Some(town.organiser), "team { leads { name } }");
    let answer = app
        .mutate(who, "revokeTeamLead", selection, input.clone())
        .await;
    let left = json!({ "leads": [{ "name": "r1" }] });
    assert_eq!(answer.at("/revokeTeamLead/team"), &left);
    let noted = entry(
        "team lead_revoked",
        team.0,
        town.organiser,
        json!({ "person": people[0] }),
    );
    assert_eq!(app.journalled_since(end).await, [noted]);
    assert_eq!(led().await, json!([]));
    let edit = json!({ "teamId": *gid(&town, team), "name": "丙" });
    let forbidden = [(Some(people[0]), "FORBIDDEN")];
    app.denied("updateTeam", "team", &edit, &forbidden).await;

    // Twice changes nothing; named again is named anew.
    let again = app
        .without_trace(who, "revokeTeamLead", selection, input)
        .await;
    assert_eq!(again.at("/revokeTeamLead/team"), &left);
    name_lead(&app, &town, team, people[0]).await;
    assert_eq!(leads(&app, &town, team, who).await, json!(["r1", "r0"]));
});

both_databases!(only_who_names_leads_takes_the_lead_back, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let team = team(&app, &town, "帮帮团").await;
    let people = town.residents(&app, 2).await;
    name_lead(&app, &town, team, people[0]).await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(people[0]), "FORBIDDEN"),
        (Some(people[1]), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = lead(&town, team, people[0]);
    app.denied("revokeTeamLead", "team", &input, &actors).await;
    let both = json!({ "teamId": "?", "personId": *gid(&town, team) });
    assert_eq!(
        app.refusals(town.organiser, "revokeTeamLead", "team", both)
            .await,
        ["MALFORMED_ID teamId", "ID_OF_ANOTHER_TYPE personId"]
    );
    let nothing = json!({
        "teamId": **unknown::<TeamId>(&town), "personId": **unknown::<PersonId>(&town),
    });
    assert_eq!(
        app.refusals(town.organiser, "revokeTeamLead", "team", nothing)
            .await,
        ["NOT_FOUND teamId"]
    );
});
