//! No statement of signing in reads a whole table.

use mulin_domain::Actor;
use mulin_domain::change::What;
use sea_orm::DbBackend;
use serde_json::json;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

/// Tables that grow without end.
const TABLES: [&str; 8] = [
    "sign_in_code",
    "session",
    "refresh_token",
    "rate_limit",
    "contact_point",
    "person",
    "external_identity",
    "personal_link",
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

async fn happens(app: &TestApp, town: &Town, what: What) {
    let root = town.city.id;
    let done = app.core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            tx.record(root, what);
            Ok(())
        })
    });
    done.await.expect("it is followed");
}

both_databases!(every_statement_has_its_index, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let lan = with_phone(&app, &town, "王桂花", "13812345678").await;
    with_phone(&app, &town, "王小梅", "13812345678").await;
    let mei = town.resident(&app, "mei").await;
    let statements = app.record_statements();

    let code = code(&app, "13812345678").await;
    give(&app, "13812345678", &other_than(&code)).await;
    give(&app, "13812345678", &code).await;
    let person = gid(&town, lan);
    let input = json!({ "address": "13812345678", "code": code, "personId": *person });
    let tokens = Tokens::of(&give_input(&app, input).await, "signIn");
    let answer = refresh(&app, &tokens.refresh).await;
    let tokens = Tokens::of(&answer, "refreshSession");
    assert!(works(&app, &tokens.access).await);
    let node = json!({ "id": tokens.session });
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    app.run_with(Some(&tokens.access), query, node).await;
    let input = json!({ "allDevices": true });
    with_token(&app, &tokens.access, "signOut", "__typename", input).await;
    let input = json!({ "sessionId": tokens.session });
    app.mutate(Some(lan), "revokeSession", "session { id }", input)
        .await;
    let (from, into) = (lan, mei);
    happens(&app, &town, What::PersonMerged { from, into }).await;
    happens(&app, &town, What::PersonErased { person_id: mei }).await;

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
