//! `grantEventRole`

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::{about, parts};
use crate::both_databases;
use crate::factories::{Plan, Town, area, gid, grant, resident, respond, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const GRANT: &str = "grant { id role name grantedAt endedAt event { id } person { id } }";

fn helper(town: &Town, event: EventId, person: PersonId) -> Value {
    let person = json!({ "personId": *gid(town, person), "role": "CHECK_IN_HELPER" });
    about(town, event, person)
}

async fn event_of(app: &TestApp, town: &Town) -> EventId {
    town.event(app, Plan::default()).await.id
}

/// Somebody of another community of the same street.
async fn outsider(app: &TestApp, town: &Town, name: &str) -> PersonId {
    let street = area::Entity::find_by_id(town.community.parent_id.expect("a street"))
        .one(app.core.db().reader())
        .await
        .expect("areas can be read");
    let community = area(&app.core, street.as_ref(), AreaKind::Community, "丹桂社区").await;
    let grid = area(&app.core, Some(&community), AreaKind::Grid, "一网格").await;
    let unit = area(&app.core, Some(&grid), AreaKind::Unit, "邻").await;
    resident(&app.core, &unit, name).await.id
}

async fn set_state(app: &TestApp, person: PersonId, state: PersonState) {
    let db = app.core.db().writer();
    let row = person::Entity::find_by_id(person).one(db).await;
    let mut row = row
        .expect("people can be read")
        .expect("a person")
        .into_active_model();
    if state == PersonState::Merged {
        let other = person::Entity::find().one(db).await.expect("people");
        row.merged_into_id = Set(other.map(|other| other.id));
    }
    row.state = Set(state);
    row.update(db).await.expect("the record is written");
}

both_databases!(an_organiser_gives_a_part_that_counts_at_once, |app| {
    let town = Town::found(&app).await;
    let (event, person) = (
        event_of(&app, &town).await,
        town.resident(&app, "王小梅").await,
    );
    let end = app.journal_end().await;
    let input = helper(&town, event, person);
    let answer = app
        .mutate(Some(town.organiser), "grantEventRole", GRANT, input.clone())
        .await;
    let given = answer.at("/grantEventRole/grant");
    let expected = json!({
        "id": given["id"], "role": "CHECK_IN_HELPER", "name": "王小梅", "endedAt": null,
        "grantedAt": "2026-11-21T04:00:00Z", "event": { "id": *gid(&town, event) },
        // The organiser sees no records of residents.
        "person": null,
    });
    assert_eq!(given, &expected);
    let facts = json!({ "event": event, "person": person, "role": "CHECK_IN_HELPER" });
    let noted = entry(
        "event_role granted",
        key(&given["id"]),
        town.organiser,
        facts,
    );
    assert_eq!(app.journalled_since(end).await, [noted]);

    // Twice is once, whoever asks; another part is another.
    for who in [town.organiser, town.admin] {
        let again = app
            .without_trace(Some(who), "grantEventRole", "grant { id }", input.clone())
            .await;
        assert_eq!(again.at("/grantEventRole/grant/id"), &given["id"]);
    }
    app.advance(TimeDelta::milliseconds(1));
    let more = with(&input, json!({ "role": "CO_ORGANISER" }));
    let more = app
        .mutate(
            Some(town.admin),
            "grantEventRole",
            "grant { id person { id } }",
            more,
        )
        .await;
    assert_ne!(more.at("/grantEventRole/grant/id"), &given["id"]);
    assert_eq!(
        more.at("/grantEventRole/grant/person/id"),
        &**gid(&town, person)
    );
    let both = json!(["CHECK_IN_HELPER 王小梅", "CO_ORGANISER 王小梅"]);
    assert_eq!(parts(&app, &town, event, Some(town.organiser)).await, both);
});

both_databases!(
    those_who_run_an_event_see_all_parts_and_holders_their_own,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town).await;
        let people = town.residents(&app, 4).await;
        for (person, role) in [
            (people[0], "CO_ORGANISER"),
            (people[1], "CHECK_IN_HELPER"),
            (people[2], "CHECK_IN_HELPER"),
        ] {
            let input = with(&helper(&town, event, person), json!({ "role": role }));
            let who = Some(town.organiser);
            app.mutate(who, "grantEventRole", GRANT, input).await.data();
            app.advance(TimeDelta::milliseconds(1));
        }
        let all = json!([
            "CO_ORGANISER r0",
            "CHECK_IN_HELPER r1",
            "CHECK_IN_HELPER r2"
        ]);
        for who in [town.organiser, town.admin, people[0]] {
            assert_eq!(parts(&app, &town, event, Some(who)).await, all);
        }
        let own = json!(["CHECK_IN_HELPER r1"]);
        assert_eq!(parts(&app, &town, event, Some(people[1])).await, own);
        for who in [Some(people[3]), Some(town.steward), None] {
            assert_eq!(parts(&app, &town, event, who).await, json!([]));
        }
    }
);

both_databases!(
    people_of_the_area_and_who_answered_are_within_reach,
    |app| {
        let town = Town::found(&app).await;
        let other = Town::named(&app, "邻市").await;
        let event = event_of(&app, &town).await;
        let (stranger, guest) = (
            outsider(&app, &town, "远").await,
            outsider(&app, &town, "客").await,
        );
        let (abroad, foreigner) = (
            other.resident(&app, "外").await,
            other.resident(&app, "访").await,
        );
        for person in [guest, foreigner] {
            let answer = respond(&app.core, person, event, Answer::Going, 1).await;
            answer.expect("an answer is taken");
        }
        let neighbour = town.resident(&app, "邻居").await;
        let input = helper(&town, event, neighbour);
        let people = [
            (&**gid(&town, stranger), "NOT_FOUND"),
            (&**gid(&other, abroad), "NOT_FOUND"),
            // Who answered from another city is no helper here, and a record that the organiser cannot see.
            (&**gid(&other, foreigner), "NOT_FOUND"),
            (&**unknown::<PersonId>(&town), "NOT_FOUND"),
            (&**gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        let who = town.organiser;
        app.refuses_ids(who, "grantEventRole", "grant", &input, "personId", &people)
            .await;
        let events = [
            (&**unknown::<EventId>(&town), "NOT_FOUND"),
            (&**gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        app.refuses_ids(who, "grantEventRole", "grant", &input, "eventId", &events)
            .await;
        let both = json!({ "eventId": "?", "personId": "?", "role": "CO_ORGANISER" });
        assert_eq!(
            app.refusals(who, "grantEventRole", "grant", both).await,
            ["MALFORMED_ID eventId", "MALFORMED_ID personId"]
        );
        // The administrator sees the records of the whole city, and so reaches everybody in it.
        let far = helper(&town, event, stranger);
        for (who, input) in [
            (town.organiser, input),
            (town.organiser, helper(&town, event, guest)),
            (town.admin, far),
        ] {
            let answer = app.mutate(Some(who), "grantEventRole", GRANT, input).await;
            assert!(answer.refusals("grantEventRole").is_empty());
        }
    }
);

both_databases!(only_whose_record_counts_gets_a_part, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town).await;
    let person = town.resident(&app, "lan").await;
    for (state, refusal) in [
        (PersonState::Pending, "REGISTRATION_PENDING personId"),
        (PersonState::Merged, "RECORD_CLOSED personId"),
    ] {
        set_state(&app, person, state).await;
        let input = helper(&town, event, person);
        let told = app
            .refusals(town.organiser, "grantEventRole", "grant", input)
            .await;
        assert_eq!(told, [refusal]);
    }
});

both_databases!(what_is_over_gives_no_parts, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let cancelled = town
        .make(&app, town.gathering(&app, "茶话会"), EventState::Cancelled)
        .await;
    let refusals = async |event| {
        let input = helper(&town, event, person);
        app.refusals(town.organiser, "grantEventRole", "grant", input)
            .await
    };
    assert_eq!(refusals(cancelled.id).await, ["EVENT_CANCELLED eventId"]);
    let event = town.event(&app, Plan::default()).await;
    app.advance(event.ends_at - app.now());
    assert_eq!(refusals(event.id).await, ["EVENT_ENDED eventId"]);
});

both_databases!(only_organisers_of_the_area_give_parts, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = event_of(&app, &town).await;
    let people = town.residents(&app, 4).await;
    for (person, role) in [(people[0], "CO_ORGANISER"), (people[1], "CHECK_IN_HELPER")] {
        let input = with(&helper(&town, event, person), json!({ "role": role }));
        let who = Some(town.organiser);
        app.mutate(who, "grantEventRole", GRANT, input).await.data();
    }
    let unit_organiser = people[3];
    grant(&app.core, unit_organiser, Role::Organiser, &town.unit).await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(people[0]), "FORBIDDEN"),
        (Some(people[1]), "FORBIDDEN"),
        (Some(people[2]), "FORBIDDEN"),
        (Some(unit_organiser), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = helper(&town, event, people[2]);
    app.denied("grantEventRole", "grant", &input, &actors).await;
    // Nor do they learn whether a person is there.
    let nobody = with(&input, json!({ "personId": **unknown::<PersonId>(&town) }));
    app.denied("grantEventRole", "grant", &nobody, &actors[1..])
        .await;
    // A draft that one does not see is not there.
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, draft).await.id;
    let input = helper(&town, draft, people[2]);
    let told = app
        .refusals(people[0], "grantEventRole", "grant", input)
        .await;
    assert_eq!(told, ["NOT_FOUND eventId"]);
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town).await;
    let people = town.residents(&app, 2).await;
    let keyed = json!({ "idempotencyKey": "door" });
    let input = with(&helper(&town, event, people[0]), keyed);
    let (who, selection) = (Some(town.organiser), "grant { id }");
    let first = app
        .mutate(who, "grantEventRole", selection, input.clone())
        .await;
    let first = first.at("/grantEventRole/grant/id").clone();
    let again = app
        .without_trace(who, "grantEventRole", selection, input.clone())
        .await;
    assert_eq!(again.at("/grantEventRole/grant/id"), &first);
    let other = with(&input, json!({ "personId": *gid(&town, people[1]) }));
    let told = app
        .refusals(town.organiser, "grantEventRole", "grant", other)
        .await;
    assert_eq!(told, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    // Also after the part was taken back: the key tells what was done then.
    let revoke = json!({ "eventRoleId": first });
    app.mutate(who, "revokeEventRole", selection, revoke)
        .await
        .data();
    let again = app
        .without_trace(who, "grantEventRole", "grant { id endedAt }", input)
        .await;
    assert_eq!(again.at("/grantEventRole/grant/id"), &first);
    assert_ne!(again.at("/grantEventRole/grant/endedAt"), &Value::Null);
});
