//! `addShift`, `updateShift`, `cancelShift`

use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, SHIFT};
use crate::support::mutation::with;

both_databases!(every_fault_is_told_at_once, |app| {
    let help = HelpDay::plan(&app).await;
    let input = json!({
        "eventId": help.day.id(help.day.event.id), "name": "", "startsAt": "2026-11-28T09:00",
        "endsAt": "2026-11-28T09:00", "cancelUntilMinutes": -1, "minorsFromAge": 18,
        "roles": [{ "name": "甲", "places": 0, "needsProof": true }],
    });
    let refused = app
        .refusals(help.day.organiser(), "addShift", "shift", input.clone())
        .await;
    assert_eq!(
        refused,
        [
            "REQUIRED name",
            "OUT_OF_RANGE cancelUntilMinutes",
            "OUT_OF_RANGE minorsFromAge",
            "END_BEFORE_START endsAt",
            "ONLY_TOGETHER roles.0.needsProof",
            "OUT_OF_RANGE roles.0.places",
        ]
    );
    let resident = help.day.town.resident(&app, "王小梅").await;
    let denied = [
        (None, "UNAUTHENTICATED"),
        (Some(resident), "FORBIDDEN"),
        (Some(help.lead), "FORBIDDEN"),
    ];
    app.denied("addShift", "shift", &input, &denied).await;
    // Who leads a team adds shifts of their own team.
    let input = json!({
        "eventId": help.day.id(help.day.event.id), "name": "下午", "teamId": help.team,
        "roles": [{ "name": "甲", "places": 1 }],
    });
    let made = help
        .day
        .done(&app, help.lead, "addShift", SHIFT, input)
        .await;
    assert_eq!(
        (
            &made["startsAt"],
            &made["endsAt"],
            &made["viewerCan"]["edit"]
        ),
        (
            &json!("2026-11-28T01:00:00Z"),
            &json!("2026-11-28T09:00:00Z"),
            &json!(true)
        )
    );
});

both_databases!(an_edit_keeps_who_is_on_it_and_fills_new_places, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 4).await;
    let one = json!([{ "name": "引导", "places": 1 }]);
    let shift = help.shift(&app, json!({ "roles": one })).await;
    let later =
        json!({ "name": "下午", "startsAt": "2026-11-28T14:00", "endsAt": "2026-11-28T15:00" });
    let later = help.shift(&app, later).await;
    let on = help.sign_up(&app, crowd[0], &shift).await;
    help.sign_up(&app, crowd[0], &later).await;
    let waits = help.wait_for(&app, crowd[1], &shift).await;
    let role = &shift["roles"][0]["id"];
    let input = |roles: serde_json::Value| json!({ "shiftId": shift["id"], "expectedVersion": 1, "roles": roles });
    let gone = input(json!([{ "name": "新", "places": 1 }]));
    let refused = app.refusals(help.lead, "updateShift", "shift", gone).await;
    assert_eq!(refused, ["SHIFT_HAS_SIGN_UPS roles"]);
    let more = input(json!([{ "id": role, "name": "引导", "places": 2 }]));
    let edited = help
        .day
        .done(&app, help.lead, "updateShift", SHIFT, more.clone())
        .await;
    assert_eq!(
        (&edited["roles"][0]["left"], &edited["version"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(
        help.look(&app, crowd[1], &waits).await["state"],
        "SIGNED_UP"
    );
    let stale = app
        .mutate(Some(help.lead), "updateShift", "shift { version }", more)
        .await;
    assert_eq!(
        stale.refusals("updateShift"),
        ["VERSION_CONFLICT expectedVersion"]
    );
    assert_eq!(stale.at("/updateShift/shift/version"), &json!(2));

    // At its new time the first would be in two places.
    let moved = json!({
        "shiftId": shift["id"], "startsAt": "2026-11-28T14:30", "endsAt": "2026-11-28T16:00",
    });
    help.day
        .done(&app, help.lead, "updateShift", SHIFT, moved)
        .await;
    let off = help.look(&app, crowd[0], &on).await;
    assert_eq!(
        (&off["state"], &off["endedReason"]),
        (&json!("CANCELLED"), &json!("SHIFT_MOVED"))
    );
    assert_eq!(
        help.look(&app, crowd[1], &waits).await["state"],
        "SIGNED_UP"
    );
    assert_eq!(help.shift_now(&app, &shift).await["roles"][0]["left"], 1);
});

both_databases!(a_shift_that_is_called_off_frees_its_volunteers, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let shift = help.shift(&app, json!({})).await;
    let on = help.sign_up(&app, who, &shift).await;
    let input = json!({ "shiftId": shift["id"] });
    let off = help
        .day
        .done(&app, help.lead, "cancelShift", SHIFT, input.clone())
        .await;
    assert_eq!(off["state"], "CANCELLED");
    help.day
        .done(&app, help.lead, "cancelShift", SHIFT, input.clone())
        .await;
    assert_eq!(
        help.look(&app, who, &on).await["endedReason"],
        "SHIFT_CANCELLED"
    );
    assert_eq!(
        help.refused(&app, who, &shift).await,
        ["SHIFT_CANCELLED shiftRoleId"]
    );
    let same = help.shift(&app, json!({ "name": "同时" })).await;
    help.sign_up(&app, who, &same).await;
    let edit = with(&input, json!({ "name": "新" }));
    let refused = app.refusals(help.lead, "updateShift", "shift", edit).await;
    assert_eq!(refused, ["SHIFT_CANCELLED shiftId"]);
});
