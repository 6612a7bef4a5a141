//! What the journal tells: who did what to what, and nothing that anybody wrote or is called.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_databases;
use crate::factories::{Town, gid};
use crate::rsvp::steps::{journal, local};
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// Stands in every name, note, address, title and reason of this test.
const MARK: &str = "暗号";

/// Runs a mutation that must be allowed; gives the id of its object, if it has one.
async fn run(app: &TestApp, who: PersonId, mutation: &str, object: &str, input: Value) -> Value {
    let selection = format!("{object} {{ __typename ... on Node {{ id }} }}");
    let answer = app.mutate(Some(who), mutation, &selection, input).await;
    assert_eq!(answer.refusals(mutation), [""; 0], "{mutation}");
    answer.at(&format!("/{mutation}/{object}"))["id"].clone()
}

/// Does everything that the journal tells of, with marked texts; gives the answer's key.
async fn live(app: &TestApp, town: &Town) -> (PersonId, Uuid) {
    let (admin, organiser) = (town.admin, town.organiser);
    let marked = |what: &str| format!("{MARK}{what}");
    let area = json!({ "parentId": *gid(town, town.community.id), "kind": "GRID",
        "name": marked("网格"), "contactPhone": "+8613800000001" });
    let area = run(app, admin, "createArea", "area", area).await;
    let edit = json!({ "areaId": area, "name": marked("新网格") });
    run(app, admin, "updateArea", "area", edit).await;
    let venue = json!({ "areaId": *gid(town, town.community.id), "name": marked("礼堂"),
        "address": marked("路1号"), "stepFree": true, "accessibility": marked("电梯") });
    let venue = run(app, organiser, "createVenue", "venue", venue).await;
    let edit = json!({ "venueId": venue, "address": marked("路2号") });
    run(app, organiser, "updateVenue", "venue", edit).await;
    let person = json!({ "unitId": *gid(town, town.unit.id), "home": { "building": marked("栋") },
        "name": marked("王梅"), "email": "anhao@example.org", "phone": "+8613800000002" });
    let person = run(app, town.steward, "registerPerson", "person", person).await;
    let edit = json!({ "personId": person, "name": marked("李梅"), "birthYear": 1950 });
    run(app, town.steward, "updatePerson", "person", edit).await;
    let consent = json!({ "onBehalfOf": person, "purpose": "ACT_ON_BEHALF", "via": "PAPER",
        "policyVersion": "2026-1", "evidence": marked("签字") });
    let consent = run(app, town.steward, "recordConsent", "consent", consent).await;
    let consent = json!({ "consentId": consent });
    run(app, admin, "confirmConsent", "consent", consent.clone()).await;
    run(app, admin, "withdrawConsent", "consent", consent).await;
    let grant = json!({ "personId": person, "role": "STEWARD",
        "areaId": *gid(town, town.unit.id) });
    let grant = run(app, admin, "grantRole", "grant", grant).await;
    run(
        app,
        admin,
        "revokeRole",
        "grant",
        json!({ "grantId": grant }),
    )
    .await;

    let at = |days: i64| local(app.now() + TimeDelta::days(days));
    let event = json!({ "areaId": *gid(town, town.community.id), "kind": "FESTIVAL",
        "visibility": "PUBLIC", "title": marked("灯会"), "description": marked("介绍"),
        "venueId": venue, "startsAt": at(5), "endsAt": at(6), "capacity": 1 });
    let event = run(app, organiser, "createEvent", "event", event).await;
    let about = |more: Value| crate::support::mutation::with(&json!({ "eventId": event }), more);
    run(app, organiser, "publishEvent", "event", about(json!({}))).await;
    let item = about(json!({ "title": marked("舞狮"), "performers": marked("队"),
        "stage": marked("台"), "startsAfter": "PT1H", "duration": "PT20M" }));
    let item = run(app, organiser, "addProgrammeItem", "item", item).await;
    let edit = json!({ "itemId": item, "title": marked("舞龙") });
    run(app, organiser, "updateProgrammeItem", "item", edit).await;
    let gone = app.mutate(
        Some(organiser),
        "removeProgrammeItem",
        "",
        json!({ "itemId": item }),
    );
    assert_eq!(gone.await.refusals("removeProgrammeItem"), [""; 0]);
    let reminders = about(json!({ "reminders": [{ "before": "PT3H" }] }));
    run(app, organiser, "setEventReminders", "event", reminders).await;
    let moved = about(json!({ "venueId": Value::Null }));
    run(app, organiser, "updateEvent", "event", moved).await;
    let said = about(json!({ "subject": marked("雨"), "body": marked("伞"), "before": "PT1H" }));
    let said = run(app, organiser, "announce", "announcement", said).await;
    let said = json!({ "announcementId": said });
    run(app, organiser, "cancelAnnouncement", "announcement", said).await;
    let note = marked("带轮椅");
    let going = |note: &str| about(json!({ "status": "GOING", "note": note }));
    let who = PersonId(key(&person));
    let rsvp = run(app, who, "respondToEvent", "rsvp", going(&note)).await;
    run(app, town.steward, "respondToEvent", "rsvp", going(&note)).await;
    let more = about(json!({ "capacity": 2, "title": marked("庙会") }));
    run(app, organiser, "updateEvent", "event", more).await;
    run(app, who, "withdrawRsvp", "rsvp", json!({ "rsvpId": rsvp })).await;
    let moved = about(json!({ "startsAt": at(7), "endsAt": at(8) }));
    run(app, organiser, "rescheduleEvent", "event", moved).await;
    let off = about(json!({ "reason": marked("下雨") }));
    run(app, organiser, "cancelEvent", "event", off).await;
    (who, key(&rsvp))
}

/// Whether a text is a fact rather than somebody's words: a key, an instant, or a word of ours.
fn is_plain(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphabetic() || c == '_';
    Uuid::parse_str(text).is_ok()
        || DateTime::parse_from_rfc3339(text).is_ok()
        || (!text.is_empty() && text.len() <= 14 && text.chars().all(word))
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

both_databases!(
    payloads_hold_keys_times_and_numbers_but_no_words_of_anybodys,
    |app| {
        let town = Town::found(&app).await;
        live(&app, &town).await;
        app.run_due_work().await;
        let mut told = BTreeSet::new();
        for row in journal(&app).await {
            told.insert(format!("{} {}", row.subject_kind, row.verb));
            for text in texts(&row.payload) {
                assert!(is_plain(text), "{} {}: {text}", row.subject_kind, row.verb);
            }
            let row = format!("{row:?}");
            for secret in [MARK, "anhao", "13800000", "organiser", "睦安"] {
                assert!(!row.contains(secret), "{row}");
            }
        }
        let expected = [
            "announcement cancelled",
            "announcement made",
            "area created",
            "area updated",
            "consent confirmed",
            "consent recorded",
            "consent withdrawn",
            "event cancelled",
            "event capacity_changed",
            "event created",
            "event programme_changed",
            "event moved",
            "event published",
            "event reminders_changed",
            "event rescheduled",
            "event updated",
            "person registered",
            "person updated",
            "role_grant granted",
            "role_grant revoked",
            "rsvp answered",
            "rsvp promoted",
            "venue created",
            "venue updated",
        ];
        assert_eq!(told, expected.map(str::to_owned).into());
    }
);

both_databases!(every_row_says_who_did_it_where_and_when, |app| {
    let town = Town::found(&app).await;
    let before = journal(&app).await.len();
    app.advance(TimeDelta::seconds(90));
    let (who, rsvp) = live(&app, &town).await;
    let rows = journal(&app).await;
    for row in &rows[before..] {
        assert_eq!((row.at, row.root_area_id), (app.now(), town.city.id));
        // Officers kept the record and the consents of a person.
        let for_person =
            row.subject_kind == "consent" || row.verb == "updated" && row.subject_kind == "person";
        assert_eq!(
            (row.actor_kind, row.on_behalf_of),
            (ActorKind::Person, for_person.then_some(who))
        );
    }
    let by = |kind: &str, verb: &str| {
        let told = rows[before..]
            .iter()
            .filter(|row| row.subject_kind == kind && row.verb == verb);
        told.filter_map(|row| row.actor_id).collect::<Vec<_>>()
    };
    assert_eq!(by("person", "registered"), [town.steward]);
    assert_eq!(by("role_grant", "granted"), [town.admin]);
    assert_eq!(by("event", "cancelled"), [town.organiser]);
    assert_eq!(by("rsvp", "answered"), [who, town.steward, who]);
    assert_eq!(
        by("rsvp", "promoted"),
        [town.organiser],
        "who made the room"
    );
    assert_eq!(by("event", "programme_changed"), [town.organiser; 3]);
    let first = rows
        .iter()
        .find(|row| row.subject_id == rsvp)
        .expect("it is told");
    let event = first.payload["event"].clone();
    let expected = json!({ "event": event, "person": who, "from": null, "to": "GOING",
        "seats": 1, "queueNo": 1, "answerRev": 0 });
    assert_eq!(first.payload, expected);
});

both_databases!(what_the_system_does_to_messages_is_not_journalled, |app| {
    let town = Town::found(&app).await;
    live(&app, &town).await;
    let before = journal(&app).await.len();
    app.run_due_work().await;
    assert!(!app.mail.sent().is_empty());
    let rows = journal(&app).await;
    assert_eq!(rows.len(), before);
    assert!(
        rows.iter().all(|row| row.position.is_some()),
        "all were given a position"
    );
});
