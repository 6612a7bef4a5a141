//! `registerMyself`, and what somebody may do who waits to be confirmed.

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, grant, person_row, resident, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::Trace;

const PHONE: &str = "13812345678";

fn lan(town: &Town, code: &str) -> Value {
    json!({
        "address": "１３８１２３４５６７８", "code": code, "name": " 王小兰 ", "birthYear": 1955,
        "unitId": *gid(town, town.unit.id), "building": "3栋302", "device": "小米手机",
    })
}

async fn register(app: &TestApp, input: Value) -> Answer {
    let selection = format!("{SESSION} state");
    app.mutate(None, "registerMyself", &selection, input).await
}

/// Registers as told, and answers who that is and the access token.
async fn registered(app: &TestApp, input: Value) -> (PersonId, String) {
    let answer = register(app, input).await;
    let tokens = Tokens::of(&answer, "registerMyself");
    let id = answer.at("/registerMyself/session/person/personId");
    (PersonId(key(id)), tokens.access)
}

/// Says in an area whether registrations wait for a steward's word.
async fn confirms(app: &TestApp, town: &Town, area: &area::Model, word: Value) {
    let input = json!({ "areaId": *gid(town, area.id), "confirmsRegistrations": word });
    let selection = "area { confirmsRegistrations }";
    let answer = app
        .mutate(Some(town.admin), "updateArea", selection, input)
        .await;
    assert_eq!(answer.at("/updateArea/area/confirmsRegistrations"), &word);
}

both_databases!(whoever_holds_an_address_gets_a_record, |app| {
    let town = Town::found(&app).await;
    let code = code(&app, PHONE).await;
    let end = app.journal_end().await;
    let more = json!({ "preferredName": "兰姐", "locale": "en" });
    let answer = register(&app, with(&lan(&town, &code), more)).await;
    let tokens = Tokens::of(&answer, "registerMyself");
    assert_eq!(answer.at("/registerMyself/state"), "ACTIVE");
    assert_eq!(
        answer.at("/registerMyself/session/person/givenName"),
        "兰姐"
    );
    let happened = app.journalled_since(end).await;
    let what: Vec<_> = happened
        .iter()
        .map(|entry| (entry.what.as_str(), entry.by))
        .collect();
    assert_eq!(what, [("person registered", None)]);

    let query = "{ viewer { person { name preferredName birthYear locale state phone
        contactPoints { kind verifiedAt receivesSms isShared } unit { id } household { building } }
        sessions { device } } }";
    let viewer = app.run_with(Some(&tokens.access), query, json!({})).await;
    let expected = json!({
        "name": "王小兰", "preferredName": "兰姐", "birthYear": 1955, "locale": "en",
        "state": "ACTIVE", "phone": "+8613812345678", "unit": { "id": *gid(&town, town.unit.id) },
        "contactPoints": [{
            "kind": "PHONE", "verifiedAt": "2026-11-21T04:00:00Z", "receivesSms": true,
            "isShared": false,
        }],
        "household": { "building": "3栋302" },
    });
    assert_eq!(viewer.at("/viewer/person"), &expected);
    assert_eq!(viewer.at("/viewer/sessions/0/device"), "小米手机");
    assert!(!Trace::of(&app).await.holds("13812345678"));

    // The code is used up; the next one signs in.
    let again = register(&app, lan(&town, &code)).await;
    assert_eq!(again.refusals("registerMyself"), ["CODE_EXPIRED code"]);
    app.advance(chrono::TimeDelta::minutes(1));
    assert!(works(&app, &sign_in(&app, PHONE).await.access).await);
});

both_databases!(who_waits_sees_and_answers_public_events_only, |app| {
    let town = Town::found(&app).await;
    confirms(&app, &town, &town.community, json!(true)).await;
    let public = town.event(&app, Plan::default()).await.id;
    let visibility = Visibility::Audience;
    let audience = town
        .event(
            &app,
            Plan {
                visibility,
                ..Plan::default()
            },
        )
        .await
        .id;
    let end = app.journal_end().await;
    let answer = register(&app, lan(&town, &code(&app, PHONE).await)).await;
    let token = Tokens::of(&answer, "registerMyself").access;
    let id = PersonId(key(answer.at("/registerMyself/session/person/personId")));
    assert_eq!(answer.at("/registerMyself/state"), "PENDING");
    let what = app.journalled_since(end).await;
    assert_eq!(what[0].what, "person registration_requested");

    let events = "query ($public: ID!, $audience: ID!) {
        public: event(id: $public) { id } audience: event(id: $audience) { id } }";
    let both = json!({ "public": *gid(&town, public), "audience": *gid(&town, audience) });
    let seen = app.run_with(Some(&token), events, both.clone()).await;
    assert_eq!(seen.at("/public/id"), &json!(*gid(&town, public)));
    assert!(seen.at("/audience").is_null());
    let respond = async |event: EventId| {
        let input = json!({ "eventId": *gid(&town, event), "status": "GOING" });
        let answer = with_token(&app, &token, "respondToEvent", "rsvp { state }", input).await;
        answer.refusals("respondToEvent")
    };
    assert_eq!(respond(public).await, [""; 0]);
    assert_eq!(respond(audience).await, ["NOT_FOUND eventId"]);
    let own = json!({ "personId": *gid(&town, id), "preferredName": "兰姐" });
    let edit = with_token(
        &app,
        &token,
        "updatePerson",
        "person { preferredName }",
        own,
    )
    .await;
    assert_eq!(edit.at("/updatePerson/person/preferredName"), "兰姐");
    let others = json!({ "personId": *gid(&town, town.steward), "name": "x" });
    let edit = with_token(&app, &token, "updatePerson", "person { name }", others).await;
    assert_eq!(edit.refusals("updatePerson"), ["NOT_FOUND personId"]);

    // The steward's word changes that in the middle of the session.
    let confirm = json!({ "personId": *gid(&town, id) });
    app.mutate(
        Some(town.steward),
        "confirmRegistration",
        "person { id }",
        confirm,
    )
    .await
    .data();
    let seen = app.run_with(Some(&token), events, both).await;
    assert_eq!(seen.at("/audience/id"), &json!(*gid(&town, audience)));
    assert_eq!(respond(audience).await, [""; 0]);
});

both_databases!(the_nearest_area_that_says_something_decides, |app| {
    let town = Town::found(&app).await;
    let mut states = Vec::new();
    for (area, word) in [
        (&town.city, json!(true)),
        (&town.unit, json!(false)),
        (&town.unit, Value::Null),
        (&town.city, Value::Null),
    ] {
        confirms(&app, &town, area, word).await;
        app.advance(chrono::TimeDelta::minutes(1));
        let (id, _) = registered(&app, lan(&town, &code(&app, PHONE).await)).await;
        states.push(person_row(&app, id).await.state);
    }
    use PersonState::*;
    assert_eq!(states, [Pending, Active, Pending, Active]);
    let steward = json!({ "areaId": *gid(&town, town.unit.id), "confirmsRegistrations": true });
    let actors = [(Some(town.steward), "FORBIDDEN")];
    app.denied("updateArea", "area", &steward, &actors).await;
});

both_databases!(faults_are_told_before_the_code_is_looked_at, |app| {
    let town = Town::found(&app).await;
    let code = code(&app, PHONE).await;
    let refusals = async |input: Value| register(&app, input).await.refusals("registerMyself");
    let ill = json!({
        "address": "x", "code": "12", "name": "Аnna", "preferredName": "", "birthYear": 1879,
        "unitId": "?", "building": " ", "locale": "tlh", "device": "长".repeat(61),
    });
    assert_eq!(
        refusals(ill).await,
        [
            "INVALID_FORMAT address",
            "INVALID_FORMAT code",
            "MIXED_SCRIPTS name",
            "REQUIRED preferredName",
            "OUT_OF_RANGE birthYear",
            "MALFORMED_ID unitId",
            "REQUIRED building",
            "INVALID_FORMAT locale",
            "INVALID_LENGTH device",
        ]
    );
    let input = lan(&town, &other_than(&code));
    for (more, refusal) in [
        (
            json!({ "unitId": *gid(&town, town.community.id) }),
            "WRONG_LEVEL unitId",
        ),
        (
            json!({ "unitId": *unknown::<AreaId>(&town) }),
            "NOT_FOUND unitId",
        ),
        (
            json!({ "birthYear": 2012 }),
            "ADULT_MUST_REGISTER birthYear",
        ),
        (
            json!({ "birthYear": 2020 }),
            "ADULT_MUST_REGISTER birthYear",
        ),
    ] {
        assert_eq!(refusals(with(&input, more)).await, [refusal]);
    }
    assert_eq!(
        newest_code(&app, PHONE).await.0.guesses,
        0,
        "no guess was spent"
    );
    assert_eq!(refusals(input).await, ["WRONG_CODE code"]);
    assert_eq!(newest_code(&app, PHONE).await.0.guesses, 1);
    let people = person::Entity::find()
        .filter(person::Column::Name.eq("王小兰"))
        .one(app.core.db().reader())
        .await;
    assert!(people.expect("people").is_none());
    let right = with(&lan(&town, &code), json!({ "birthYear": 2011 }));
    assert_eq!(refusals(right).await, [""; 0], "the code still counts");
});

both_databases!(one_code_makes_one_record, |app| {
    let town = Town::found(&app).await;
    let code = code(&app, PHONE).await;
    let (app, input) = (Arc::new(app), lan(&town, &code));
    let mut calls = JoinSet::new();
    for _ in 0..4 {
        let (app, input) = (app.clone(), input.clone());
        calls.spawn(async move { register(&app, input).await.refusals("registerMyself") });
    }
    let outcomes = calls.join_all().await;
    let done = outcomes.iter().filter(|refusals| refusals.is_empty());
    assert_eq!(done.count(), 1, "{outcomes:?}");
    let made = person::Entity::find()
        .filter(person::Column::Name.eq("王小兰"))
        .all(app.core.db().reader())
        .await;
    assert_eq!(made.expect("people").len(), 1);
});

both_databases!(
    a_steward_makes_one_record_of_what_one_person_made_two,
    |app| {
        let town = Town::found(&app).await;
        confirms(&app, &town, &town.city, json!(true)).await;
        let known = resident(&app.core, &town.unit, "王小兰").await.id;
        let (id, token) = registered(&app, lan(&town, &code(&app, PHONE).await)).await;
        grant(&app.core, town.steward, Role::Steward, &town.unit).await;
        let input = json!({ "keepId": *gid(&town, known), "duplicateId": *gid(&town, id) });
        app.mutate(Some(town.steward), "mergePeople", "person { id }", input)
            .await
            .data();
        assert!(!works(&app, &token).await);
        app.advance(chrono::TimeDelta::minutes(1));
        let answer = give(&app, PHONE, &code(&app, PHONE).await).await;
        let who = answer.at("/signIn/session/person/personId");
        assert_eq!(
            PersonId(key(who)),
            known,
            "the telephone is the kept record's now"
        );
    }
);
