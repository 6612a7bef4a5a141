//! Working days before a meal: the week of the national day is off, the week-ends around it are worked,
//! and where no list is known Monday to Friday count.

use chrono::TimeDelta;
use mulin_domain::banquet::Settings;
use mulin_domain::rsvp::Answer;
use serde_json::{Value, json};

use super::feast::Feast;
use super::filings::{enter, party, policy, tasks};
use crate::both_databases;
use crate::factories::{Plan, Town, declare};
use crate::support::app::TestApp;

/// A list as it may be one day: Friday the 1st to Thursday the 7th of October off, and the Sunday before
/// and the Saturday after worked.
const LIST: [(&str, &str, &str); 9] = [
    ("2027-09-26", "WORKING_DAY", "国庆节"),
    ("2027-10-01", "HOLIDAY", "国庆节"),
    ("2027-10-02", "HOLIDAY", "国庆节"),
    ("2027-10-03", "HOLIDAY", "国庆节"),
    ("2027-10-04", "HOLIDAY", "国庆节"),
    ("2027-10-05", "HOLIDAY", "国庆节"),
    ("2027-10-06", "HOLIDAY", "国庆节"),
    ("2027-10-07", "HOLIDAY", "国庆节"),
    ("2027-10-09", "WORKING_DAY", "国庆节"),
];

/// A banquet at noon on Monday, 11 October 2027.
async fn feast(app: &TestApp) -> Feast {
    let town = Town::found(app).await;
    let plan = Plan {
        starts_in: TimeDelta::days(324),
        ..Plan::default()
    };
    let event = town.event(app, plan).await;
    let day = chrono::NaiveDate::from_ymd_opt(2027, 10, 11).expect("a day");
    assert_eq!(event.starts_local.date(), day);
    town.plan_banquet(app, event.id, Settings::default()).await;
    Feast { town, event }
}

/// The tasks as `(policy, last day, whether it is sure)`, the earliest first.
async fn due(app: &TestApp, feast: &Feast) -> Vec<Value> {
    let tasks = tasks(app, feast).await;
    let told = |task: &Value| json!([task["policy"]["name"], task["dueOn"], task["daysKnown"]]);
    tasks.iter().map(told).collect()
}

both_databases!(holidays_and_make_up_days_count_as_the_list_says, |app| {
    let feast = feast(&app).await;
    for (name, kind, days) in [
        ("五个工作日", "WORKING", 5),
        ("八个工作日", "WORKING", 8),
        ("五天", "CALENDAR", 5),
    ] {
        let mut policy = policy(&feast, feast.town.city.id);
        policy["name"] = json!(name);
        (policy["leadKind"], policy["leadDays"]) = (json!(kind), json!(days));
        enter(&app, &feast, policy).await;
    }
    let guest = feast.town.resident(&app, "guest").await;
    party(&app, &feast, guest, Answer::Going, 4).await;
    let unknown = [
        json!(["八个工作日", "2027-09-29", false]),
        json!(["五个工作日", "2027-10-04", false]),
        json!(["五天", "2027-10-06", true]),
    ];
    assert_eq!(due(&app, &feast).await, unknown, "of 2027 no list is known");

    declare(&app.core, &LIST).await;
    let another = feast.town.resident(&app, "another").await;
    party(&app, &feast, another, Answer::Going, 1).await;
    let known = [
        // Sat 9, Fri 8, Thu 30, Wed 29, Tue 28, Mon 27, Sun 26, Fri 24 are worked.
        json!(["八个工作日", "2027-09-24", true]),
        json!(["五个工作日", "2027-09-28", true]),
        json!(["五天", "2027-10-06", true]),
    ];
    assert_eq!(due(&app, &feast).await, known);
});

both_databases!(the_list_of_one_year_is_none_of_the_year_before, |app| {
    let town = Town::found(&app).await;
    // Tuesday, 4 January 2028.
    let plan = Plan {
        starts_in: TimeDelta::days(409),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    town.plan_banquet(&app, event.id, Settings::default()).await;
    let feast = Feast { town, event };
    declare(&app.core, &[("2028-01-03", "HOLIDAY", "元旦")]).await;
    let mut working = policy(&feast, feast.town.city.id);
    (working["name"], working["leadKind"]) = (json!("一天"), json!("WORKING"));
    working["leadDays"] = json!(1);
    enter(&app, &feast, working).await;
    let guest = feast.town.resident(&app, "guest").await;
    party(&app, &feast, guest, Answer::Going, 4).await;
    // Monday is off; the week-end is as it is; Friday is of a year that nobody knows.
    let told = [json!(["一天", "2027-12-31", false])];
    assert_eq!(due(&app, &feast).await, told);
});
