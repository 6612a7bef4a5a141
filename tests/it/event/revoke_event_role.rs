//! `revokeEventRole`

use mulin_entities::*;
use serde_json::{Value, json};

use super::{about, appoint, parts};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::mutation::key;
use crate::support::trace::entry;

both_databases!(a_part_ends_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let person = town.resident(&app, "lan").await;
    let part = appoint(&app, &town, event, person, "CO_ORGANISER").await;
    // One token all along: what counts is the time of the request.
    let bearer = app.token(person).await;
    let can = async || {
        let query = "query ($id: ID!) { event(id: $id) { viewerCan { edit } } }";
        let answer = app
            .run_with(Some(&bearer), query, json!({ "id": *gid(&town, event) }))
            .await;
        answer.at("/event/viewerCan/edit").clone()
    };
    assert_eq!(can().await, true);
    let end = app.journal_end().await;
    let input = json!({ "eventRoleId": part });
    let (who, selection) = (Some(town.organiser), "grant { id name endedAt }");
    let answer = app
        .mutate(who, "revokeEventRole", selection, input.clone())
        .await;
    let ended = answer.at("/revokeEventRole/grant").clone();
    let expected = json!({ "id": part, "name": "lan", "endedAt": "2026-11-21T04:00:00Z" });
    assert_eq!(ended, expected);
    let facts = json!({ "event": event, "person": person, "role": "CO_ORGANISER" });
    let noted = entry("event_role revoked", key(&part), town.organiser, facts);
    assert_eq!(app.journalled_since(end).await, [noted]);
    assert_eq!(can().await, false);
    assert_eq!(parts(&app, &town, event, who).await, json!([]));
    let edit = about(&town, event, json!({ "title": "灯会" }));
    let forbidden = [(Some(person), "FORBIDDEN")];
    app.denied("updateEvent", "event", &edit, &forbidden).await;

    // Twice changes nothing; who gets the part again gets another.
    let again = app
        .without_trace(who, "revokeEventRole", selection, input)
        .await;
    assert_eq!(again.at("/revokeEventRole/grant"), &ended);
    let second = appoint(&app, &town, event, person, "CO_ORGANISER").await;
    assert_ne!(second, part);
    assert_eq!(can().await, true);
});

both_databases!(also_when_the_event_is_over, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let person = town.resident(&app, "lan").await;
    let part = appoint(&app, &town, event.id, person, "CHECK_IN_HELPER").await;
    app.advance(event.ends_at - app.now());
    let input = json!({ "eventRoleId": part });
    let answer = app
        .mutate(
            Some(town.admin),
            "revokeEventRole",
            "grant { endedAt }",
            input,
        )
        .await;
    assert_ne!(answer.at("/revokeEventRole/grant/endedAt"), &Value::Null);
});

both_databases!(only_who_gives_parts_takes_them_back, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 3).await;
    let part = appoint(&app, &town, event, people[0], "CO_ORGANISER").await;
    let helps = appoint(&app, &town, event, people[1], "CHECK_IN_HELPER").await;
    let input = json!({ "eventRoleId": helps });
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(people[0]), "FORBIDDEN"),
        (Some(people[1]), "FORBIDDEN"),
    ];
    app.denied("revokeEventRole", "grant", &input, &actors)
        .await;
    // Who sees no parts does not learn that there is one.
    for who in [people[1], people[2], town.steward, other.admin] {
        let input = json!({ "eventRoleId": part });
        let told = app.refusals(who, "revokeEventRole", "grant", input).await;
        assert_eq!(told, ["NOT_FOUND eventRoleId"]);
    }
    let ids = [
        (&**unknown::<EventRoleId>(&town), "NOT_FOUND"),
        (&**gid(&town, event), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.organiser;
    app.refuses_ids(who, "revokeEventRole", "grant", &input, "eventRoleId", &ids)
        .await;
});
