//! `undoCheckIn`: who, when, twice, and that the party comes in again.

use mulin_entities::CheckInId;
use serde_json::json;

use super::{CHECK_IN, Door, noted, present};
use crate::both_databases;
use crate::factories::{gid, housemate, unknown};

both_databases!(what_is_undone_is_kept_and_can_be_done_again, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let id = door.admit(&app, rsvp.id).await;
    let undo = json!({ "checkInId": id });
    let selection = "checkIn { id undoneAt undoneBy { name } }";
    let undone = app
        .mutate(
            Some(door.town.organiser),
            "undoCheckIn",
            selection,
            undo.clone(),
        )
        .await;
    let told = undone.at("/undoCheckIn/checkIn").clone();
    assert_eq!(told["undoneBy"]["name"], "organiser");
    assert!(present(&app, door.event).await.is_empty());
    app.advance(chrono::TimeDelta::minutes(1));
    let again = app
        .without_trace(Some(door.helper), "undoCheckIn", selection, undo)
        .await;
    assert_eq!(again.at("/undoCheckIn/checkIn"), &told);
    door.admit(&app, rsvp.id).await;
    assert_eq!(present(&app, door.event).await, [rsvp.person_id]);
    let rows = noted(&app).await;
    assert_eq!(
        rows.iter()
            .map(|row| row.undone_at.is_some())
            .collect::<Vec<_>>(),
        [true, false]
    );
});

both_databases!(a_steward_takes_a_walk_in_back_once, |app| {
    let door = Door::open(&app).await;
    let steward = Some(door.town.steward);
    let mei = door.town.resident(&app, "王小梅").await;
    let input = door.input(json!({ "personId": *gid(&door.town, mei) }));
    let noted = app
        .mutate(steward, "recordWalkIn", CHECK_IN, input.clone())
        .await;
    assert_eq!(noted.refusals("recordWalkIn"), [""; 0]);
    let undo = json!({ "checkInId": noted.at("/recordWalkIn/checkIn/id") });
    let selection = "checkIn { id undoneAt undoneBy { name } }";
    let undone = app
        .mutate(steward, "undoCheckIn", selection, undo.clone())
        .await;
    let told = undone.at("/undoCheckIn/checkIn").clone();
    assert_eq!(told["undoneBy"]["name"], "steward");
    assert!(present(&app, door.event).await.is_empty());
    // Whose home it was of is forgotten by now; they see what they did all the same.
    app.advance(chrono::TimeDelta::minutes(1));
    let again = app
        .without_trace(steward, "undoCheckIn", selection, undo.clone())
        .await;
    assert_eq!(again.refusals("undoCheckIn"), [""; 0]);
    assert_eq!(again.at("/undoCheckIn/checkIn"), &told);
    // Nor does it touch what was noted of the same person since.
    let anew = app.mutate(steward, "recordWalkIn", CHECK_IN, input).await;
    assert_eq!(anew.at("/recordWalkIn/alreadyCheckedIn"), false);
    let third = app
        .without_trace(steward, "undoCheckIn", selection, undo)
        .await;
    assert_eq!(third.at("/undoCheckIn/checkIn"), &told);
    assert_eq!(present(&app, door.event).await, [mei]);
});

both_databases!(hidden_and_missing_check_ins_are_told_alike, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let id = door.admit(&app, rsvp.id).await;
    let missing = unknown::<CheckInId>(&door.town);
    for id in [id, json!(*missing)] {
        let told = app
            .refusals(
                rsvp.person_id,
                "undoCheckIn",
                "checkIn",
                json!({ "checkInId": id }),
            )
            .await;
        assert_eq!(told, ["NOT_FOUND checkInId"]);
    }
});

both_databases!(who_is_in_twice_is_there_until_both_are_taken_back, |app| {
    let door = Door::open(&app).await;
    let mei = door.town.resident(&app, "王小梅").await;
    let lei = housemate(&app, mei, "李雷", Some(1961)).await;
    let walk_in = async |person| {
        let input = door.input(json!({ "personId": *gid(&door.town, person) }));
        let told = app
            .mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
            .await;
        assert_eq!(told.at("/recordWalkIn/alreadyCheckedIn"), false);
        told.at("/recordWalkIn/checkIn/id").clone()
    };
    let take_back = async |id: &serde_json::Value| {
        let undo = json!({ "checkInId": id });
        app.mutate(Some(door.helper), "undoCheckIn", "checkIn { id }", undo)
            .await
            .data();
        present(&app, door.event).await
    };
    // Both are counted before anybody looks for their answer.
    let (first, second) = (walk_in(mei).await, walk_in(lei).await);
    let rsvp = door.coming(&app, mei, 3).await;
    door.names(&app, rsvp.id, &[lei]).await;
    let party = door.admit(&app, rsvp.id).await;
    let mut both = vec![mei, lei];
    both.sort_unstable();
    assert_eq!(take_back(&first).await, both);
    assert_eq!(take_back(&second).await, both);
    let measures = "attendance { total { attendances people } }";
    let told = door.see(&app, door.town.organiser, measures).await;
    assert_eq!(told["total"], json!({ "attendances": 3, "people": 2 }));
    assert_eq!(take_back(&party).await, []);
});
