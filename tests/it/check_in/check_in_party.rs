//! `checkIn`: by code and by list, each refusal, a second time, and who may.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{CHECK_IN, Door, code_as, event_in, noted, present};
use crate::both_databases;
use crate::factories::{Plan, gid, housemate, respond};
use crate::support::mutation::with;

both_databases!(a_code_lets_a_party_in_once, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 3).await;
    let code = door.code(&app, &rsvp).await;
    let first = door.check_in(&app, json!({ "code": code })).await;
    assert_eq!(first.refusals("checkIn"), [""; 0]);
    let told = first.at("/checkIn/checkIn").clone();
    let expected = json!({
        "id": told["id"], "method": "CODE", "heads": { "adults": 3, "children": 0 },
        "device": null, "deviceAt": null, "undoneAt": null, "checkedInBy": { "name": "helper" },
    });
    assert_eq!(told, expected);
    assert_eq!(first.at("/checkIn/alreadyCheckedIn"), false);
    app.advance(TimeDelta::minutes(5));
    for again in [
        json!({ "code": code }),
        json!({ "rsvpId": *gid(&door.town, rsvp.id) }),
    ] {
        let input = door.input(again);
        let second = app.without_trace(Some(door.town.organiser), "checkIn", CHECK_IN, input);
        let second = second.await;
        assert_eq!(second.at("/checkIn/checkIn"), &told);
        assert_eq!(second.at("/checkIn/alreadyCheckedIn"), true);
    }
    assert_eq!(present(&app, door.event).await, [rsvp.person_id]);
});

both_databases!(codes_that_do_not_count_are_told_apart, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 1).await;
    let code = door.code(&app, &rsvp).await;
    let refused = async |input: Value| {
        let input = door.input(input);
        app.refusals(door.helper, "checkIn", "checkIn", input).await
    };
    for at in [6, 30, 60, 100, 134] {
        let mut bytes = code.clone().into_bytes();
        bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
        let tampered = String::from_utf8(bytes).unwrap();
        let told = refused(json!({ "code": tampered })).await;
        assert_eq!(told, ["CHECK_IN_CODE_INVALID code"], "{at}");
    }
    for nonsense in ["", "entry_", "https://example.org", "会"] {
        let told = refused(json!({ "code": nonsense })).await;
        assert_eq!(told, ["CHECK_IN_CODE_INVALID code"], "{nonsense}");
    }
    // The code of another event, which is right there.
    let other = event_in(&app, &door.town, 3).await;
    let there = respond(&app.core, rsvp.person_id, other, Answer::Going, 1)
        .await
        .unwrap();
    let elsewhere = code_as(&app, &door.town, rsvp.person_id, there.id).await;
    let told = refused(json!({ "code": elsewhere })).await;
    assert_eq!(told, ["CHECK_IN_CODE_OF_ANOTHER_EVENT code"]);
    let told = refused(json!({ "rsvpId": *gid(&door.town, there.id) })).await;
    assert_eq!(told, ["NOT_FOUND rsvpId"]);
    // Both, and neither.
    let both = json!({ "code": code, "rsvpId": *gid(&door.town, rsvp.id) });
    assert_eq!(refused(both).await, ["DUPLICATE rsvpId"]);
    assert_eq!(refused(json!({})).await, ["REQUIRED code"]);
    assert_eq!(
        refused(json!({ "rsvpId": "x" })).await,
        ["MALFORMED_ID rsvpId"]
    );

    let declined = respond(&app.core, rsvp.person_id, door.event, Answer::Declined, 1).await;
    declined.expect("an answer is taken");
    let selection = "userErrors { ... on NotGoingError { state } } checkIn { id }";
    let input = door.input(json!({ "code": code }));
    let told = app
        .without_trace(Some(door.helper), "checkIn", selection, input)
        .await;
    assert_eq!(told.refusals("checkIn"), ["NOT_GOING rsvpId"]);
    assert_eq!(told.at("/checkIn/userErrors/0/state"), "DECLINED");
    let text = told.at("/checkIn/userErrors/0/message").as_str().unwrap();
    assert!(
        text.contains("does not come") && text.contains("recordWalkIn"),
        "{text}"
    );
});

both_databases!(those_who_wait_are_not_let_in, |app| {
    let door = Door::open(&app).await;
    let plan = Plan {
        capacity: Some(1),
        starts_in: TimeDelta::hours(3),
        ..Plan::default()
    };
    let full = door.town.event(&app, plan).await.id;
    let people = door.town.residents(&app, 2).await;
    respond(&app.core, people[0], full, Answer::Going, 1)
        .await
        .unwrap();
    let waits = respond(&app.core, people[1], full, Answer::Going, 1)
        .await
        .unwrap();
    assert_eq!(waits.state, RsvpState::Waitlisted);
    let input = json!({
        "eventId": *gid(&door.town, full), "rsvpId": *gid(&door.town, waits.id),
    });
    let selection = "userErrors { ... on NotGoingError { state } } checkIn { id }";
    let told = app
        .without_trace(Some(door.town.organiser), "checkIn", selection, input)
        .await;
    assert_eq!(told.at("/checkIn/userErrors/0/state"), "WAITLISTED");
});

both_databases!(a_party_comes_in_part_and_never_larger, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 3).await;
    let partner = housemate(&app, rsvp.person_id, "李雷", Some(1961)).await;
    door.names(&app, rsvp.id, &[partner]).await;
    let by_answer = json!({ "rsvpId": *gid(&door.town, rsvp.id) });
    for (more, refusal) in [
        (json!({ "adults": 4 }), "OUT_OF_RANGE adults"),
        (json!({ "children": 1 }), "OUT_OF_RANGE adults"),
        (json!({ "adults": 0 }), "OUT_OF_RANGE adults"),
        (json!({ "children": -1 }), "OUT_OF_RANGE children"),
    ] {
        let input = door.input(with(&by_answer, more));
        let told = app.refusals(door.helper, "checkIn", "checkIn", input).await;
        assert_eq!(told, [refusal]);
    }
    let part = with(&by_answer, json!({ "adults": 2 }));
    let taken = door.check_in(&app, part).await;
    assert_eq!(taken.at("/checkIn/checkIn/heads/adults"), 2);
    // Who stayed away is not known.
    assert_eq!(present(&app, door.event).await, [rsvp.person_id]);
    // Once it is undone, the whole party comes in.
    let undo = json!({ "checkInId": taken.at("/checkIn/checkIn/id") });
    app.mutate(Some(door.helper), "undoCheckIn", "checkIn { id }", undo)
        .await
        .data();
    door.admit(&app, rsvp.id).await;
    assert_eq!(present(&app, door.event).await.len(), 2);
});

both_databases!(people_are_checked_in_around_the_event_only, |app| {
    let door = Door::open(&app).await;
    let event = event_in(&app, &door.town, 5).await;
    let person = door.town.resident(&app, "王小梅").await;
    let rsvp = respond(&app.core, person, event, Answer::Going, 1)
        .await
        .unwrap();
    let input = json!({
        "eventId": *gid(&door.town, event), "rsvpId": *gid(&door.town, rsvp.id),
    });
    let can = "query ($id: ID!) { event(id: $id) { viewerCan { checkIn } } }";
    let id = json!({ "id": *gid(&door.town, event) });
    let organiser = Some(door.town.organiser);
    let selection =
        "userErrors { ... on CheckInListClosedError { opensAt closesAt } } checkIn { id }";
    // From an hour before it opens, hour by hour, until it is closed.
    let mut opened = Vec::new();
    for _ in 0..20 {
        let flag = app.run(organiser, can, id.clone()).await;
        let flag = flag.at("/event/viewerCan/checkIn") == true;
        let told = app
            .mutate(organiser, "checkIn", selection, input.clone())
            .await;
        let taken = told.refusals("checkIn").is_empty();
        assert_eq!(flag, taken, "at {}", app.now());
        if taken {
            let undo = json!({ "checkInId": told.at("/checkIn/checkIn/id") });
            app.mutate(organiser, "undoCheckIn", "checkIn { id }", undo)
                .await
                .data();
        } else {
            assert_eq!(told.refusals("checkIn"), ["CHECK_IN_LIST_CLOSED listId"]);
            assert!(told.at("/checkIn/userErrors/0/opensAt").is_string());
        }
        opened.push(taken);
        app.advance(TimeDelta::hours(1));
    }
    let expected: Vec<bool> = (0..20).map(|hour| (1..19).contains(&hour)).collect();
    assert_eq!(opened, expected);
});

both_databases!(drafts_and_cancelled_events_let_nobody_in, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 1).await;
    let cancel = door.input(json!({}));
    app.mutate(
        Some(door.town.organiser),
        "cancelEvent",
        "event { id }",
        cancel,
    )
    .await
    .data();
    let input = door.input(json!({ "rsvpId": *gid(&door.town, rsvp.id) }));
    let told = app
        .refusals(door.town.organiser, "checkIn", "checkIn", input)
        .await;
    assert_eq!(told, ["EVENT_CANCELLED eventId"]);
    let plan = Plan {
        published: false,
        starts_in: TimeDelta::hours(1),
        ..Plan::default()
    };
    let draft = door.town.event(&app, plan).await.id;
    let input = json!({
        "eventId": *gid(&door.town, draft), "rsvpId": *gid(&door.town, rsvp.id),
    });
    let told = app
        .refusals(door.town.organiser, "checkIn", "checkIn", input)
        .await;
    assert_eq!(told, ["EVENT_NOT_PUBLISHED eventId"]);
});

both_databases!(a_repeated_key_answers_as_the_first_time, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let input = json!({ "rsvpId": *gid(&door.town, rsvp.id), "idempotencyKey": "k1" });
    let first = door.check_in(&app, input.clone()).await;
    app.advance(TimeDelta::minutes(1));
    let again = door.check_in(&app, input.clone()).await;
    assert_eq!(first.data(), again.data());
    assert_eq!(again.at("/checkIn/alreadyCheckedIn"), false);
    let other = with(&input, json!({ "adults": 1 }));
    let told = door.check_in(&app, other).await;
    assert_eq!(
        told.refusals("checkIn"),
        ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]
    );
    let later = with(&input, json!({ "idempotencyKey": "k2" }));
    for _ in 0..2 {
        let told = door.check_in(&app, later.clone()).await;
        assert_eq!(told.at("/checkIn/alreadyCheckedIn"), true);
    }
    assert_eq!(noted(&app).await.len(), 1);
});

both_databases!(stewards_check_in_their_own_people_alone, |app| {
    let door = Door::open(&app).await;
    let own = door.guest(&app, "王小梅", 1).await;
    let other_unit = door.town.other_unit.clone();
    let far = crate::factories::resident(&app.core, &other_unit, "李雷")
        .await
        .id;
    let far = door.coming(&app, far, 1).await;
    let steward = door.town.steward;
    let code = door.code(&app, &far).await;
    for (input, path) in [
        (
            json!({ "rsvpId": *gid(&door.town, far.id) }),
            "NOT_FOUND rsvpId",
        ),
        (json!({ "code": code }), "NOT_FOUND code"),
    ] {
        let told = app
            .refusals(steward, "checkIn", "checkIn", door.input(input))
            .await;
        assert_eq!(told, [path]);
    }
    let input = door.input(json!({ "rsvpId": *gid(&door.town, own.id) }));
    let taken = app.mutate(Some(steward), "checkIn", CHECK_IN, input).await;
    assert_eq!(taken.refusals("checkIn"), [""; 0]);
    // And take it back; not those of others.
    let theirs = door.admit(&app, far.id).await;
    let undo = json!({ "checkInId": theirs });
    let told = app.refusals(steward, "undoCheckIn", "checkIn", undo).await;
    assert_eq!(told, ["NOT_FOUND checkInId"]);
    let undo = json!({ "checkInId": taken.at("/checkIn/checkIn/id") });
    let undone = app
        .mutate(Some(steward), "undoCheckIn", "checkIn { undoneAt }", undo)
        .await;
    assert!(undone.at("/undoCheckIn/checkIn/undoneAt").is_string());

    let heads = door.input(json!({ "adults": 3 }));
    app.denied(
        "recordWalkIn",
        "checkIn",
        &heads,
        &[(Some(steward), "FORBIDDEN")],
    )
    .await;
});

both_databases!(nobody_else_checks_anybody_in, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 1).await;
    let input = door.input(json!({ "rsvpId": *gid(&door.town, rsvp.id) }));
    let denied = [
        (Some(rsvp.person_id), "FORBIDDEN"),
        (None, "UNAUTHENTICATED"),
    ];
    app.denied("checkIn", "checkIn", &input, &denied).await;
    let batch = door.input(json!({ "device": "d", "items": [{ "clientId": "1", "adults": 1 }] }));
    app.denied(
        "checkInBatch",
        "results",
        &batch,
        &[
            (Some(door.town.steward), "FORBIDDEN"),
            (Some(rsvp.person_id), "FORBIDDEN"),
            (None, "UNAUTHENTICATED"),
        ],
    )
    .await;
});
