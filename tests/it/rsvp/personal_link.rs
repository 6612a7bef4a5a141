//! `createPersonalLink` and `revokePersonalLink`; what whoever holds a link may do is in
//! [`super::link_bearer`].

use chrono::TimeDelta;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, set_state, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const SELECTION: &str = "link { id token url expiresAt revokedAt }";

const EVENT: &str = "query ($id: ID!) { event(id: $id) { title viewerRsvp { id state note via
    respondent { name email phone } person { name } } attendees { name }
    rsvps { nodes { id } } viewerCan { edit seeRsvps } } }";

fn input(town: &Town, event: EventId, person: PersonId) -> Value {
    json!({ "eventId": *gid(town, event), "personId": *gid(town, person) })
}

pub async fn create(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    of: PersonId,
) -> Value {
    let input = input(town, event, of);
    let answer = app
        .mutate(Some(who), "createPersonalLink", SELECTION, input)
        .await;
    assert_eq!(answer.refusals("createPersonalLink"), [""; 0]);
    answer.at("/createPersonalLink/link").clone()
}

/// The token of a new link.
pub async fn token(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    of: PersonId,
) -> String {
    let link = create(app, town, who, event, of).await;
    link["token"]
        .as_str()
        .expect("a new link has a token")
        .to_owned()
}

async fn revoke(app: &TestApp, who: PersonId, link: &Value) -> Answer {
    let input = json!({ "linkId": link["id"] });
    app.mutate(Some(who), "revokePersonalLink", SELECTION, input)
        .await
}

pub async fn see(app: &TestApp, town: &Town, token: &str, event: EventId) -> Answer {
    let id = json!({ "id": *gid(town, event) });
    app.run_with(Some(token), EVENT, id).await
}

pub async fn refused(app: &TestApp, town: &Town, token: &str, event: EventId) {
    let before = Trace::of(app).await;
    let answer = see(app, town, token, event).await;
    assert_eq!(answer.status, 401, "{:#}", answer.body);
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let message = answer.body["errors"][0]["message"].as_str();
    assert!(message.is_some_and(|text| text.contains("personal link")));
    let answering = answering(town, event, &json!({}));
    assert_eq!(
        app.run_with(Some(token), RESPOND, answering).await.status,
        401
    );
    assert_eq!(Trace::of(app).await, before);
}

/// Somebody in the same household.
async fn housemate(app: &TestApp, town: &Town, of: PersonId) -> PersonId {
    let one = mulin_domain::person::store::person(app.core.db().reader(), of).await;
    let one = one
        .expect("people can be read")
        .expect("the person is there");
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

both_databases!(a_token_is_told_once_and_only_its_hash_is_kept, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let who = town.resident(&app, "wang").await;
    let link = create(&app, &town, who, event, who).await;
    let token = link["token"].as_str().expect("a new link has a token");
    assert_eq!(
        link["url"],
        Value::Null,
        "nobody has said where this server is"
    );
    let trace = Trace::of(&app).await;
    assert!(!trace.holds(token) && !trace.holds(&token[5..]));
    let rows = personal_link::Entity::find()
        .all(app.core.db().reader())
        .await;
    let rows = rows.expect("links can be read");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].token_hash, Sha256::digest(token).to_vec());
    assert_eq!((rows[0].created_by, rows[0].person_id), (Some(who), who));

    let query =
        "query ($id: ID!) { node(id: $id) { ... on PersonalLink { token url expiresAt } } }";
    let id = json!({ "id": link["id"] });
    let again = app.run(Some(who), query, id.clone()).await;
    assert_eq!(again.at("/node/token"), &Value::Null);
    assert_eq!(again.at("/node/url"), &Value::Null);
    assert_eq!(again.at("/node/expiresAt"), &link["expiresAt"]);
    assert_eq!(
        app.run_with(Some(token), query, id).await.at("/node"),
        &Value::Null
    );

    let last = journal(&app).await.pop().expect("it is journalled");
    assert_eq!(
        (last.subject_kind.as_str(), last.verb.as_str()),
        ("personal_link", "created")
    );
    assert_eq!(last.payload, json!({ "event": event, "person": who }));
});

both_databases!(a_repeated_key_shows_no_token_again, |app| {
    let town = Town::found(&app).await;
    let (event, other) = (
        event_of(&app, &town, 9).await,
        event_of(&app, &town, 9).await,
    );
    let who = town.resident(&app, "wang").await;
    let own = input(&town, event, who);
    let changed = json!({ "eventId": *gid(&town, other) });
    app.keeps_idempotency(
        (who, town.steward),
        "createPersonalLink",
        "link",
        &own,
        changed,
    )
    .await;
    let mut keyed = own.clone();
    keyed["idempotencyKey"] = json!("once");
    let first = app
        .mutate(Some(who), "createPersonalLink", SELECTION, keyed.clone())
        .await;
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

both_databases!(
    links_are_made_by_the_person_and_those_who_look_after_them,
    |app| {
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
        for other in [
            neighbour,
            town.organiser,
            elsewhere.steward,
            elsewhere.admin,
        ] {
            let refusals = app
                .refusals(other, "createPersonalLink", "link", own.clone())
                .await;
            assert_eq!(refusals, ["NOT_FOUND personId"]);
        }
        let turned_away = [(None, "UNAUTHENTICATED"), (Some(housemate), "FORBIDDEN")];
        app.denied("createPersonalLink", "link", &own, &turned_away)
            .await;

        // Who runs the event hands links to those on its list.
        going(&app, &town, who, event, 1).await;
        let link = token(&app, &town, town.organiser, event, who).await;
        assert_eq!(
            see(&app, &town, &link, event)
                .await
                .at("/event/viewerRsvp/state"),
            "GOING"
        );
        let refusals = app
            .refusals(neighbour, "createPersonalLink", "link", own)
            .await;
        assert_eq!(refusals, ["NOT_FOUND personId"]);
    }
);

both_databases!(a_link_shows_nothing_that_its_person_would_not_see, |app| {
    let town = Town::found(&app).await;
    let who = town.resident(&app, "wang").await;
    let make = async |visibility| {
        let plan = Plan {
            visibility,
            ..Plan::default()
        };
        town.event(&app, plan).await.id
    };
    let audience = make(Visibility::Audience).await;
    let invited = make(Visibility::Invited).await;
    for maker in [who, town.steward] {
        let refusals = app
            .refusals(
                maker,
                "createPersonalLink",
                "link",
                input(&town, invited, who),
            )
            .await;
        assert_eq!(refusals, ["NOT_FOUND eventId"]);
    }
    // Who runs the city sees it, but the person is not on its list.
    let refusals = app
        .refusals(
            town.admin,
            "createPersonalLink",
            "link",
            input(&town, invited, who),
        )
        .await;
    assert_eq!(refusals, ["NOT_IN_AUDIENCE eventId"]);

    set_state(&app, who, PersonState::Pending).await;
    let refusals = app
        .refusals(
            town.steward,
            "createPersonalLink",
            "link",
            input(&town, audience, who),
        )
        .await;
    assert_eq!(refusals, ["NOT_IN_AUDIENCE eventId"]);
    for closed in [PersonState::Merged, PersonState::Erased] {
        set_state(&app, who, closed).await;
        let refusals = app
            .refusals(
                town.steward,
                "createPersonalLink",
                "link",
                input(&town, audience, who),
            )
            .await;
        assert_eq!(refusals, ["RECORD_CLOSED personId"]);
    }
    set_state(&app, who, PersonState::Active).await;
    token(&app, &town, town.steward, audience, who).await;
});

both_databases!(links_are_for_events_that_can_be_answered, |app| {
    let town = Town::found(&app).await;
    let draft = town
        .event(
            &app,
            Plan {
                published: false,
                ..Plan::default()
            },
        )
        .await;
    let cancelled = event_of(&app, &town, 9).await;
    cancel(&app, &town, cancelled).await;
    let over = town
        .event(
            &app,
            Plan {
                starts_in: TimeDelta::hours(1),
                ..Plan::default()
            },
        )
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
            let refusals = app
                .refusals(other, "revokePersonalLink", "link", input)
                .await;
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
    app.refuses_ids(who, "revokePersonalLink", "link", &good, "linkId", &ids)
        .await;
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("revokePersonalLink", "link", &good, &nobody)
        .await;
});
