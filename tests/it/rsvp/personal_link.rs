//! `createPersonalLink`, `revokePersonalLink`, and what whoever holds a link may do.

use chrono::TimeDelta;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const SELECTION: &str = "link { id token url expiresAt revokedAt }";

const EVENT: &str = "query ($id: ID!) { event(id: $id) { title viewerRsvp { id state note via
    respondent { name email phone } person { name } } attendees { name }
    rsvps { nodes { id } } viewerCanManage } }";

fn input(town: &Town, event: EventId, person: PersonId) -> Value {
    json!({ "eventId": *gid(town, event), "personId": *gid(town, person) })
}

async fn create(app: &TestApp, town: &Town, who: PersonId, event: EventId, of: PersonId) -> Value {
    let input = input(town, event, of);
    let answer = app.mutate(Some(who), "createPersonalLink", SELECTION, input).await;
    assert_eq!(answer.refusals("createPersonalLink"), [""; 0]);
    answer.at("/createPersonalLink/link").clone()
}

/// The token of a new link.
async fn token(app: &TestApp, town: &Town, who: PersonId, event: EventId, of: PersonId) -> String {
    let link = create(app, town, who, event, of).await;
    link["token"].as_str().expect("a new link has a token").to_owned()
}

async fn revoke(app: &TestApp, who: PersonId, link: &Value) -> Answer {
    let input = json!({ "linkId": link["id"] });
    app.mutate(Some(who), "revokePersonalLink", SELECTION, input).await
}

async fn see(app: &TestApp, town: &Town, token: &str, event: EventId) -> Answer {
    let id = json!({ "id": *gid(town, event) });
    app.run_with(Some(token), EVENT, id).await
}

async fn refused(app: &TestApp, town: &Town, token: &str, event: EventId) {
    let before = Trace::of(app).await;
    let answer = see(app, town, token, event).await;
    assert_eq!(answer.status, 401, "{:#}", answer.body);
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let message = answer.body["errors"][0]["message"].as_str();
    assert!(message.is_some_and(|text| text.contains("personal link")));
    let answering = answering(town, event, &json!({}));
    assert_eq!(app.run_with(Some(token), RESPOND, answering).await.status, 401);
    assert_eq!(Trace::of(app).await, before);
}

/// Somebody in the same household.
async fn housemate(app: &TestApp, town: &Town, of: PersonId) -> PersonId {
    let one = mulin_domain::person::store::person(app.core.db().reader(), of).await;
    let one = one.expect("people can be read").expect("the person is there");
    let input = RegisterPerson {
        unit_id: Ok(town.unit.id),
        home: Home::Household(Ok(one.household_id)),
        name: "housemate".to_owned(),
        preferred_name: None,
        birth_year: Some(1970),
        locale: None,
        email: None,
        phone: None,
    };
    let made = register_person(&app.core, &mulin_domain::Actor::System, input, None).await;
    made.expect("a person can be made").id
}

both_databases!(
    a_link_answers_one_event_for_one_person,
    with &[("MULIN_HTTP__PUBLIC_URL", "https://events.example.org/app/")],
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan { visibility: Visibility::Audience, ..Plan::default() };
        let event = town.event(&app, plan).await;
        let who = town.resident(&app, "wang").await;
        let link = create(&app, &town, who, event.id, who).await;
        let token = link["token"].as_str().expect("a new link has a token");
        assert!(token.starts_with("link_") && token.len() == 48, "{token}");
        assert_eq!(link["url"], format!("https://events.example.org/app/l/{token}"));
        let ends = event.ends_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
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
        assert_eq!((&own["state"], &own["note"]), (&json!("GOING"), &json!("靠门")));
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

both_databases!(a_token_is_told_once_and_only_its_hash_is_kept, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let who = town.resident(&app, "wang").await;
    let link = create(&app, &town, who, event, who).await;
    let token = link["token"].as_str().expect("a new link has a token");
    assert_eq!(link["url"], Value::Null, "nobody has said where this server is");
    let trace = Trace::of(&app).await;
    assert!(!trace.holds(token) && !trace.holds(&token[5..]));
    let rows = personal_link::Entity::find().all(app.core.db().reader()).await;
    let rows = rows.expect("links can be read");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].token_hash, Sha256::digest(token).to_vec());
    assert_eq!((rows[0].created_by, rows[0].person_id), (Some(who), who));

    let query = "query ($id: ID!) { node(id: $id) { ... on PersonalLink { token url expiresAt } } }";
    let id = json!({ "id": link["id"] });
    let again = app.run(Some(who), query, id.clone()).await;
    assert_eq!(again.at("/node/token"), &Value::Null);
    assert_eq!(again.at("/node/url"), &Value::Null);
    assert_eq!(again.at("/node/expiresAt"), &link["expiresAt"]);
    assert_eq!(app.run_with(Some(token), query, id).await.at("/node"), &Value::Null);

    let last = journal(&app).await.pop().expect("it is journalled");
    assert_eq!((last.subject_kind.as_str(), last.verb.as_str()), ("personal_link", "created"));
    assert_eq!(last.payload, json!({ "event": event, "person": who }));
});

both_databases!(a_repeated_key_shows_no_token_again, |app| {
    let town = Town::found(&app).await;
    let (event, other) = (event_of(&app, &town, 9).await, event_of(&app, &town, 9).await);
    let who = town.resident(&app, "wang").await;
    let own = input(&town, event, who);
    let changed = json!({ "eventId": *gid(&town, other) });
    app.keeps_idempotency((who, town.steward), "createPersonalLink", "link", &own, changed)
        .await;
    let mut keyed = own.clone();
    keyed["idempotencyKey"] = json!("once");
    let first = app.mutate(Some(who), "createPersonalLink", SELECTION, keyed.clone()).await;
    let again = app
        .without_trace(Some(who), "createPersonalLink", SELECTION, keyed)
        .await;
    let (first, again) = (
        first.at("/createPersonalLink/link"),
        again.at("/createPersonalLink/link"),
    );
    assert_eq!(first["id"], again["id"]);
    assert!(first["token"].is_string());
    assert_eq!(again["token"], Value::Null);
});

both_databases!(links_are_made_by_the_person_and_those_who_look_after_them, |app| {
    let town = Town::found(&app).await;
    let elsewhere = Town::named(&app, "远山市").await;
    let event = event_of(&app, &town, 9).await;
    let who = town.resident(&app, "wang").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let housemate = housemate(&app, &town, who).await;
    for maker in [who, town.steward, town.admin] {
        token(&app, &town, maker, event, who).await;
    }
    let own = input(&town, event, who);
    for other in [neighbour, town.organiser, elsewhere.steward, elsewhere.admin] {
        let refusals = app.refusals(other, "createPersonalLink", "link", own.clone()).await;
        assert_eq!(refusals, ["NOT_FOUND personId"]);
    }
    let turned_away = [(None, "UNAUTHENTICATED"), (Some(housemate), "FORBIDDEN")];
    app.denied("createPersonalLink", "link", &own, &turned_away).await;

    // Who runs the event hands links to those on its list.
    going(&app, &town, who, event, 1).await;
    let link = token(&app, &town, town.organiser, event, who).await;
    assert_eq!(see(&app, &town, &link, event).await.at("/event/viewerRsvp/state"), "GOING");
    let refusals = app.refusals(neighbour, "createPersonalLink", "link", own).await;
    assert_eq!(refusals, ["NOT_FOUND personId"]);
});

both_databases!(a_link_shows_nothing_that_its_person_would_not_see, |app| {
    let town = Town::found(&app).await;
    let who = town.resident(&app, "wang").await;
    let make = async |visibility| {
        let plan = Plan { visibility, ..Plan::default() };
        town.event(&app, plan).await.id
    };
    let audience = make(Visibility::Audience).await;
    let invited = make(Visibility::Invited).await;
    for maker in [who, town.steward] {
        let refusals = app
            .refusals(maker, "createPersonalLink", "link", input(&town, invited, who))
            .await;
        assert_eq!(refusals, ["NOT_FOUND eventId"]);
    }
    // Who runs the city sees it, but the person is not on its list.
    let refusals = app
        .refusals(town.admin, "createPersonalLink", "link", input(&town, invited, who))
        .await;
    assert_eq!(refusals, ["NOT_IN_AUDIENCE eventId"]);

    let state = |state: PersonState| {
        let writer = app.core.db().writer().clone();
        async move {
            person::Entity::update_many()
                .col_expr(person::Column::State, Expr::value(state))
                .filter(person::Column::Id.eq(who))
                .exec(&writer)
                .await
                .expect("a person can be changed");
        }
    };
    state(PersonState::Pending).await;
    let refusals = app
        .refusals(town.steward, "createPersonalLink", "link", input(&town, audience, who))
        .await;
    assert_eq!(refusals, ["NOT_IN_AUDIENCE eventId"]);
    for closed in [PersonState::Merged, PersonState::Erased] {
        state(closed).await;
        let refusals = app
            .refusals(town.steward, "createPersonalLink", "link", input(&town, audience, who))
            .await;
        assert_eq!(refusals, ["RECORD_CLOSED personId"]);
    }
    state(PersonState::Active).await;
    token(&app, &town, town.steward, audience, who).await;
});

both_databases!(links_are_for_events_that_can_be_answered, |app| {
    let town = Town::found(&app).await;
    let draft = town.event(&app, Plan { published: false, ..Plan::default() }).await;
    let cancelled = event_of(&app, &town, 9).await;
    cancel(&app, &town, cancelled).await;
    let over = town
        .event(&app, Plan { starts_in: TimeDelta::hours(1), ..Plan::default() })
        .await;
    app.clock.set(over.ends_at);
    let own = town.organiser;
    for (event, refusal) in [
        (draft.id, "EVENT_NOT_PUBLISHED eventId"),
        (cancelled, "EVENT_CANCELLED eventId"),
        (over.id, "EVENT_ENDED eventId"),
    ] {
        let refusals = app
            .refusals(own, "createPersonalLink", "link", input(&town, event, own))
            .await;
        assert_eq!(refusals, [refusal]);
    }
    let good = input(&town, event_of(&app, &town, 9).await, own);
    let (someone, nothing) = (gid(&town, own), unknown::<EventId>(&town));
    app.refuses_ids(
        own,
        "createPersonalLink",
        "link",
        &good,
        "eventId",
        &[
            ("", "MALFORMED_ID"),
            (&someone, "ID_OF_ANOTHER_TYPE"),
            (&nothing, "NOT_FOUND"),
        ],
    )
    .await;
    let (event, nobody) = (gid(&town, draft.id), unknown::<PersonId>(&town));
    app.refuses_ids(
        own,
        "createPersonalLink",
        "link",
        &good,
        "personId",
        &[
            ("person_", "MALFORMED_ID"),
            (&event, "ID_OF_ANOTHER_TYPE"),
            (&nobody, "NOT_FOUND"),
        ],
    )
    .await;
    let both = json!({ "eventId": "", "personId": "" });
    let refusals = app.refusals(own, "createPersonalLink", "link", both).await;
    assert_eq!(refusals, ["MALFORMED_ID eventId", "MALFORMED_ID personId"]);
});

both_databases!(a_link_ends_with_its_event_wherever_that_is_moved, |app| {
    let town = Town::found(&app).await;
    let plan = Plan { starts_in: TimeDelta::hours(5), ..Plan::default() };
    let event = town.event(&app, plan).await;
    let who = town.resident(&app, "wang").await;
    let link = token(&app, &town, who, event.id, who).await;
    let other = event_of(&app, &town, 9).await;
    let kept = token(&app, &town, who, other, who).await;
    reschedule(&app, &town, event.id, TimeDelta::days(2)).await;
    app.clock.set(event.ends_at);
    see(&app, &town, &link, event.id).await.data();
    let ends = mulin_domain::event::store::event(app.core.db().reader(), event.id).await;
    let ends = ends.expect("events can be read").expect("it is there").ends_at;
    app.clock.set(ends - TimeDelta::microseconds(1));
    see(&app, &town, &link, event.id).await.data();
    app.clock.set(ends);
    refused(&app, &town, &link, event.id).await;
    see(&app, &town, &kept, other).await.data();
});

both_databases!(a_link_that_was_taken_back_opens_nothing, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let who = town.resident(&app, "wang").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let housemate = housemate(&app, &town, who).await;
    for by in [who, town.steward, town.organiser, town.admin] {
        let link = create(&app, &town, who, event, who).await;
        let token = link["token"].as_str().expect("a new link has a token");
        for other in [neighbour, housemate] {
            let input = json!({ "linkId": link["id"] });
            let refusals = app.refusals(other, "revokePersonalLink", "link", input).await;
            assert_eq!(refusals, ["NOT_FOUND linkId"]);
        }
        see(&app, &town, token, event).await.data();
        let answer = revoke(&app, by, &link).await;
        assert_eq!(answer.refusals("revokePersonalLink"), [""; 0]);
        let now = app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert_eq!(answer.at("/revokePersonalLink/link/revokedAt"), &json!(now));
        assert_eq!(answer.at("/revokePersonalLink/link/token"), &Value::Null);
        refused(&app, &town, token, event).await;
        let last = journal(&app).await.pop().expect("it is journalled");
        assert_eq!((last.verb.as_str(), last.actor_id), ("revoked", Some(by)));

        app.advance(TimeDelta::seconds(1));
        let input = json!({ "linkId": link["id"] });
        let again = app
            .without_trace(Some(by), "revokePersonalLink", SELECTION, input)
            .await;
        assert_eq!(again.at("/revokePersonalLink/link/revokedAt"), &json!(now));
    }
    let (good, own) = (json!({ "linkId": "" }), gid(&town, who));
    let nothing = unknown::<PersonalLinkId>(&town);
    let ids = [
        ("", "MALFORMED_ID"),
        (&*own, "ID_OF_ANOTHER_TYPE"),
        (&*nothing, "NOT_FOUND"),
    ];
    app.refuses_ids(who, "revokePersonalLink", "link", &good, "linkId", &ids).await;
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("revokePersonalLink", "link", &good, &nobody).await;
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
        person::Entity::update_many()
            .col_expr(person::Column::State, Expr::value(state))
            .filter(person::Column::Id.eq(who))
            .exec(app.core.db().writer())
            .await
            .expect("a person can be changed");
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
    let (event, other) = (event_of(&app, &town, 9).await, event_of(&app, &town, 9).await);
    let hidden = town
        .event(&app, Plan { visibility: Visibility::Audience, ..Plan::default() })
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
    assert_eq!(seen.at("/event/viewerCanManage"), &json!(false));
    let seen = see(&app, &town, token, other).await;
    assert_eq!(seen.at("/event/viewerRsvp"), &Value::Null);
    assert_eq!(see(&app, &town, token, hidden.id).await.at("/event"), &Value::Null);
    let viewer = "{ viewer { person { name } } }";
    assert_eq!(app.run_with(Some(token), viewer, json!({})).await.at("/viewer"), &Value::Null);
    for person in [who, neighbour, town.steward] {
        let id = json!({ "id": *gid(&town, person) });
        let query = "query ($id: ID!) { person(id: $id) { name } node(id: $id) { id } }";
        let answer = app.run_with(Some(token), query, id).await;
        assert_eq!(answer.data(), &json!({ "person": null, "node": null }));
    }
    for (id, shown) in [(&own, true), (&elsewhere, false), (&theirs, false)] {
        let query = "query ($id: ID!) { node(id: $id) { id } }";
        let answer = app.run_with(Some(token), query, json!({ "id": **id })).await;
        assert_eq!(!answer.at("/node").is_null(), shown);
    }
    let list = "query ($id: ID!) { event(id: $id) { rsvps { nodes { id } } } }";
    let id = json!({ "id": *gid(&town, event) });
    let listed = app.run_with(Some(token), list, id).await;
    assert!(!listed.text.contains(&*theirs), "{}", listed.text);

    // What it does: only what it is for.
    let answer = app.run_with(Some(token), RESPOND, answering(&town, other, &json!({}))).await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let answer = app
        .run_with(Some(token), RESPOND, answering(&town, hidden.id, &json!({})))
        .await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let for_them = json!({ "onBehalfOf": *gid(&town, neighbour) });
    let answer = app.run_with(Some(token), RESPOND, answering(&town, event, &for_them)).await;
    assert_eq!(answer.refusals("respondToEvent"), ["NOT_FOUND onBehalfOf"]);
    for (id, refusal) in [(&elsewhere, "NOT_FOUND rsvpId"), (&theirs, "NOT_FOUND rsvpId")] {
        let input = json!({ "input": { "rsvpId": **id } });
        let answer = app.run_with(Some(token), WITHDRAW, input).await;
        assert_eq!(answer.refusals("withdrawRsvp"), [refusal]);
    }
    let own_id = json!(*gid(&town, who));
    let event_id = json!(*gid(&town, event));
    for (mutation, input) in [
        ("createPersonalLink", json!({ "eventId": event_id, "personId": own_id })),
        ("revokePersonalLink", json!({ "linkId": link["id"] })),
        ("linkIdentity", json!({ "token": "x.y.z" })),
        ("unlinkIdentity", json!({ "issuer": "https://id.example.org" })),
        ("updatePerson", json!({ "personId": own_id, "name": "陈兰" })),
        ("registerPerson", json!({ "unitId": *gid(&town, town.unit.id),
            "home": { "building": "1栋" }, "name": "陈兰" })),
        ("grantRole", json!({ "personId": own_id, "role": "ADMIN",
            "areaId": *gid(&town, town.city.id) })),
        ("updateEvent", json!({ "eventId": event_id, "title": "灯" })),
        ("cancelEvent", json!({ "eventId": event_id })),
        ("setEventReminders", json!({ "eventId": event_id, "before": ["PT3H"] })),
        ("createEvent", json!({ "areaId": *gid(&town, town.community.id), "kind": "GATHERING",
            "title": "茶会", "startsAt": "2026-12-01T10:00:00", "endsAt": "2026-12-01T11:00:00" })),
    ] {
        let (first, rest) = mutation.split_at(1);
        let query = format!(
            "mutation ($input: {}{rest}Input!) {{ {mutation}(input: $input) \
             {{ userErrors {{ code }} }} }}",
            first.to_uppercase()
        );
        let answer = app.run_with(Some(token), &query, json!({ "input": input })).await;
        assert_eq!(answer.error_code(), "UNAUTHENTICATED", "{mutation}");
        assert!(answer.body["data"].is_null(), "{mutation}");
    }
    assert_eq!(Trace::of(&app).await, before);
    assert_eq!(app.mail.sent().len(), sent);
});
