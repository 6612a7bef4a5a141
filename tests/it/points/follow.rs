//! What becomes of points with whose they are: merged records, and erased people.

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::earn::account;
use super::redeem::{REDEMPTION, enrich, rich};
use crate::both_databases;
use crate::factories::HelpDay;
use crate::rsvp::rush::{Call, PATIENT, all_at_once};

both_databases!(a_merged_record_brings_its_points, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 2).await;
    let reward = rich(&app, &help, crowd[0]).await;
    let late =
        json!({ "name": "午", "startsAt": "2026-11-28T12:00", "endsAt": "2026-11-28T13:00" });
    let late = help.shift(&app, late).await;
    let input = json!({ "rewardId": reward["id"] });
    help.day
        .done(&app, crowd[0], "redeemReward", REDEMPTION, input)
        .await;
    // Serves an hour more, as the other record.
    let on = help.day.done(
        &app,
        help.day.organiser(),
        "updateShift",
        "shift { id startsAt endsAt roles { id } }",
        json!({ "shiftId": late["id"], "startsAt": "2026-11-28T13:00", "endsAt": "2026-11-28T14:00" }),
    );
    let late = on.await;
    help.serve(&app, crowd[1], &late).await;
    help.day.town.merge(&app, crowd[0], crowd[1]).await;
    let entries = json!([
        { "number": 3, "kind": "EARNED", "points": 10, "balance": 20 },
        { "number": 2, "kind": "REDEEMED", "points": -20, "balance": 10 },
        { "number": 1, "kind": "EARNED", "points": 30, "balance": 30 },
    ]);
    let expected = json!({ "balance": 20, "entries": { "nodes": entries } });
    assert_eq!(account(&app, crowd[0]).await, expected);
});

both_databases!(who_would_have_served_themselves_has_no_name_there, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let organiser = help.day.organiser();
    let reward = rich(&app, &help, who).await;
    enrich(&app, &help, who).await;
    let (mut given, mut off) = (Value::Null, Value::Null);
    for (step, one) in [
        ("handOverRedemption", &mut given),
        ("cancelRedemption", &mut off),
    ] {
        let input = json!({ "rewardId": reward["id"] });
        let asked = help
            .day
            .done(&app, who, "redeemReward", REDEMPTION, input)
            .await;
        let input = json!({ "redemptionId": asked["id"] });
        *one = help
            .day
            .done(&app, organiser, step, REDEMPTION, input)
            .await;
    }
    let admin = help.day.town.admin;
    help.day.town.merge(&app, organiser, who).await;
    let by = async |one: &Value| {
        let query =
            "query ($id: ID!) { node(id: $id) { ... on Redemption { decidedBy { name } } } }";
        let answer = app
            .run(Some(admin), query, json!({ "id": one["id"] }))
            .await;
        answer.at("/node/decidedBy").clone()
    };
    assert_eq!(by(&given).await, Value::Null);
    // One may call off what is one's own.
    assert_eq!(by(&off).await, json!({ "name": "organiser" }));
});

both_databases!(who_is_erased_leaves_what_they_asked_for_to_others, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let reward = rich(&app, &help, who).await;
    let input = json!({ "rewardId": reward["id"] });
    let asked = help
        .day
        .done(&app, who, "redeemReward", REDEMPTION, input)
        .await;
    help.day.town.erase(&app, who).await;
    let organiser = help.day.organiser();
    let query = "query ($id: ID!) { node(id: $id) { ... on Reward { left } } }";
    let left = app
        .run(Some(organiser), query, json!({ "id": reward["id"] }))
        .await;
    assert_eq!(left.at("/node/left"), 2);
    let input = json!({ "redemptionId": asked["id"] });
    let late = app
        .refusals(organiser, "handOverRedemption", "redemption", input)
        .await;
    assert_eq!(late, ["REDEMPTION_STATE redemptionId"]);
    let db = app.core.db().writer();
    let accounts = points_account::Entity::find().all(db).await;
    assert!(accounts.expect("accounts are read").is_empty());
    let entries = points_entry::Entity::find().all(db).await;
    let entries = entries.expect("entries are read");
    // What was given stays countable, without a name.
    assert!(entries.len() >= 2 && entries.iter().all(|row| row.person_id.is_none()));
});

both_databases!(calling_off_and_merging_at_once_lose_no_points, with PATIENT, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 2).await;
    let reward = rich(&app, &help, crowd[0]).await;
    let input = json!({ "rewardId": reward["id"] });
    let asked = help.day.done(&app, crowd[0], "redeemReward", REDEMPTION, input).await;
    let (keep, duplicate) = (help.day.id(crowd[1]), help.day.id(crowd[0]));
    let input = json!({ "keepId": keep, "duplicateId": duplicate });
    let merge = "mutation ($input: MergePeopleInput!) { mergePeople(input: $input) \
        { person { id } userErrors { code path } } }";
    let cancel = "mutation ($input: CancelRedemptionInput!) { cancelRedemption(input: $input) \
        { redemption { state } userErrors { code path } } }";
    let off = json!({ "input": { "redemptionId": asked["id"] } });
    let admin = help.day.town.admin;
    let calls = vec![
        Call { who: admin, query: merge, variables: json!({ "input": input }) },
        Call { who: help.day.organiser(), query: cancel, variables: off.clone() },
        Call { who: admin, query: cancel, variables: off },
    ];
    let app = Arc::new(app);
    let answers = all_at_once(&app, calls).await;
    assert_eq!(answers[0].refusals("mergePeople"), [""; 0]);
    for answer in &answers[1..] {
        assert_eq!(answer.at("/cancelRedemption/redemption/state"), "CANCELLED");
    }
    assert_eq!(account(&app, crowd[1]).await["balance"], 30);
});
