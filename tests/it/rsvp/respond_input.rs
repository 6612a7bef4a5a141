//! `respondToEvent`: what is no answer, and who may answer.

use mulin::graphql::id::encode;
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};

both_databases!(a_party_is_of_one_to_twenty, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let who = town.resident(&app, "wang").await;
    let party =
        |adults: i64, children: i64| json!({ "party": { "adults": adults, "children": children } });
    let both = ["OUT_OF_RANGE party"];
    let (adults, children) = (
        ["OUT_OF_RANGE party.adults"],
        ["OUT_OF_RANGE party.children"],
    );
    for (party, reasons) in [
        (party(0, 0), both),
        (party(20, 1), both),
        (party(11, 10), both),
        (party(10_000, 0), adults),
        (party(-1, 3), adults),
        (party(1, -1), children),
        (party(i64::from(i32::MAX), 1), adults),
        (party(1, i64::from(i32::MIN)), children),
    ] {
        refused(&app, &town, who, event, party, &reasons).await;
    }
    let huge = i64::from(i32::MAX);
    let reasons = [adults[0], children[0]];
    refused(&app, &town, who, event, party(huge, huge), &reasons).await;
    let twenty = state_after(&app, &town, who, event, party(19, 1)).await;
    assert_eq!(twenty, "GOING");
});

both_databases!(a_note_is_plain_text_of_500_characters, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let who = town.resident(&app, "wang").await;
    for control in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}'] {
        let note = json!({ "note": format!("晚{control}到") });
        let reasons = ["CONTROL_CHARACTERS note"];
        refused(&app, &town, who, event, note, &reasons).await;
    }
    let long = json!({ "note": "灯".repeat(501) });
    refused(&app, &town, who, event, long, &["INVALID_LENGTH note"]).await;
    let longest = format!("{}\n\t👵", "灯".repeat(497));
    let answer = respond(&app, &town, who, event, json!({ "note": &longest })).await;
    assert_eq!(answer.at("/respondToEvent/rsvp/note"), &json!(longest));
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let faults = json!({ "eventId": "event_x", "note": "\u{8}", "party": { "adults": 0 } });
    let reasons = [
        "MALFORMED_ID eventId",
        "CONTROL_CHARACTERS note",
        "OUT_OF_RANGE party",
    ];
    refused(&app, &town, town.steward, event, faults, &reasons).await;
});

both_databases!(ids_that_are_no_visible_event_are_refused, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let who = town.resident(&app, "wang").await;
    going(&app, &town, who, event, 1).await;
    let own = rsvp_of(&app, event, who).await.expect("an answer").id;
    let id = |id: &str| json!({ "eventId": id });
    let unknown = gid(&town, EventId(Uuid::from_u128(7)));
    // The key of something else in an event's clothes finds nothing either.
    let disguised = encode(town.city.id, EventId(town.community.id.0));
    for (id, reason) in [
        (id(""), "MALFORMED_ID eventId"),
        (id("1"), "MALFORMED_ID eventId"),
        (id(&event.to_string()), "MALFORMED_ID eventId"),
        (id(&gid(&town, who)), "ID_OF_ANOTHER_TYPE eventId"),
        (id(&gid(&town, own)), "ID_OF_ANOTHER_TYPE eventId"),
        (id(&unknown), "NOT_FOUND eventId"),
        (id(&disguised), "NOT_FOUND eventId"),
    ] {
        let answer = refused(&app, &town, who, event, id, &[reason]).await;
        assert_eq!(answer.at("/respondToEvent/event"), &Value::Null);
    }
});

both_databases!(
    null_is_left_out_where_it_may_be_and_refused_elsewhere,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, None).await;
        let who = town.resident(&app, "wang").await;
        let before = written(&app).await;
        for field in [
            json!({ "eventId": null }),
            json!({ "status": null }),
            json!({ "whenFull": null }),
            json!({ "party": { "adults": null } }),
            json!({ "party": { "children": null } }),
            json!({ "status": "WAITLISTED" }),
            json!({ "status": "going" }),
            json!({ "whenFull": "" }),
            json!({ "party": { "adults": 1.5 } }),
            json!({ "party": { "adults": "2" } }),
            json!({ "party": { "adults": 2_147_483_648_i64 } }),
            json!({ "party": [1] }),
            json!({ "note": 5 }),
            json!({ "seats": 2 }),
        ] {
            let answer = respond(&app, &town, who, event, field.clone()).await;
            assert!(answer.body["errors"][0]["message"].is_string(), "{field}");
            assert_eq!(
                answer.body.get("data").unwrap_or(&Value::Null),
                &Value::Null,
                "{field}"
            );
        }
        assert_eq!(written(&app).await, before);
        let nulls = json!({ "party": null, "note": null, "idempotencyKey": null });
        let answer = respond(&app, &town, who, event, nulls).await;
        let rsvp = answer.at("/respondToEvent/rsvp");
        assert_eq!(rsvp["party"], json!({ "adults": 1, "children": 0 }));
        assert_eq!(rsvp["note"], Value::Null);
        // Nothing at all is no answer either.
        for variables in [json!({}), json!({ "input": null }), json!({ "input": {} })] {
            let answer = app.run(Some(who), RESPOND, variables).await;
            assert!(answer.body["errors"].is_array(), "{:#}", answer.body);
        }
    }
);

both_databases!(who_may_not_see_an_event_cannot_answer_it, |app| {
    let town = Town::found(&app).await;
    let elsewhere = Town::named(&app, "远山市").await;
    let stranger = elsewhere.resident(&app, "stranger").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let of = async |visibility| {
        let plan = Plan {
            visibility,
            ..Plan::default()
        };
        town.event(&app, plan).await.id
    };
    let (public, audience, invited) = (
        of(Visibility::Public).await,
        of(Visibility::Audience).await,
        of(Visibility::Invited).await,
    );
    let before = written(&app).await;
    let answer = app
        .run(None, RESPOND, answering(&town, public, &json!({})))
        .await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    assert_eq!(written(&app).await, before);
    let hidden = ["NOT_FOUND eventId"];
    for (who, event) in [
        (stranger, audience),
        (stranger, invited),
        (neighbour, invited),
        (elsewhere.admin, audience),
        (elsewhere.organiser, invited),
    ] {
        let answer = refused(&app, &town, who, event, json!({}), &hidden).await;
        assert_eq!(answer.at("/respondToEvent/event"), &Value::Null);
    }
    // Everybody answers what everybody sees, and neighbours what is for them.
    assert_eq!(going(&app, &town, stranger, public, 1).await, "GOING");
    assert_eq!(going(&app, &town, neighbour, audience, 1).await, "GOING");
    assert_eq!(
        going(&app, &town, town.organiser, invited, 1).await,
        "GOING"
    );
    let row = rsvp_of(&app, public, stranger).await.expect("an answer");
    assert_eq!(row.unit_id, elsewhere.unit.id, "where the person lives");
    assert_eq!(row.root_area_id, town.city.id, "where the event is");
});
