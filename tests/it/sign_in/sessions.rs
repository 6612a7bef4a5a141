//! `signOut`, `revokeSession`, `viewer.sessions`, and sessions as nodes.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::app::TestApp;

async fn two_devices(app: &TestApp, who: &str) -> (Tokens, Tokens) {
    let first = sign_in(app, who).await;
    app.advance(TimeDelta::minutes(1));
    (first, sign_in(app, who).await)
}

async fn sign_out(app: &TestApp, token: &str, input: Value) {
    let answer = with_token(app, token, "signOut", "__typename", input).await;
    assert_eq!(answer.refusals("signOut"), [""; 0]);
}

async fn listed(app: &TestApp, access: &str) -> Vec<(String, bool)> {
    let answer = app.run_with(Some(access), VIEWER, json!({})).await;
    let sessions = answer.at("/viewer/sessions").as_array().expect("a list");
    let one = |session: &Value| {
        let id = session["id"].as_str().expect("an id").to_owned();
        (id, session["isCurrent"].as_bool().expect("a flag"))
    };
    sessions.iter().map(one).collect()
}

both_databases!(signing_out_ends_this_session_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let (phone, tablet) = two_devices(&app, "lan@example.org").await;
    sign_out(&app, &phone.access, json!({})).await;
    assert!(!works(&app, &phone.access).await);
    let answer = refresh(&app, &phone.refresh).await;
    assert_eq!(
        answer.refusals("refreshSession"),
        ["SESSION_OVER refreshToken"]
    );
    assert!(works(&app, &tablet.access).await);
    let ends: Vec<_> = sessions_of(&app, lan)
        .await
        .iter()
        .map(|one| one.end_reason)
        .collect();
    assert_eq!(ends, [Some(SessionEnd::SignedOut), None]);
});

both_databases!(or_all_of_them, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    town.resident(&app, "mei").await;
    let (phone, tablet) = two_devices(&app, "lan@example.org").await;
    let mei = sign_in(&app, "mei@example.org").await;
    sign_out(&app, &phone.access, json!({ "allDevices": true })).await;
    assert!(!works(&app, &phone.access).await);
    assert!(!works(&app, &tablet.access).await);
    assert!(works(&app, &mei.access).await);
    let ends: Vec<_> = sessions_of(&app, lan)
        .await
        .iter()
        .map(|one| one.end_reason)
        .collect();
    assert_eq!(
        ends,
        [Some(SessionEnd::SignedOut), Some(SessionEnd::Revoked)]
    );
});

both_databases!(a_token_without_a_session_has_nothing_to_end, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let own = sign_in(&app, "lan@example.org").await;
    let token = app.token(lan).await;
    sign_out(&app, &token, json!({})).await;
    assert!(works(&app, &token).await);
    assert!(works(&app, &own.access).await);
    let answer = app
        .without_trace(None, "signOut", "__typename", json!({}))
        .await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
});

both_databases!(one_sees_where_one_is_signed_in, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    town.resident(&app, "mei").await;
    let (phone, tablet) = two_devices(&app, "lan@example.org").await;
    sign_in(&app, "mei@example.org").await;
    let both = |of_phone, of_tablet| {
        vec![
            (tablet.session.clone(), of_tablet),
            (phone.session.clone(), of_phone),
        ]
    };
    assert_eq!(listed(&app, &phone.access).await, both(true, false));
    assert_eq!(listed(&app, &tablet.access).await, both(false, true));
    let token = app.token(lan).await;
    assert_eq!(listed(&app, &token).await, both(false, false));

    sign_out(&app, &phone.access, json!({})).await;
    assert_eq!(
        listed(&app, &tablet.access).await,
        [(tablet.session.clone(), true)]
    );
    app.advance(TimeDelta::days(90));
    let token = app.token(lan).await;
    assert_eq!(listed(&app, &token).await, []);
});

both_databases!(a_revoked_session_is_over_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let (lost, own) = two_devices(&app, "lan@example.org").await;
    assert!(works(&app, &lost.access).await);
    let input = json!({ "sessionId": lost.session });
    let revoke = async || {
        let input = input.clone();
        with_token(
            &app,
            &own.access,
            "revokeSession",
            "session { id device }",
            input,
        )
        .await
    };
    let answer = revoke().await;
    assert_eq!(answer.at("/revokeSession/session/id"), &json!(lost.session));
    let refused = app.run_with(Some(&lost.access), VIEWER, json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), refused.error_code()),
        (401, "UNAUTHENTICATED")
    );
    let answer = refresh(&app, &lost.refresh).await;
    assert_eq!(
        answer.refusals("refreshSession"),
        ["SESSION_OVER refreshToken"]
    );
    assert_eq!(
        sessions_of(&app, lan).await[0].end_reason,
        Some(SessionEnd::Revoked)
    );
    assert!(works(&app, &own.access).await);
    assert_eq!(
        revoke().await.refusals("revokeSession"),
        ["NOT_FOUND sessionId"]
    );
});

both_databases!(nobody_ends_or_sees_another_s_session, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let own = sign_in(&app, "lan@example.org").await;
    let mei = town.resident(&app, "mei").await;
    let node = "query ($id: ID!) { node(id: $id) { id ... on Session { device isCurrent } } }";
    let missing = unknown::<SessionId>(&town);
    for who in [mei, town.steward, town.admin] {
        let mut texts = Vec::new();
        for id in [&own.session, &missing.0] {
            let input = json!({ "sessionId": id });
            let answer = app
                .without_trace(Some(who), "revokeSession", "session { id }", input)
                .await;
            assert_eq!(answer.refusals("revokeSession"), ["NOT_FOUND sessionId"]);
            texts.push(answer.text);
        }
        assert_eq!(texts[0], texts[1]);
        let seen = app.run(Some(who), node, json!({ "id": own.session })).await;
        assert!(seen.at("/node").is_null());
    }
    let input = json!({ "sessionId": own.session });
    app.denied(
        "revokeSession",
        "session",
        &input,
        &[(None, "UNAUTHENTICATED")],
    )
    .await;
    let person = gid(&town, lan);
    let ids = [
        (person.as_str(), "ID_OF_ANOTHER_TYPE"),
        ("session_x", "MALFORMED_ID"),
    ];
    app.refuses_ids(lan, "revokeSession", "session", &input, "sessionId", &ids)
        .await;
    let seen = app.run(Some(lan), node, json!({ "id": own.session })).await;
    assert_eq!(seen.at("/node/device"), "小米手机");
    assert!(works(&app, &own.access).await);
});
