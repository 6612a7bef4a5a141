//! `addReward`, `updateReward`, and what an area gives for points

use serde_json::{Value, json};

use super::redeem::{REDEMPTION, REWARD, enrich, rich};
use crate::both_databases;
use crate::factories::HelpDay;
use crate::support::app::TestApp;

async fn refused(app: &TestApp, help: &HelpDay, input: Value) -> Vec<String> {
    let organiser = help.day.organiser();
    app.refusals(organiser, "updateReward", "reward", input)
        .await
}

both_databases!(a_stock_is_never_less_than_what_was_promised, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let reward = rich(&app, &help, who).await;
    let id = &reward["id"];
    let asked = json!({ "rewardId": id });
    help.day
        .done(&app, who, "redeemReward", REDEMPTION, asked)
        .await;
    for stock in [-1, 0, 1_000_001] {
        let input = json!({ "rewardId": id, "stock": stock, "cost": 0, "name": "" });
        let expected = ["REQUIRED name", "OUT_OF_RANGE cost", "OUT_OF_RANGE stock"];
        assert_eq!(refused(&app, &help, input).await, expected, "{stock}");
    }
    let input = json!({ "rewardId": id, "stock": null, "ended": null });
    let expected = ["REQUIRED stock", "REQUIRED ended"];
    assert_eq!(refused(&app, &help, input).await, expected);
    let organiser = help.day.organiser();
    let input = json!({ "rewardId": id, "stock": 1, "expectedVersion": 1 });
    let edited = help
        .day
        .done(&app, organiser, "updateReward", REWARD, input.clone())
        .await;
    let (left, version) = (&edited["left"], &edited["version"]);
    assert_eq!((left, version), (&json!(0), &json!(2)));
    let late = app
        .mutate(Some(organiser), "updateReward", REWARD, input)
        .await;
    let expected = ["VERSION_CONFLICT expectedVersion"];
    assert_eq!(late.refusals("updateReward"), expected);
    assert_eq!(late.at("/updateReward/reward/version"), 2);
    // Who has points enough for one more.
    enrich(&app, &help, who).await;
    let asked = json!({ "rewardId": id });
    let refused = app.refusals(who, "redeemReward", "redemption", asked).await;
    assert_eq!(refused, ["REWARD_OUT_OF_STOCK rewardId"]);
});

both_databases!(what_is_given_no_more_is_shown_to_who_asks_for_it, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let reward = rich(&app, &help, who).await;
    let (id, organiser) = (&reward["id"], help.day.organiser());
    let shown = async |include_ended: bool| {
        let query = "query ($id: ID!, $all: Boolean!) { area(id: $id) \
                     { rewards(includeEnded: $all) { nodes { id } } } }";
        let area = help.day.id(help.day.town.community.id);
        let variables = json!({ "id": area, "all": include_ended });
        let answer = app.run(None, query, variables).await;
        answer.at("/area/rewards/nodes").clone()
    };
    let end = |ended: bool| json!({ "rewardId": id, "ended": ended });
    let ended = help
        .day
        .done(&app, organiser, "updateReward", REWARD, end(true))
        .await;
    assert!(ended["endedAt"].is_string());
    assert_eq!(shown(false).await, json!([]));
    assert_eq!(shown(true).await, json!([{ "id": id }]));
    let again = help
        .day
        .done(&app, organiser, "updateReward", REWARD, end(false))
        .await;
    assert!(again["endedAt"].is_null());
    assert_eq!(shown(false).await, json!([{ "id": id }]));
    let asked = json!({ "rewardId": id });
    help.day
        .done(&app, who, "redeemReward", REDEMPTION, asked)
        .await;
});
