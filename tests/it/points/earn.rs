//! What an hour brings

use chrono::TimeDelta;
use mulin_entities::PersonId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::HelpDay;
use crate::support::app::TestApp;

/// The balance and the entries of somebody.
pub(super) async fn account(app: &TestApp, who: PersonId) -> Value {
    let query =
        "{ viewer { points { balance entries { nodes { number kind points balance } } } } }";
    let answer = app.run(Some(who), query, json!({})).await;
    answer.at("/viewer/points").clone()
}

/// Says how many points an hour brings in an area.
pub(super) async fn rule(app: &TestApp, help: &HelpDay, area: String, points: i32, more: Value) {
    let input = json!({ "areaId": area, "pointsPerHour": points });
    let input = crate::support::mutation::with(&input, more);
    let selection = "pointsRule { id version pointsPerHour validFrom }";
    help.day
        .done(app, help.day.town.admin, "setPointsRule", selection, input)
        .await;
}

both_databases!(the_nearest_rule_that_had_begun_counts, |app| {
    let help = HelpDay::plan(&app).await;
    let town = &help.day.town;
    let crowd = town.residents(&app, 3).await;
    rule(&app, &help, help.day.id(town.city.id), 1, json!({})).await;
    rule(&app, &help, help.day.id(town.community.id), 7, json!({})).await;
    // From half past eleven of the day on.
    let from = json!({ "validFrom": "2026-11-28T03:30:00Z" });
    // What has not begun is corrected by the next version from the same moment.
    for points in [90, 20] {
        let area = help.day.id(town.community.id);
        rule(&app, &help, area, points, from.clone()).await;
    }
    let shift = help
        .shift(&app, json!({ "roles": [{ "name": "甲", "places": 3 }] }))
        .await;
    let mut on = Vec::new();
    for who in &crowd {
        on.push(help.sign_up(&app, *who, &shift).await);
    }
    help.day.begin(&app);
    app.advance(TimeDelta::hours(3));
    // Until eleven, until half past eleven, and five minutes.
    for (sign_up, until) in on.iter().zip(["11:00", "11:30", "09:05"]) {
        let input = json!({ "signUpId": sign_up["id"], "until": format!("2026-11-28T{until}") });
        help.day
            .done(&app, help.lead, "confirmAttendance", "signUp { id }", input)
            .await;
    }
    let input = json!({ "signUpIds": [on[0]["id"], on[1]["id"], on[2]["id"]] });
    let records = "serviceRecords { minutes }";
    help.day
        .done(&app, help.lead, "certifyService", records, input)
        .await;
    let entry = json!([{ "number": 1, "kind": "EARNED", "points": 14, "balance": 14 }]);
    let first = json!({ "balance": 14, "entries": { "nodes": entry } });
    assert_eq!(account(&app, crowd[0]).await, first);
    assert_eq!(account(&app, crowd[1]).await["balance"], 50);
    assert_eq!(account(&app, crowd[2]).await["balance"], 0);
});

both_databases!(only_who_runs_the_area_says_what_points_are_worth, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let area = help.day.id(help.day.town.community.id);
    let input = json!({ "areaId": area, "pointsPerHour": 5 });
    let denied = [
        (None, "UNAUTHENTICATED"),
        (Some(who), "FORBIDDEN"),
        (Some(help.lead), "FORBIDDEN"),
    ];
    app.denied("setPointsRule", "pointsRule", &input, &denied)
        .await;
    let past = json!({ "areaId": area, "pointsPerHour": -1, "validFrom": "2026-11-20T00:00:00Z" });
    let organiser = help.day.organiser();
    let refused = app
        .refusals(organiser, "setPointsRule", "pointsRule", past)
        .await;
    assert_eq!(
        refused,
        ["OUT_OF_RANGE pointsPerHour", "IN_THE_PAST validFrom"]
    );
});
