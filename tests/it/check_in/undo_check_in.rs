//! `undoCheckIn`: who, when, twice, and that the party comes in again.

use mulin_entities::CheckInId;
use serde_json::json;

use super::{Door, noted, present};
use crate::both_databases;
use crate::factories::unknown;

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
