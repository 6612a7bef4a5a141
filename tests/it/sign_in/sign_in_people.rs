//! `signIn` where several people share an address, and who may not sign in.

use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, set_state};

const PHONE: &str = "13812345678";

both_databases!(a_shared_telephone_lets_choose, |app| {
    let town = Town::found(&app).await;
    let grandma = with_phone(&app, &town, "王桂花", PHONE).await;
    app.advance(chrono::TimeDelta::seconds(1));
    let grandpa = with_phone(&app, &town, "欧阳建国", PHONE).await;
    let stranger = with_phone(&app, &town, "陈兰", "13812345679").await;
    let code = code(&app, PHONE).await;
    for _ in 0..7 {
        let answer = give(&app, PHONE, &code).await;
        assert_eq!(answer.refusals("signIn"), [""; 0]);
        assert!(answer.at("/signIn/session").is_null());
        let people = json!([
            { "personId": *gid(&town, grandma), "givenName": "桂花" },
            { "personId": *gid(&town, grandpa), "givenName": "建国" },
        ]);
        assert_eq!(answer.at("/signIn/people"), &people);
    }
    let choose = |who: Value| json!({ "address": PHONE, "code": code, "personId": who });
    let other = give_input(&app, choose(json!(*gid(&town, stranger)))).await;
    assert_eq!(other.refusals("signIn"), ["NOT_FOUND personId"]);
    let missing = crate::factories::unknown::<PersonId>(&town);
    let missing = give_input(&app, choose(json!(*missing))).await;
    assert_eq!(missing.text, other.text);

    let answer = give_input(&app, choose(json!(*gid(&town, grandpa)))).await;
    let tokens = Tokens::of(&answer, "signIn");
    let viewer = app.run_with(Some(&tokens.access), VIEWER, json!({})).await;
    assert_eq!(viewer.at("/viewer/person/name"), "欧阳建国");
    assert!(sessions_of(&app, grandma).await.is_empty());
    let answer = give_input(&app, choose(json!(*gid(&town, grandma)))).await;
    assert_eq!(
        answer.refusals("signIn"),
        ["CODE_EXPIRED code"],
        "one code, one session"
    );
});

both_databases!(closed_records_sign_in_no_more, |app| {
    let town = Town::found(&app).await;
    let merged = with_phone(&app, &town, "王桂花", PHONE).await;
    let pending = with_phone(&app, &town, "王小梅", PHONE).await;
    set_state(&app, merged, PersonState::Merged).await;
    set_state(&app, pending, PersonState::Pending).await;
    let answer = give(&app, PHONE, &code(&app, PHONE).await).await;
    assert_eq!(answer.at("/signIn/session/person/givenName"), "小梅");
    let tokens = Tokens::of(&answer, "signIn");
    assert!(works(&app, &tokens.access).await);

    set_state(&app, pending, PersonState::Erased).await;
    assert!(!works(&app, &tokens.access).await);
    let answer = refresh(&app, &tokens.refresh).await;
    assert_eq!(
        answer.refusals("refreshSession"),
        ["SESSION_OVER refreshToken"]
    );
    app.advance(chrono::TimeDelta::minutes(1));
    let answer = give(&app, PHONE, &code(&app, PHONE).await).await;
    assert_eq!(answer.refusals("signIn"), ["NOT_REGISTERED address"]);
});
