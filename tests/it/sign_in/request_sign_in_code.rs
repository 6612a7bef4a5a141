//! `requestSignInCode`

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;

use super::steps::*;
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

async fn messages(app: &TestApp) -> Vec<delivery::Model> {
    let messages = delivery::Entity::find().all(app.core.db().reader()).await;
    messages.expect("messages can be read")
}

both_databases!(a_code_is_sealed_and_on_its_way, |app| {
    let input = json!({ "address": " Lan@Example.ORG ", "locale": "en" });
    let answer = app
        .mutate(
            None,
            "requestSignInCode",
            "channel expiresAt retryAt",
            input,
        )
        .await;
    let payload = answer.at("/requestSignInCode");
    assert_eq!(payload["channel"], "EMAIL");
    assert_eq!(payload["expiresAt"], "2026-11-21T04:10:00Z");
    assert_eq!(payload["retryAt"], "2026-11-21T04:01:00Z");

    let (row, code) = newest_code(&app, "lan@example.org").await;
    assert_eq!((row.channel, row.locale.as_str()), (Channel::Email, "en"));
    assert_eq!((row.guesses, row.verified_at, row.used_at), (0, None, None));
    assert_eq!(row.expires_at - row.created_at, TimeDelta::minutes(10));
    let messages = messages(&app).await;
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(message.kind, MessageKind::SignInCode);
    assert_eq!(message.sign_in_code_id, Some(row.id));
    assert_eq!((message.channel, message.person_id), (Channel::Email, None));
    assert_eq!((message.due_at, message.settled_at), (app.now(), None));

    let trace = Trace::of(&app).await;
    assert!(!trace.holds("lan@example.org"), "the address is sealed");
    assert!(!trace.holds(&code), "the code is sealed");
    assert_eq!(app.journal_end().await, 0, "and nothing is journalled");
});

both_databases!(a_number_in_any_spelling_is_one_number, |app| {
    let mut lookups = Vec::new();
    for spelling in [
        "13812345678",
        "１３８１２３４５６７８",
        "0086 138 1234 5678",
        "+86-138-1234-5678",
        " 138-1234 5678 ",
    ] {
        let answer = request(&app, spelling).await;
        assert_eq!(answer.at("/requestSignInCode/channel"), "SMS", "{spelling}");
        lookups.push(newest_code(&app, spelling).await.0.lookup);
        app.advance(TimeDelta::minutes(1));
    }
    lookups.dedup();
    assert_eq!(lookups.len(), 1);
});

both_databases!(who_is_registered_is_told_to_nobody, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    with_phone(&app, &town, "王小梅", "13812345678").await;
    let statements = app.record_statements();
    let mut asked = Vec::new();
    for address in ["steward@example.org", "13812345678"] {
        let known = request(&app, address).await;
        asked.push((known, statements.take()));
    }
    for (address, (known, ran)) in ["nobody@example.org", "13812345679"].into_iter().zip(asked) {
        let unknown = request(&app, address).await;
        assert_eq!(known.at("/requestSignInCode/userErrors"), &json!([]));
        assert_eq!((known.status, known.text), (unknown.status, unknown.text));
        let headers = |headers: &axum::http::HeaderMap| {
            let mut headers = headers.clone();
            headers.remove("x-request-id");
            headers
        };
        assert_eq!(headers(&known.headers), headers(&unknown.headers));
        let sql = |statements: Vec<sea_orm::Statement>| -> Vec<String> {
            statements.into_iter().map(|one| one.sql).collect()
        };
        assert_eq!(sql(ran), sql(statements.take()), "the same statements");
    }
    assert_eq!(
        messages(&app).await.len(),
        4,
        "and all of them are written to"
    );
});

both_databases!(faults_are_told_at_once_and_nothing_is_sent, |app| {
    for (address, locale, refused) in [
        ("010-12345678", "en", &["NO_TEXT_MESSAGES address"][..]),
        ("grandmother", "en", &["INVALID_FORMAT address"]),
        ("lan@", "en", &["INVALID_FORMAT address"]),
        (" ", "fr", &["REQUIRED address", "INVALID_FORMAT locale"]),
    ] {
        let input = json!({ "address": address, "locale": locale });
        let answer = app
            .without_trace(
                None,
                "requestSignInCode",
                "channel expiresAt retryAt",
                input,
            )
            .await;
        assert_eq!(answer.refusals("requestSignInCode"), refused, "{address}");
        assert!(answer.at("/requestSignInCode/channel").is_null());
    }
});

both_databases!(the_worker_takes_a_code_to_its_address_once, |app| {
    let code = code(&app, "lan@example.org").await;
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to_address, "lan@example.org");
    assert!(letters[0].rendered.text.contains(&code));
    app.advance(TimeDelta::minutes(9));
    app.run_due_work().await;
    assert!(app.mail.take().is_empty());
    let rows = codes(&app).await;
    assert_eq!(rows[0].sealed_code, None, "it can be read no more");
    let answer = give(&app, "lan@example.org", &code).await;
    assert_eq!(answer.refusals("signIn"), ["NOT_REGISTERED address"]);
});
