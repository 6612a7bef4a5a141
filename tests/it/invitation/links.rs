//! `createInvitationLink`, `acceptInvitation` and `revokeInvitationLink`

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, in_shanghai};
use crate::rsvp::rush::{Call, PATIENT, all_at_once};
use crate::rsvp::steps::{going, reschedule};
use crate::support::trace::Trace;

both_databases!(a_link_invites_each_person_once, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let people = town.residents(&app, 3).await;
    let link = link(&app, &town, event, json!({ "maxUses": 2 })).await;
    let token = link["token"].as_str().expect("a new link has a token");
    let trace = Trace::of(&app).await;
    assert!(!trace.holds(token) && !trace.holds(&token[7..]));
    for who in [people[0], people[0], people[1]] {
        let answer = accept(&app, who, &link).await;
        assert_eq!(answer.refusals("acceptInvitation"), [""; 0]);
        assert_eq!(answer.at("/acceptInvitation/event/title"), "元宵灯会");
        assert!(sees(&app, &town, who, event).await);
    }
    assert_eq!(uses(&app, &town, event).await, 2);
    assert_eq!(going(&app, &town, people[0], event, 2).await, "GOING");
    let before = Trace::of(&app).await;
    let late = accept(&app, people[2], &link).await;
    assert_eq!(
        late.refusals("acceptInvitation"),
        ["INVITATION_USED_UP token"]
    );
    assert!(!sees(&app, &town, people[2], event).await);
    let again = accept(&app, people[1], &link).await;
    assert_eq!(again.refusals("acceptInvitation"), [""; 0]);
    assert_eq!(Trace::of(&app).await, before);
    let all = invitations(&app, &town, event).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["isByLink"], true);
});

both_databases!(a_link_ends_and_moves_with_its_event, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let people = town.residents(&app, 3).await;
    let until = in_shanghai(app.now() + TimeDelta::days(1));
    let short = link(
        &app,
        &town,
        event,
        json!({ "maxUses": 9, "expiresAt": until }),
    )
    .await;
    let long = link(&app, &town, event, json!({ "maxUses": 9 })).await;
    app.advance(TimeDelta::days(2));
    let answer = accept(&app, people[0], &short).await;
    assert_eq!(
        answer.refusals("acceptInvitation"),
        ["INVITATION_OVER token"]
    );
    reschedule(&app, &town, event, TimeDelta::days(20)).await;
    app.advance(TimeDelta::days(10));
    let answer = accept(&app, people[0], &long).await;
    assert_eq!(answer.refusals("acceptInvitation"), [""; 0]);
    app.advance(TimeDelta::days(11));
    let answer = accept(&app, people[1], &long).await;
    assert_eq!(answer.refusals("acceptInvitation"), ["EVENT_ENDED token"]);
});

both_databases!(what_was_taken_back_is_not_taken_again, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let people = town.residents(&app, 2).await;
    let link = link(&app, &town, event, json!({ "maxUses": 9 })).await;
    accept(&app, people[0], &link).await;
    let all = invitations(&app, &town, event).await;
    revoke(&app, town.organiser, &all[0]).await;
    let before = Trace::of(&app).await;
    let answer = accept(&app, people[0], &link).await;
    assert_eq!(
        answer.refusals("acceptInvitation"),
        ["INVITATION_OVER token"]
    );
    let input = json!({ "linkId": link["id"] });
    let denied = app
        .mutate(
            Some(people[0]),
            "revokeInvitationLink",
            "link { id }",
            input.clone(),
        )
        .await;
    assert_eq!(
        denied.refusals("revokeInvitationLink"),
        ["NOT_FOUND linkId"]
    );
    assert_eq!(Trace::of(&app).await, before);
    let selection = "link { revokedAt token }";
    let revoked = app
        .mutate(
            Some(town.organiser),
            "revokeInvitationLink",
            selection,
            input,
        )
        .await;
    assert_eq!(revoked.refusals("revokeInvitationLink"), [""; 0]);
    assert!(!revoked.at("/revokeInvitationLink/link/revokedAt").is_null());
    let answer = accept(&app, people[1], &link).await;
    assert_eq!(
        answer.refusals("acceptInvitation"),
        ["INVITATION_OVER token"]
    );
});

both_databases!(
    others_make_no_links_and_tokens_of_elsewhere_are_unknown,
    |app| {
        let town = Town::found(&app).await;
        let event = private(&app, &town).await;
        let abroad = Town::named(&app, "别处市").await;
        let stranger = abroad.resident(&app, "stranger").await;
        let link = link(&app, &town, event, json!({ "maxUses": 9 })).await;
        let before = Trace::of(&app).await;
        for token in [link["token"].clone(), json!("invite_nonsense"), json!("")] {
            let who = if token == link["token"] {
                stranger
            } else {
                town.steward
            };
            let answer = accept(&app, who, &json!({ "token": token })).await;
            assert_eq!(answer.refusals("acceptInvitation"), ["NOT_FOUND token"]);
        }
        let nobody = app
            .run(None, ACCEPT, json!({ "input": { "token": link["token"] } }))
            .await;
        assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
        let input =
            json!({ "eventId": *gid(&town, event), "maxUses": 0, "expiresAt": "2001-01-01T00:00" });
        let faulty = app
            .mutate(
                Some(town.organiser),
                "createInvitationLink",
                "link { id }",
                input.clone(),
            )
            .await;
        assert_eq!(
            faulty.refusals("createInvitationLink"),
            ["OUT_OF_RANGE maxUses", "IN_THE_PAST expiresAt"]
        );
        let hidden = app
            .mutate(
                Some(town.steward),
                "createInvitationLink",
                "link { id }",
                input,
            )
            .await;
        assert_eq!(
            hidden.refusals("createInvitationLink"),
            ["NOT_FOUND eventId"]
        );
        assert_eq!(Trace::of(&app).await, before);
    }
);

both_databases!(a_key_makes_one_link_and_tells_its_token_once, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let input = json!({ "maxUses": 5, "idempotencyKey": "one" });
    let first = link(&app, &town, event, input.clone()).await;
    let again = link(&app, &town, event, input).await;
    assert_eq!(first["id"], again["id"]);
    assert_eq!(again["token"], Value::Null);
});

both_databases!(two_race_for_the_last_use, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 6).await;
    let app = Arc::new(app);
    for round in 0..6 {
        let event = private(&app, &town).await;
        let link = link(&app, &town, event, json!({ "maxUses": 3 })).await;
        let call = |who: &PersonId| Call {
            who: *who,
            query: ACCEPT,
            variables: json!({ "input": { "token": link["token"] } }),
        };
        // Some come twice at once.
        let mut calls: Vec<Call> = people.iter().map(call).collect();
        calls.extend(people.iter().take(round % 3).map(call));
        for answer in all_at_once(&app, calls).await {
            let refusals = answer.refusals("acceptInvitation");
            assert!(refusals.is_empty() || refusals == ["INVITATION_USED_UP token"], "{refusals:?}");
        }
        assert_eq!(uses(&app, &town, event).await, 3);
        assert_eq!(invitations(&app, &town, event).await.len(), 3);
        let mut seen = 0;
        for who in &people {
            seen += usize::from(sees(&app, &town, *who, event).await);
        }
        assert_eq!(seen, 3);
    }
});
