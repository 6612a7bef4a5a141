//! `recordWalkIn`: who came without an answer.

use mulin_domain::rsvp::Answer;
use serde_json::{Value, json};

use super::{CHECK_IN, Door, noted, present};
use crate::both_databases;
use crate::factories::{gid, housemate, resident, respond};

both_databases!(somebody_known_is_on_a_list_once, |app| {
    let door = Door::open(&app).await;
    let person = door.town.resident(&app, "王小梅").await;
    let input = door.input(json!({ "personId": *gid(&door.town, person) }));
    let walk_in = async |who| {
        app.mutate(Some(who), "recordWalkIn", CHECK_IN, input.clone())
            .await
    };
    let first = walk_in(door.helper).await;
    assert_eq!(first.refusals("recordWalkIn"), [""; 0]);
    let told = first.at("/recordWalkIn/checkIn").clone();
    assert_eq!(
        (&told["method"], &told["heads"]["adults"]),
        (&json!("WALK_IN"), &json!(1))
    );
    app.advance(chrono::TimeDelta::minutes(1));
    for who in [door.helper, door.town.steward, door.town.organiser] {
        let again = walk_in(who).await;
        assert_eq!(again.at("/recordWalkIn/alreadyCheckedIn"), true);
        assert_eq!(again.at("/recordWalkIn/checkIn"), &told);
    }
    assert_eq!(present(&app, door.event).await, [person]);
});

both_databases!(who_comes_with_a_party_is_checked_in_with_it, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let partner = housemate(&app, rsvp.person_id, "李雷", Some(1961)).await;
    door.names(&app, rsvp.id, &[partner]).await;
    for person in [rsvp.person_id, partner] {
        let input = door.input(json!({ "personId": *gid(&door.town, person) }));
        let told = app
            .refusals(door.helper, "recordWalkIn", "checkIn", input)
            .await;
        assert_eq!(told, ["COMES_WITH_PARTY personId"]);
    }
    door.admit(&app, rsvp.id).await;
    for person in [rsvp.person_id, partner] {
        let input = door.input(json!({ "personId": *gid(&door.town, person) }));
        let told = app
            .without_trace(Some(door.helper), "recordWalkIn", CHECK_IN, input)
            .await;
        assert_eq!(told.at("/recordWalkIn/alreadyCheckedIn"), true);
        assert_eq!(told.at("/recordWalkIn/checkIn/method"), "LIST");
    }
    // Who said that they do not come, and comes.
    let other = door.guest(&app, "韩梅", 1).await;
    respond(&app.core, other.person_id, door.event, Answer::Declined, 1)
        .await
        .unwrap();
    let input = door.input(json!({ "personId": *gid(&door.town, other.person_id) }));
    let taken = app
        .mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
        .await;
    assert_eq!(taken.refusals("recordWalkIn"), [""; 0]);
});

both_databases!(heads_without_names_count_each_time_unless_by_key, |app| {
    let door = Door::open(&app).await;
    let input = door.input(json!({ "adults": 10, "children": 5, "idempotencyKey": "k" }));
    for _ in 0..2 {
        let taken = app
            .mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input.clone())
            .await;
        assert_eq!(taken.at("/recordWalkIn/alreadyCheckedIn"), false);
        assert_eq!(taken.at("/recordWalkIn/checkIn/method"), "HEAD_COUNT");
    }
    assert_eq!(noted(&app).await.len(), 1);
    let refused = async |input: Value| {
        let input = door.input(input);
        app.refusals(door.helper, "recordWalkIn", "checkIn", input)
            .await
    };
    assert_eq!(refused(json!({})).await, ["REQUIRED personId"]);
    assert_eq!(
        refused(json!({ "adults": 0 })).await,
        ["OUT_OF_RANGE adults"]
    );
    assert_eq!(
        refused(json!({ "adults": 501 })).await,
        ["OUT_OF_RANGE adults"]
    );
    assert_eq!(
        refused(json!({ "adults": 500, "children": 1 })).await,
        ["OUT_OF_RANGE adults"]
    );
    let both = json!({ "adults": 1, "personId": *gid(&door.town, door.helper) });
    assert_eq!(refused(both).await, ["DUPLICATE personId"]);
});

both_databases!(strangers_to_who_asks_are_not_found, |app| {
    let door = Door::open(&app).await;
    let other_unit = door.town.other_unit.clone();
    let far = resident(&app.core, &other_unit, "李雷").await.id;
    let input = door.input(json!({ "personId": *gid(&door.town, far) }));
    // A steward notes their own people; whoever stands at the door all who live in the area.
    let told = app
        .refusals(door.town.steward, "recordWalkIn", "checkIn", input.clone())
        .await;
    assert_eq!(told, ["NOT_FOUND personId"]);
    let taken = app
        .mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
        .await;
    assert_eq!(taken.refusals("recordWalkIn"), [""; 0]);
    let abroad = crate::factories::Town::named(&app, "别市").await;
    let input = door.input(json!({ "personId": *gid(&abroad, abroad.steward) }));
    let told = app
        .refusals(door.helper, "recordWalkIn", "checkIn", input)
        .await;
    assert_eq!(told, ["NOT_FOUND personId"]);
});
