//! `updateBanquet`

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::plan_banquet::{BANQUET, servings};
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::support::mutation::with;
use crate::support::trace::Trace;

both_databases!(what_a_meal_wants_is_edited, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let edit = |more: Value| with(&json!({ "eventId": *gid(&town, event) }), more);
    let update = |input: Value| app.mutate(Some(town.organiser), "updateBanquet", BANQUET, input);
    let input = edit(json!({
        "servingsPer100Guests": [{ "category": "DRINK", "servings": 150 }], "bringTo": "后厨",
        "prizes": ["一等奖"],
    }));
    let edited = update(input.clone()).await;
    assert_eq!(edited.refusals("updateBanquet"), [""; 0]);
    let banquet = edited.at("/updateBanquet/banquet");
    assert_eq!(servings(banquet), [100, 200, 100, 50, 50, 150]);
    assert_eq!(
        (&banquet["bringTo"], &banquet["version"]),
        (&json!("后厨"), &json!(2))
    );
    let before = Trace::of(&app).await;
    assert_eq!(update(input).await.at("/updateBanquet/banquet/version"), 2);
    assert_eq!(Trace::of(&app).await, before);
    let cleared = update(edit(json!({ "bringTo": null, "prizes": null }))).await;
    assert_eq!(cleared.at("/updateBanquet/banquet/bringTo"), &Value::Null);
    let refused = app
        .refusals(
            town.organiser,
            "updateBanquet",
            "banquet",
            edit(json!({ "bringBeforeMinutes": null, "votesPerDish": 0 })),
        )
        .await;
    assert_eq!(
        refused,
        ["REQUIRED bringBeforeMinutes", "OUT_OF_RANGE votesPerDish"]
    );
    let now = json!({ "version": 3, "bringBeforeMinutes": 30 });
    let other = edit(json!({ "bringTo": "前门" }));
    let selection = "version bringBeforeMinutes";
    app.keeps_versions(
        town.organiser,
        "updateBanquet",
        "banquet",
        selection,
        &other,
        &now,
    )
    .await;
});

both_databases!(votes_do_not_change_under_those_who_vote, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let row = banquet::Entity::find_by_id(event)
        .one(app.core.db().writer())
        .await;
    let mut row = row.expect("the database answers").expect("a banquet");
    (row.vote_state, row.vote_opened_at) = (DishVoteState::Open, Some(app.now()));
    let written = row.into_active_model().reset_all();
    written
        .update(app.core.db().writer())
        .await
        .expect("it is written");
    let edit = |more: Value| with(&json!({ "eventId": *gid(&town, event) }), more);
    for more in [json!({ "votesPerGuest": 5 }), json!({ "votesPerDish": 2 })] {
        let refused = app
            .refusals(town.organiser, "updateBanquet", "banquet", edit(more))
            .await;
        assert_eq!(refused, ["VOTE_HAS_BEGUN votesPerGuest"]);
    }
    let edited = app
        .mutate(
            Some(town.organiser),
            "updateBanquet",
            BANQUET,
            edit(json!({ "votesPerGuest": 3, "bringTo": "后厨" })),
        )
        .await;
    assert_eq!(edited.refusals("updateBanquet"), [""; 0]);
});

both_databases!(only_those_who_run_the_event_edit_it_while_it_lasts, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let plain = town.event(&app, Plan::default()).await.id;
    let wang = town.resident(&app, "wang").await;
    let edit = |event: EventId| json!({ "eventId": *gid(&town, event), "bringTo": "后厨" });
    let others = [
        (Some(wang), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (None, "UNAUTHENTICATED"),
    ];
    app.denied("updateBanquet", "banquet", &edit(event), &others)
        .await;
    let refused = app
        .refusals(town.organiser, "updateBanquet", "banquet", edit(plain))
        .await;
    assert_eq!(refused, ["NOT_A_BANQUET eventId"]);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    let refused = app
        .refusals(town.organiser, "updateBanquet", "banquet", edit(event))
        .await;
    assert_eq!(refused, ["EVENT_ENDED eventId"]);
});
