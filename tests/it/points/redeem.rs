//! `redeemReward`, `handOverRedemption`, `cancelRedemption`

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::earn::{account, rule};
use crate::both_databases;
use crate::factories::HelpDay;
use crate::rsvp::rush::{Call, PATIENT, all_at_once};
use crate::support::app::TestApp;

pub(super) const REWARD: &str = "reward { id name cost stock left version endedAt }";
pub(super) const REDEMPTION: &str = "redemption { id state cost name decidedBy { name } }";

/// Somebody who has 30 points, and a reward for 20 of which there are two.
pub(super) async fn rich(app: &TestApp, help: &HelpDay, who: PersonId) -> Value {
    let area = help.day.id(help.day.town.community.id);
    rule(app, help, area.clone(), 10, json!({})).await;
    let shift = help.shift(app, json!({})).await;
    help.serve(app, who, &shift).await;
    let input = json!({ "areaId": area, "name": "洗衣液", "cost": 20, "stock": 2 });
    help.day
        .done(app, help.day.organiser(), "addReward", REWARD, input)
        .await
}

/// Lets them serve in the afternoon too, for 30 points more.
pub(super) async fn enrich(app: &TestApp, help: &HelpDay, who: PersonId) {
    let input =
        json!({ "name": "下午", "startsAt": "2026-11-28T13:00", "endsAt": "2026-11-28T16:00" });
    let shift = help.shift(app, input).await;
    help.serve(app, who, &shift).await;
}

both_databases!(points_are_exchanged_handed_over_and_never_negative, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let reward = rich(&app, &help, who).await;
    let input = json!({ "rewardId": reward["id"], "idempotencyKey": "k1" });
    let asked = help
        .day
        .done(&app, who, "redeemReward", REDEMPTION, input.clone())
        .await;
    assert_eq!(
        (&asked["state"], &asked["cost"]),
        (&json!("REQUESTED"), &json!(20))
    );
    // A retry is the same exchange.
    let again = help
        .day
        .done(&app, who, "redeemReward", REDEMPTION, input)
        .await;
    assert_eq!(again["id"], asked["id"]);
    let refused = app
        .refusals(
            who,
            "redeemReward",
            "redemption",
            json!({ "rewardId": reward["id"] }),
        )
        .await;
    assert_eq!(refused, ["POINTS_INSUFFICIENT rewardId"]);
    let one = json!({ "redemptionId": asked["id"] });
    let denied = [(Some(who), "FORBIDDEN"), (None, "UNAUTHENTICATED")];
    app.denied("handOverRedemption", "redemption", &one, &denied)
        .await;
    let organiser = help.day.organiser();
    let given = help
        .day
        .done(
            &app,
            organiser,
            "handOverRedemption",
            REDEMPTION,
            one.clone(),
        )
        .await;
    assert_eq!(given["state"], "HANDED_OVER");
    let late = app
        .refusals(who, "cancelRedemption", "redemption", one)
        .await;
    assert_eq!(late, ["REDEMPTION_STATE redemptionId"]);
    let entries = json!([
        { "number": 2, "kind": "REDEEMED", "points": -20, "balance": 10 },
        { "number": 1, "kind": "EARNED", "points": 30, "balance": 30 },
    ]);
    assert_eq!(
        account(&app, who).await,
        json!({ "balance": 10, "entries": { "nodes": entries } })
    );
});

both_databases!(what_is_called_off_comes_back_once, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let reward = rich(&app, &help, who).await;
    let input = json!({ "rewardId": reward["id"] });
    let asked = help
        .day
        .done(&app, who, "redeemReward", REDEMPTION, input)
        .await;
    let one = json!({ "redemptionId": asked["id"] });
    for _ in 0..2 {
        let off = help
            .day
            .done(&app, who, "cancelRedemption", REDEMPTION, one.clone())
            .await;
        assert_eq!(off["state"], "CANCELLED");
    }
    assert_eq!(account(&app, who).await["balance"], 30);
    let few = json!({ "rewardId": reward["id"], "stock": 0, "ended": true });
    let organiser = help.day.organiser();
    let ended = help
        .day
        .done(&app, organiser, "updateReward", REWARD, few)
        .await;
    assert_eq!(
        (&ended["left"], ended["endedAt"].is_string()),
        (&json!(0), true)
    );
    let input = json!({ "rewardId": reward["id"] });
    let refused = app.refusals(who, "redeemReward", "redemption", input).await;
    assert_eq!(refused, ["REWARD_ENDED rewardId"]);
});

both_databases!(nobody_hands_over_to_themselves, |app| {
    let help = HelpDay::plan(&app).await;
    let organiser = help.day.organiser();
    let reward = rich(&app, &help, organiser).await;
    let input = json!({ "rewardId": reward["id"] });
    let asked = help
        .day
        .done(&app, organiser, "redeemReward", REDEMPTION, input)
        .await;
    let one = json!({ "redemptionId": asked["id"] });
    let refused = app
        .refusals(organiser, "handOverRedemption", "redemption", one.clone())
        .await;
    assert_eq!(refused, ["OWN_REDEMPTION redemptionId"]);
    let admin = help.day.town.admin;
    help.day
        .done(&app, admin, "handOverRedemption", REDEMPTION, one)
        .await;
});

both_databases!(the_last_reward_is_given_once, with PATIENT, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 4).await;
    let area = help.day.id(help.day.town.community.id);
    rule(&app, &help, area.clone(), 10, json!({})).await;
    let shift = help.shift(&app, json!({ "roles": [{ "name": "甲", "places": 4 }] })).await;
    let mut on = Vec::new();
    for who in &crowd {
        on.push(help.sign_up(&app, *who, &shift).await);
    }
    help.day.begin(&app);
    app.advance(chrono::TimeDelta::hours(3));
    for sign_up in &on {
        help.step(&app, help.lead, "confirmAttendance", sign_up).await;
        help.certify(&app, sign_up).await;
    }
    let input = json!({ "areaId": area, "name": "洗衣液", "cost": 20, "stock": 1 });
    let reward = help.day.done(&app, help.day.organiser(), "addReward", REWARD, input).await;
    let app = Arc::new(app);
    let query = "mutation ($input: RedeemRewardInput!) { redeemReward(input: $input) \
        { redemption { id } userErrors { code path } } }";
    // Each twice: an account is not overdrawn either.
    let calls = crowd.iter().chain(&crowd).map(|who| Call {
        who: *who,
        query,
        variables: json!({ "input": { "rewardId": reward["id"] } }),
    });
    let answers = all_at_once(&app, calls.collect()).await;
    let given = answers.iter().filter(|answer| answer.refusals("redeemReward").is_empty());
    assert_eq!(given.count(), 1);
    let db = app.core.db().writer();
    assert_eq!(redemption::Entity::find().count(db).await.expect("they are counted"), 1);
    let accounts = points_account::Entity::find().all(db).await.expect("accounts are read");
    let mut balances: Vec<i32> = accounts.iter().map(|row| row.balance).collect();
    balances.sort_unstable();
    assert_eq!(balances, [10, 30, 30, 30]);
});
