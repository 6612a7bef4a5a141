//! The calendar: lunar dates, festivals, and days that are off or worked.

mod calendar;
mod event_day;
mod import_holidays;
mod import_new_moons;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Days as nobody in particular sees them, in a language.
async fn days(app: &TestApp, from: &str, to: &str, selection: &str, language: &str) -> Answer {
    let query = format!(
        "query ($from: Date!, $to: Date!) {{ calendar(from: $from, to: $to) {{ {selection} }} }}"
    );
    let body = json!({ "query": query, "variables": { "from": from, "to": to } });
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("accept-language", language)
        .body(Body::from(body.to_string()))
        .expect("the request is right");
    app.send(request).await
}

/// What is known of whether days are worked, one after another.
async fn kinds(app: &TestApp, from: &str, to: &str) -> Vec<String> {
    let answer = days(app, from, to, "dayHint { kind }", "en").await;
    let days = answer.at("/calendar").as_array().cloned();
    let kind = |day: &Value| day["dayHint"]["kind"].as_str().map(str::to_owned);
    let days = days.expect("a list of days");
    days.iter().map(|day| kind(day).expect("a kind")).collect()
}
