//! What whoever holds a personal link may do, and nothing else.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::personal_link::{create, refused, see, token};
use super::steps::{RESPOND, WITHDRAW, answering, event_of, going, reschedule, rsvp_of};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, set_state};
use crate::support::trace::Trace;

both_databases!(
    a_link_answers_one_event_for_one_person,
    with & [("MULIN_HTTP__PUBLIC_URL", "https://events.example.org/app/")],
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan {
            visibility: Visibility::Audience,
            ..Plan::default()
        };
        let event = town.event(&app, plan).await;
        let who = town.resident(&app, "wang").await;
        let link = create(&app, &town, who, event.id, who).await;
        let token = link["token"].as_str().expect("a new link has a token");
        assert!(token.starts_with("link_") && token.len() == 27, "{token}");
        assert_eq!(
            link["url"],
            format!("https://events.example.org/app/l/{}", &token[5..])
        );
        let ends = event
            .ends_at
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert_eq!(link["expiresAt"], ends);
        assert_eq!(link["revokedAt"], Value::Null);

        let seen = see(&app, &town, token, event.id).await;
        assert_eq!(seen.at("/event/title"), "元宵灯会");
        assert_eq!(seen.at("/event/viewerRsvp"), &Value::Null);
        let party = json!({ "party": { "adults": 2 }, "note": "靠门" });
        let answering = answering(&town, event.id, &party);
        let answer = app.run_with(Some(token), RESPOND, answering).await;
        assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
        assert_eq!(answer.at("/respondToEvent/rsvp/state"), "GOING");
        assert_eq!(answer.at("/respondToEvent/rsvp/via"), "LINK");
        let row = rsvp_of(&app, event.id, who).await.expect("an answer");
        assert_eq!((row.via, row.answered_by, row.adults), (Via::Link, who, 2));

        let seen = see(&app, &town, token, event.id).await;
        let own = seen.at("/event/viewerRsvp");
        assert_eq!(
            (&own["state"], &own["note"]),
            (&json!("GOING"), &json!("靠门"))
        );
        // The link may have come into other hands: it does not tell how to reach its person.
        assert_eq!(own["respondent"]["email"], Value::Null);
        assert_eq!(own["respondent"]["phone"], Value::Null);
        assert_eq!(own["person"], Value::Null);

        let withdrawal = json!({ "input": { "rsvpId": own["id"] } });
        let answer = app.run_with(Some(token), WITHDRAW, withdrawal).await;
        assert_eq!(answer.at("/withdrawRsvp/rsvp/state"), "WITHDRAWN");
        let row = rsvp_of(&app, event.id, who).await.expect("the row stays");
        assert_eq!((row.state, row.via), (RsvpState::Withdrawn, Via::Link));
    }
);

both_databases!(a_link_ends_with_its_event_wherever_that_is_moved, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        starts_in: TimeDelta::hours(5),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    let who = town.resident(&app, "wang").await;
    let link = token(&app, &town, who, event.id, who).await;
    let other = event_of(&app, &town, 9).await;
    let kept = token(&app, &town, who, other, who).await;
    reschedule(&app, &town, event.id, TimeDelta::days(2)).await;
    app.clock.set(event.ends_at);
    see(&app, &town, &link, event.id).await.data();
    let ends = mulin_domain::event::store::event(app.core.db().reader(), event.id).await;
    let ends = ends
        .expect("events can be read")
        .expect("it is there")
        .ends_at;
    app.clock.set(ends - TimeDelta::microseconds(1));
    see(&app, &town, &link, event.id).await.data();
    app.clock.set(ends);
    refused(&app, &town, &link, event.id).await;
    see(&app, &town, &kept, other).await.data();
});

both_databases!(a_link_dies_with_its_person, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let who = town.resident(&app, "wang").await;
    let link = token(&app, &town, who, event, who).await;
    for (state, opens) in [
        (PersonState::Merged, false),
        (PersonState::Erased, false),
        (PersonState::Pending, true),
        (PersonState::Active, true),
    ] {
        set_state(&app, who, state).await;
        if opens {
            see(&app, &town, &link, event).await.data();
        } else {
            refused(&app, &town, &link, event).await;
        }
    }
});

both_databases!(what_only_looks_like_a_link_is_refused, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let who = town.resident(&app, "wang").await;
    let link = create(&app, &town, who, event, who).await;
    let token = link["token"].as_str().expect("a new link has a token");
    for wrong in [
        "link_".to_owned(),
        "link_x".to_owned(),
        format!("{token}A"),
        token[..token.len() - 1].to_owned(),
        format!("link_{token}"),
        token.to_lowercase(),
        format!("link_{}", Uuid::from_u128(7)),
    ] {
        refused(&app, &town, &wrong, event).await;
    }
    // Neither the bare secret nor the link's id is a token at all.
    for wrong in [&token[5..], link["id"].as_str().expect("an id is text")] {
        assert_eq!(see(&app, &town, wrong, event).await.status, 401);
    }
    see(&app, &town, token, event).await.data();
});

both_databases!(a_link_does_nothing_else, |app| {
    let town = Town::found(&app).await;
    let (event, other) = (
        event_of(&app, &town, 9).await,
        event_of(&app, &town, 9).await,
    );
    let hidden = town
        .event(
            &app,
            Plan {
                visibility: Visibility::Audience,
                ..Plan::default()
            },
        )
        .await;
    let who = town.resident(&app, "wang").await;
    let neighbour = town.resident(&app, "neighbour").await;
    going(&app, &town, who, event, 1).await;
    going(&app, &town, who, other, 1).await;
    going(&app, &town, neighbour, event, 1).await;
    let link = create(&app, &town, who, event, who).await;
    let token = link["token"].as_str().expect("a new link has a token");
    let rsvp = async |event, person| {
        let row = rsvp_of(&app, event, person).await.expect("an answer");
        gid(&town, row.id)
    };
    let (own, elsewhere) = (rsvp(event, who).await, rsvp(other, who).await);
    let theirs = rsvp(event, neighbour).await;
    app.run_due_work().await;
    let (before, sent) = (Trace::of(&app).await, app.mail.sent().len());

    // What it sees: its own answer to its event.
    let seen = see(&app, &town, token, event).await;
    assert_eq!(seen.at("/event/viewerRsvp/id"), &json!(*own));
    assert_eq!(seen.at("/event/attendees"), &json!([]));
    assert_eq!(
        seen.at("/event/viewerCan"),
        &json!({ "edit": false, "seeRsvps": false })
    );
    let seen = see(&app, &town, token, other).await;
    assert_eq!(seen.at("/event/viewerRsvp"), &Value::Null);
    assert_eq!(
        see(&app, &town, token, hidden.id).await.at("/event"),
        &Value::Null
    );
    let viewer = "{ viewer { person { name } } }";
    assert_eq!(
        app.run_with(Some(token), viewer, json!({}))
            .await
            .at("/viewer"),
        &Value::Null
    );
    for person in [who, neighbour, town.steward] {
        let id = json!({ "id": *gid(&town, person) });
        let query = "query ($id: ID!) { person(id: $id) { name } node(id: $id) { id } }";
        let answer = app.run_with(Some(token), query, id).await;
        assert_eq!(answer.data(), &json!({ "person": null, "node": null }));
    }
    for (id, shown) in [(&own, true), (&elsewhere, false), (&theirs, false)] {
        let query = "query ($id: ID!) { node(id: $id) { id } }";
        let answer = app
            .run_with(Some(token), query, json!({ "id": **id }))
            .await;
        assert_eq!(!answer.at("/node").is_null(), shown);
    }
    let list = "query ($id: ID!) { event(id: $id) { rsvps { nodes { id } } } }";
    let id = json!({ "id": *gid(&town, event) });
    let listed = app.run_with(Some(token), list, id).await;
    assert!(!listed.text.contains(&*theirs), "{}", listed.text);

    // What it does: only what it is for.
    let answer = app
        .run_with(Some(token), RESPOND, answering(&town, other, &json!({})))
        .await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let answer = app
        .run_with(
            Some(token),
            RESPOND,
            answering(&town, hidden.id, &json!({})),
        )
        .await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let for_them = json!({ "onBehalfOf": *gid(&town, neighbour) });
    let answer = app
        .run_with(Some(token), RESPOND, answering(&town, event, &for_them))
        .await;
    assert_eq!(answer.refusals("respondToEvent"), ["NOT_FOUND onBehalfOf"]);
    let withdraw = async |id: &str| {
        let input = json!({ "input": { "rsvpId": id } });
        app.run_with(Some(token), WITHDRAW, input).await
    };
    for hidden in [&theirs, &elsewhere] {
        let answer = withdraw(hidden).await;
        assert_eq!(answer.refusals("withdrawRsvp"), ["NOT_FOUND rsvpId"]);
    }
    let own_id = json!(*gid(&town, who));
    let event_id = json!(*gid(&town, event));
    for (mutation, input) in [
        (
            "createPersonalLink",
            json!({ "eventId": event_id, "personId": own_id }),
        ),
        ("revokePersonalLink", json!({ "linkId": link["id"] })),
        ("linkIdentity", json!({ "token": "x.y.z" })),
        (
            "unlinkIdentity",
            json!({ "issuer": "https://id.example.org" }),
        ),
        (
            "updatePerson",
            json!({ "personId": own_id, "name": "陈兰" }),
        ),
        (
            "registerPerson",
            json!({ "unitId": *gid(&town, town.unit.id),
            "home": { "building": "1栋" }, "name": "陈兰" }),
        ),
        (
            "grantRole",
            json!({ "personId": own_id, "role": "ADMIN",
            "areaId": *gid(&town, town.city.id) }),
        ),
        ("updateEvent", json!({ "eventId": event_id, "title": "灯" })),
        ("cancelEvent", json!({ "eventId": event_id })),
        (
            "setEventReminders",
            json!({ "eventId": event_id, "reminders": [{ "before": "PT3H" }] }),
        ),
        (
            "createEvent",
            json!({ "areaId": *gid(&town, town.community.id), "kind": "GATHERING",
            "title": "茶会", "startsAt": "2026-12-01T10:00:00", "endsAt": "2026-12-01T11:00:00" }),
        ),
    ] {
        let (first, rest) = mutation.split_at(1);
        let query = format!(
            "mutation ($input: {}{rest}Input!) {{ {mutation}(input: $input) \
             {{ userErrors {{ code }} }} }}",
            first.to_uppercase()
        );
        let answer = app
            .run_with(Some(token), &query, json!({ "input": input }))
            .await;
        assert_eq!(answer.error_code(), "UNAUTHENTICATED", "{mutation}");
        assert!(answer.body["data"].is_null(), "{mutation}");
    }
    assert_eq!(Trace::of(&app).await, before);
    assert_eq!(app.mail.sent().len(), sent);
});
