//! Lists: the event's own, others with times, and who edits them.

use chrono::TimeDelta;
use mulin_entities::CheckInListId;
use serde_json::{Value, json};

use super::{CHECK_IN, Door, event_in};
use crate::both_databases;
use crate::factories::{gid, in_shanghai, unknown};
use crate::support::mutation::with;

const LIST: &str = "list { id name isDefault opensAt closesAt isOpen version }";

both_databases!(an_event_has_one_of_its_own_and_others_with_times, |app| {
    let door = Door::open(&app).await;
    let organiser = Some(door.town.organiser);
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let opens = app.now() + TimeDelta::hours(1);
    let meal = door.input(json!({
        "name": "午餐", "opensAt": in_shanghai(opens), "closesAt": in_shanghai(opens + TimeDelta::hours(1)),
    }));
    let made = app
        .mutate(organiser, "createCheckInList", LIST, meal.clone())
        .await;
    assert_eq!(made.refusals("createCheckInList"), [""; 0]);
    let id = made.at("/createCheckInList/list/id").clone();
    let lists = door
        .see(
            &app,
            door.helper,
            "checkInLists { id name isDefault isOpen }",
        )
        .await;
    let expected = json!([
        { "id": lists[0]["id"], "name": "签到", "isDefault": true, "isOpen": true },
        { "id": id, "name": "午餐", "isDefault": false, "isOpen": false },
    ]);
    assert_eq!(lists, expected);
    for who in [door.town.steward, rsvp.person_id] {
        assert!(door.see(&app, who, "checkInLists { id }").await.is_null());
    }
    let there = json!({ "rsvpId": *gid(&door.town, rsvp.id), "listId": id });
    let closed = door.check_in(&app, there.clone()).await;
    assert_eq!(closed.refusals("checkIn"), ["CHECK_IN_LIST_CLOSED listId"]);
    app.advance(TimeDelta::hours(1));
    // A party is on each list once.
    let taken = door.check_in(&app, there.clone()).await;
    assert_eq!(taken.at("/checkIn/alreadyCheckedIn"), false);
    let again = door.check_in(&app, there).await;
    assert_eq!(again.at("/checkIn/alreadyCheckedIn"), true);
    door.admit(&app, rsvp.id).await;

    let refused = app
        .refusals(door.town.organiser, "createCheckInList", "list", meal)
        .await;
    assert_eq!(refused, ["DUPLICATE name"]);
    let faults =
        door.input(json!({ "name": " ", "opensAt": "noon", "closesAt": "2027-01-01T00:00" }));
    let refused = app
        .refusals(door.town.organiser, "createCheckInList", "list", faults)
        .await;
    assert_eq!(refused, ["REQUIRED name", "INVALID_FORMAT opensAt"]);
});

both_databases!(edits_keep_versions_and_the_own_list_without_times, |app| {
    let door = Door::open(&app).await;
    let organiser = door.town.organiser;
    let lists = door.see(&app, organiser, "checkInLists { id }").await;
    let own = json!({ "listId": lists[0]["id"] });
    let timed = with(&own, json!({ "opensAt": "2027-01-01T00:00" }));
    let refused = app
        .refusals(organiser, "updateCheckInList", "list", timed)
        .await;
    assert_eq!(refused, ["ELSEWHERE opensAt"]);
    let named = with(&own, json!({ "name": "东门", "expectedVersion": 1 }));
    let edited = app
        .mutate(Some(organiser), "updateCheckInList", LIST, named.clone())
        .await;
    assert_eq!(edited.at("/updateCheckInList/list/name"), "东门");
    assert_eq!(edited.at("/updateCheckInList/list/version"), 2);
    let late = with(&named, json!({ "name": "西门" }));
    let late = app
        .without_trace(Some(organiser), "updateCheckInList", LIST, late)
        .await;
    assert_eq!(
        late.refusals("updateCheckInList"),
        ["VERSION_CONFLICT expectedVersion"]
    );
    assert_eq!(late.at("/updateCheckInList/list/name"), "东门");

    let other = json!({ "name": "x" });
    app.denied(
        "updateCheckInList",
        "list",
        &with(&own, other.clone()),
        &[(Some(door.helper), "FORBIDDEN"), (None, "UNAUTHENTICATED")],
    )
    .await;
    let missing = unknown::<CheckInListId>(&door.town).0;
    for (who, id) in [
        (door.town.steward, &lists[0]["id"]),
        (organiser, &json!(missing)),
    ] {
        let input = with(&other, json!({ "listId": id }));
        let refused = app.refusals(who, "updateCheckInList", "list", input).await;
        assert_eq!(refused, ["NOT_FOUND listId"]);
    }
    app.denied(
        "createCheckInList",
        "list",
        &door.input(json!({ "name": "x" })),
        &[
            (Some(door.helper), "FORBIDDEN"),
            (Some(door.town.steward), "FORBIDDEN"),
        ],
    )
    .await;
    app.mutate(
        Some(organiser),
        "cancelEvent",
        "event { id }",
        door.input(json!({})),
    )
    .await
    .data();
    let input = with(&own, other);
    let refused = app.refusals(organiser, "updateCheckInList", "list", input);
    assert_eq!(refused.await, ["EVENT_CANCELLED listId"]);
});

both_databases!(the_own_list_is_made_once, |app| {
    let door = Door::open(&app).await;
    let core = &app.core;
    let asked =
        (0..8).map(|_| mulin_domain::check_in::list_store::of_events(core, vec![door.event]));
    let lists = futures_util::future::join_all(asked).await;
    for own in &lists {
        assert_eq!(own.as_ref().unwrap(), lists[0].as_ref().unwrap());
        assert_eq!(own.as_ref().unwrap().len(), 1);
    }
    // A list of another event is none here.
    let other = event_in(&app, &door.town, 2).await;
    let input = json!({ "eventId": *gid(&door.town, other), "name": "别处" });
    let made = app
        .mutate(Some(door.town.organiser), "createCheckInList", LIST, input)
        .await;
    let id: Value = made.at("/createCheckInList/list/id").clone();
    let input = door.input(json!({ "listId": id, "adults": 1 }));
    let told = app
        .refusals(door.helper, "recordWalkIn", "checkIn", input)
        .await;
    assert_eq!(told, ["NOT_FOUND listId"]);
    let input = door.input(json!({ "adults": 1 }));
    app.mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
        .await
        .data();
});
