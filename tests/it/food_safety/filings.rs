//! What has to be filed appears with those who come, goes with them, and moves with the meal.

use chrono::{NaiveDate, TimeDelta};
use mulin_domain::event::{RescheduleEvent, reschedule_event};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::feast::Feast;
use crate::both_databases;
use crate::factories::{actor, declare, gid, in_shanghai, respond};
use crate::support::app::TestApp;

const TASKS: &str = "filingTasks { id state diners dueOn daysKnown isOverdue reference filedAt version \
     policy { name } }";

/// A policy of the community, as the city's administrator enters it.
pub(super) fn policy(feast: &Feast, area: AreaId) -> Value {
    json!({
        "areaId": *gid(&feast.town, area), "name": "聚餐备案", "dinersFrom": 4, "leadDays": 3,
        "leadKind": "CALENDAR", "validFrom": "2020-01-01", "source": "街办〔2020〕1号",
    })
}

pub(super) async fn enter(app: &TestApp, feast: &Feast, policy: Value) -> String {
    let answer = app
        .mutate(
            Some(feast.town.admin),
            "addDiningPolicy",
            "diningPolicy { id }",
            policy,
        )
        .await;
    assert_eq!(answer.refusals("addDiningPolicy"), [""; 0]);
    let id = answer.at("/addDiningPolicy/diningPolicy/id");
    id.as_str().expect("an id").to_owned()
}

pub(super) async fn tasks(app: &TestApp, feast: &Feast) -> Vec<Value> {
    let seen = feast.see(app, Some(feast.town.organiser), TASKS).await;
    seen["filingTasks"].as_array().expect("a list").clone()
}

async fn states(app: &TestApp, feast: &Feast) -> Vec<String> {
    let tasks = tasks(app, feast).await;
    let state = |task: &Value| task["state"].as_str().expect("a state").to_owned();
    tasks.iter().map(state).collect()
}

pub(super) async fn party(app: &TestApp, feast: &Feast, who: PersonId, answer: Answer, seats: i32) {
    respond(&app.core, who, feast.event.id, answer, seats)
        .await
        .expect("an answer is taken");
}

fn meal(app: &TestApp) -> NaiveDate {
    let at = app.now() + TimeDelta::days(7);
    at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

async fn file(app: &TestApp, feast: &Feast, task: &Value, more: Value) -> Vec<String> {
    let mut input = json!({ "filingTaskId": task["id"], "reference": "备2026-7" });
    for (field, value) in more.as_object().expect("fields") {
        input[field] = value.clone();
    }
    let answer = app
        .mutate(
            Some(feast.town.organiser),
            "recordFiling",
            "filingTask { version }",
            input,
        )
        .await;
    answer.refusals("recordFiling")
}

both_databases!(a_task_comes_with_the_guests_and_goes_with_them, |app| {
    let feast = Feast::plan(&app).await;
    enter(&app, &feast, policy(&feast, feast.town.community.id)).await;
    let (first, second) = (
        feast.town.resident(&app, "first").await,
        feast.town.resident(&app, "second").await,
    );
    party(&app, &feast, first, Answer::Going, 3).await;
    assert_eq!(tasks(&app, &feast).await, [json!(null); 0], "too few");
    party(&app, &feast, second, Answer::Going, 1).await;
    let opened = tasks(&app, &feast).await;
    assert_eq!(opened.len(), 1);
    let due = (meal(&app) - TimeDelta::days(3)).to_string();
    let task = &opened[0];
    assert_eq!(task["state"], "OPEN");
    assert_eq!((&task["diners"], &task["dueOn"]), (&json!(4), &json!(due)));
    assert_eq!(
        (&task["daysKnown"], &task["isOverdue"]),
        (&json!(true), &json!(false))
    );

    party(&app, &feast, second, Answer::Declined, 1).await;
    assert_eq!(states(&app, &feast).await, ["NOT_NEEDED"]);
    let refused = file(&app, &feast, task, json!({})).await;
    assert_eq!(refused, ["FILING_NOT_NEEDED filingTaskId"]);
    party(&app, &feast, second, Answer::Going, 2).await;
    assert_eq!(states(&app, &feast).await, ["OPEN"], "crossed again");
    app.advance(TimeDelta::days(6));
    assert_eq!(tasks(&app, &feast).await[0]["isOverdue"], true);
});

both_databases!(a_policy_is_entered_and_ended_where_no_banquet_is, |app| {
    let feast = Feast::plan(&app).await;
    let id = enter(&app, &feast, policy(&feast, feast.town.other_unit.id)).await;
    let ended = app
        .mutate(
            Some(feast.town.admin),
            "endDiningPolicy",
            "diningPolicy { version }",
            json!({ "diningPolicyId": id, "validTo": "2030-01-01" }),
        )
        .await;
    assert_eq!(ended.at("/endDiningPolicy/diningPolicy/version"), 2);
    let guest = feast.town.resident(&app, "guest").await;
    party(&app, &feast, guest, Answer::Going, 9).await;
    assert_eq!(
        tasks(&app, &feast).await,
        [json!(null); 0],
        "it holds elsewhere"
    );
});

both_databases!(what_was_filed_stays_filed, |app| {
    let feast = Feast::plan(&app).await;
    enter(&app, &feast, policy(&feast, feast.town.city.id)).await;
    let guest = feast.town.resident(&app, "guest").await;
    party(&app, &feast, guest, Answer::Going, 5).await;
    let task = tasks(&app, &feast).await.remove(0);
    let version = json!({ "expectedVersion": 7 });
    assert_eq!(
        file(&app, &feast, &task, version).await,
        ["VERSION_CONFLICT expectedVersion"]
    );
    let later = json!({ "filedAt": app.now() + TimeDelta::hours(1) });
    assert_eq!(
        file(&app, &feast, &task, later).await,
        ["NOT_BEFORE filedAt"]
    );
    let seen = json!({ "expectedVersion": task["version"] });
    assert_eq!(file(&app, &feast, &task, seen.clone()).await, [""; 0]);
    assert_eq!(
        file(&app, &feast, &task, seen).await,
        [""; 0],
        "the same again"
    );
    party(&app, &feast, guest, Answer::Declined, 1).await;
    let filed = tasks(&app, &feast).await.remove(0);
    assert_eq!(
        (&filed["state"], &filed["reference"]),
        (&json!("FILED"), &json!("备2026-7"))
    );
    assert_ne!(filed["filedAt"], json!(null));
});

both_databases!(
    the_nearest_areas_policies_count_each_with_its_threshold,
    |app| {
        let feast = Feast::plan(&app).await;
        let named = |name: &str, area: AreaId, from: i32| {
            let mut policy = policy(&feast, area);
            (policy["name"], policy["dinersFrom"]) = (json!(name), json!(from));
            policy
        };
        let (city, community) = (feast.town.city.id, feast.town.community.id);
        let guest = feast.town.resident(&app, "guest").await;
        party(&app, &feast, guest, Answer::Going, 6).await;
        let far = enter(&app, &feast, named("市", city, 2)).await;
        assert_eq!(
            states(&app, &feast).await,
            ["OPEN"],
            "those who have answered count"
        );
        enter(&app, &feast, named("社区", community, 5)).await;
        enter(&app, &feast, named("社区大型", community, 50)).await;
        let names: Vec<(Value, Value)> = tasks(&app, &feast)
            .await
            .into_iter()
            .map(|task| (task["policy"]["name"].clone(), task["state"].clone()))
            .collect();
        assert!(names.contains(&(json!("社区"), json!("OPEN"))), "{names:?}");
        assert!(
            names.contains(&(json!("市"), json!("NOT_NEEDED"))),
            "{names:?}"
        );
        assert_eq!(names.len(), 2, "fifty do not come");

        let over = json!({ "diningPolicyId": far, "validTo": "2020-02-01" });
        let ended = app
            .mutate(
                Some(feast.town.admin),
                "endDiningPolicy",
                "diningPolicy { validTo }",
                over.clone(),
            )
            .await;
        assert_eq!(
            ended.at("/endDiningPolicy/diningPolicy/validTo"),
            "2020-02-01"
        );
        let mut again = over;
        again["validTo"] = json!("2020-03-01");
        let refused = app
            .mutate(
                Some(feast.town.admin),
                "endDiningPolicy",
                "diningPolicy { id }",
                again,
            )
            .await;
        assert_eq!(refused.refusals("endDiningPolicy"), ["RULE_ENDED validTo"]);
    }
);

both_databases!(working_days_follow_the_list_and_the_meal, |app| {
    let feast = Feast::plan(&app).await;
    let mut working = policy(&feast, feast.town.community.id);
    (working["leadKind"], working["leadDays"]) = (json!("WORKING"), json!(1));
    enter(&app, &feast, working).await;
    let guest = feast.town.resident(&app, "guest").await;
    party(&app, &feast, guest, Answer::Going, 5).await;
    let known = tasks(&app, &feast).await.remove(0);
    assert_eq!(known["daysKnown"], false, "no list was imported");

    // The day before, a Friday, is off now.
    let day = |before: i64| (meal(&app) - TimeDelta::days(before)).to_string();
    let (off, worked) = (day(1), day(2));
    declare(&app.core, &[(off.as_str(), "HOLIDAY", "国庆节")]).await;
    let (starts_at, ends_at) = (
        app.now() + TimeDelta::days(7) + TimeDelta::hours(1),
        app.now() + TimeDelta::days(7) + TimeDelta::hours(3),
    );
    let to = RescheduleEvent {
        event_id: Ok(feast.event.id),
        expected_version: None,
        starts_at: in_shanghai(starts_at),
        ends_at: in_shanghai(ends_at),
        time_zone: None,
    };
    let organiser = actor(&app.core, feast.town.organiser).await;
    reschedule_event(&app.core, &organiser, to, None)
        .await
        .expect("an event can be rescheduled");
    let moved = tasks(&app, &feast).await.remove(0);
    assert_eq!(
        (&moved["dueOn"], &moved["daysKnown"]),
        (&json!(worked), &json!(true))
    );
});

both_databases!(a_policy_that_is_wrong_is_told_of_all_its_faults, |app| {
    let feast = Feast::plan(&app).await;
    let mut wrong = policy(&feast, feast.town.community.id);
    wrong["name"] = json!(" ");
    wrong["dinersFrom"] = json!(-1);
    wrong["leadDays"] = json!(1000);
    wrong["sampleGrams"] = json!(125);
    wrong["validTo"] = json!("2019-01-01");
    let refused = app
        .mutate(
            Some(feast.town.admin),
            "addDiningPolicy",
            "diningPolicy { id }",
            wrong,
        )
        .await;
    let told = [
        "REQUIRED name",
        "OUT_OF_RANGE dinersFrom",
        "OUT_OF_RANGE leadDays",
        "REQUIRED sampleHours",
        "END_BEFORE_START validTo",
    ];
    assert_eq!(refused.refusals("addDiningPolicy"), told);
});
