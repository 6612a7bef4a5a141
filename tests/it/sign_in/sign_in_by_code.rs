//! `signIn`: what a code is good for, and for how long.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

async fn proved(app: &TestApp, person: PersonId) -> Vec<bool> {
    let points = contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.eq(person))
        .all(app.core.db().reader())
        .await
        .expect("contact points can be read");
    points.iter().map(|row| row.verified_at.is_some()).collect()
}

/// The code in a message.
fn told(text: &str) -> &str {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.find(is_code).expect("the message tells it")
}

both_databases!(a_letter_leads_to_a_session, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    request(&app, "lan@example.org").await;
    app.run_due_work().await;
    let letter = app.mail.take().remove(0).rendered.text;
    let code = told(&letter);
    assert_eq!(proved(&app, lan).await, [false]);

    app.advance(TimeDelta::minutes(5));
    let answer = give(&app, "LAN@example.org", code).await;
    let tokens = Tokens::of(&answer, "signIn");
    let session = answer.at("/signIn/session");
    assert_eq!(session["expiresAt"], "2026-11-21T04:20:00Z");
    assert_eq!(session["refreshExpiresAt"], "2027-02-19T04:05:00Z");
    assert_eq!(session["session"]["device"], "小米手机");
    assert_eq!(session["person"]["personId"], *gid(&town, lan));
    assert!(answer.at("/signIn/people").is_null());
    assert!(tokens.refresh.starts_with("refresh_"));
    assert_eq!(proved(&app, lan).await, [true]);

    let viewer = app.run_with(Some(&tokens.access), VIEWER, json!({})).await;
    assert_eq!(viewer.at("/viewer/person/name"), "lan");
    assert_eq!(viewer.at("/viewer/sessions/0/id"), &json!(tokens.session));
    assert_eq!(viewer.at("/viewer/sessions/0/isCurrent"), true);
    app.advance(TimeDelta::minutes(15));
    assert!(
        !works(&app, &tokens.access).await,
        "for a quarter of an hour"
    );
});

both_databases!(a_telephone_leads_to_a_session_too, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "王小梅", "138 1234 5678").await;
    request(&app, "0086 138 1234 5678").await;
    app.run_due_work().await;
    let message = app.sms.take().remove(0);
    assert_eq!(message.to, "+8613812345678");
    let code = told(&message.text);
    let typed = format!("{} {}", &code[..3], &code[3..]);
    let answer = give(&app, "１３８－１２３４－５６７８", &typed).await;
    assert_eq!(answer.at("/signIn/session/person/givenName"), "小梅");
    assert!(works(&app, &Tokens::of(&answer, "signIn").access).await);
});

both_databases!(only_the_newest_code_counts_and_only_once, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let first = code(&app, "lan@example.org").await;
    app.advance(TimeDelta::minutes(1));
    let second = code(&app, "lan@example.org").await;
    assert_ne!(first, second);
    let answer = give(&app, "lan@example.org", &first).await;
    assert_eq!(answer.refusals("signIn"), ["WRONG_CODE code"]);
    Tokens::of(&give(&app, "lan@example.org", &second).await, "signIn");
    for used in [&first, &second] {
        let answer = give(&app, "lan@example.org", used).await;
        assert_eq!(answer.refusals("signIn"), ["CODE_EXPIRED code"]);
    }
});

both_databases!(a_code_counts_for_ten_minutes, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let late = code(&app, "lan@example.org").await;
    app.advance(TimeDelta::minutes(10));
    let answer = give(&app, "lan@example.org", &late).await;
    assert_eq!(answer.refusals("signIn"), ["CODE_EXPIRED code"]);
    let code = code(&app, "lan@example.org").await;
    app.advance(TimeDelta::minutes(10) - TimeDelta::microseconds(1));
    Tokens::of(&give(&app, "lan@example.org", &code).await, "signIn");
});

both_databases!(a_right_code_waits_half_an_hour_for_a_registration, |app| {
    let town = Town::found(&app).await;
    let code = code(&app, "13812345678").await;
    app.advance(TimeDelta::minutes(9));
    for _ in 0..7 {
        let answer = give(&app, "13812345678", &code).await;
        assert_eq!(answer.refusals("signIn"), ["NOT_REGISTERED address"]);
        // Asking again neither costs a guess nor gives more time.
        app.advance(TimeDelta::minutes(1));
    }
    let row = codes(&app).await.remove(0);
    assert_eq!(row.guesses, 0);
    let verified = row.verified_at.expect("the code was right");
    assert_eq!(row.expires_at - verified, TimeDelta::minutes(30));

    let grandma = with_phone(&app, &town, "王桂花", "13812345678").await;
    app.advance(row.expires_at - app.now() - TimeDelta::microseconds(1));
    Tokens::of(&give(&app, "13812345678", &code).await, "signIn");
    assert_eq!(sessions_of(&app, grandma).await.len(), 1);
});

both_databases!(and_no_longer, |app| {
    let town = Town::found(&app).await;
    let code = code(&app, "13812345678").await;
    give(&app, "13812345678", &code).await;
    with_phone(&app, &town, "王桂花", "13812345678").await;
    app.advance(TimeDelta::minutes(30));
    let answer = give(&app, "13812345678", &code).await;
    assert_eq!(answer.refusals("signIn"), ["CODE_EXPIRED code"]);
});

both_databases!(what_is_no_code_costs_no_guess, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let code = code(&app, "lan@example.org").await;
    for wrong in ["", "12345", "1234567", "abcdef"] {
        let input = json!({ "address": "lan@example.org", "code": wrong, "personId": "x" });
        let answer = app
            .without_trace(None, "signIn", "session { accessToken }", input)
            .await;
        let refused = ["INVALID_FORMAT code", "MALFORMED_ID personId"];
        assert_eq!(answer.refusals("signIn"), refused);
    }
    let answer = give(&app, "nobody@example.org", &code).await;
    assert_eq!(
        answer.refusals("signIn"),
        ["CODE_EXPIRED code"],
        "nor does another's"
    );
    assert_eq!(codes(&app).await[0].guesses, 0);
});
