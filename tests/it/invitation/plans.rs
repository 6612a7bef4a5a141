//! No statement about forms and invitations reads a whole table.

use sea_orm::DbBackend;
use serde_json::json;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::rsvp::steps::going;

/// Tables that grow without end.
const TABLES: [&str; 5] = [
    "question",
    "question_answer",
    "invitation",
    "invitation_link",
    "rsvp",
];

/// The steps of a plan that read a whole one of the tables.
fn scans(backend: DbBackend, plan: &[String]) -> Vec<&String> {
    let before = match backend {
        DbBackend::Sqlite => "SCAN ",
        _ => "Seq Scan on ",
    };
    let whole = |step: &&String| {
        TABLES.iter().any(|table| {
            step.split(&format!("{before}{table}"))
                .nth(1)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    plan.iter().filter(whole).collect()
}

both_databases!(every_statement_finds_its_rows_by_an_index, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let people = town.residents(&app, 3).await;
    let statements = app.record_statements();
    let form = json!([{ "kind": "YES_NO", "label": "跳舞吗？" }]);
    let ids = crate::question::steps::ask(&app, &town, event, form).await;
    let more = json!({
        "personIds": [*gid(&town, people[0])], "areaIds": [*gid(&town, town.other_unit.id)],
    });
    invite(&app, &town, event, more).await;
    let link = link(&app, &town, event, json!({ "maxUses": 2 })).await;
    accept(&app, people[1], &link).await;
    assert_eq!(going(&app, &town, people[0], event, 1).await, "GOING");
    let answers = json!({ "answers": [{ "questionId": ids[0], "yesNo": true }] });
    let answer = crate::question::steps::respond(&app, &town, people[1], event, answers).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    let lists = "query ($id: ID!) { event(id: $id) { questions { id } invitations { nodes { id } }
        invitationLinks { nodes { id } } rsvps { nodes { answers { yesNo } } } } }";
    let id = json!({ "id": *gid(&town, event) });
    app.run(Some(town.organiser), lists, id).await.data();
    let all = invitations(&app, &town, event).await;
    revoke(&app, town.organiser, &all[0]).await;
    let input = json!({ "keepId": *gid(&town, people[2]), "duplicateId": *gid(&town, people[1]) });
    app.mutate(Some(town.admin), "mergePeople", "__typename", input)
        .await
        .data();
    town.erase(&app, people[2]).await;

    let backend = app.core.db().reader().get_database_backend();
    let mut explained = 0;
    for statement in statements.take() {
        let mut words = statement
            .sql
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        if words.any(|word| TABLES.contains(&word)) && !statement.sql.starts_with("INSERT") {
            let plan = app.explain(&statement).await;
            let scans = scans(backend, &plan);
            assert!(
                scans.is_empty(),
                "{scans:?}\n{}\n{}",
                statement.sql,
                plan.join("\n")
            );
            explained += 1;
        }
    }
    assert!(explained > 25, "only {explained} statements were looked at");
});
