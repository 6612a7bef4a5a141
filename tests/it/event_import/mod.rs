//! The import of an organiser's calendar or table.

mod again;
mod at_once;
mod csv;
mod dry_run;
mod faults;
mod hostile;
mod ics;
mod rights;

use mulin_entities::{AreaId, event, event_source, series};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// Everything that the payload tells of a file in short.
const PAYLOAD: &str = "dryRun created unchanged changed cancelled \
    drafts { line uid title becomes notes event { id state } series { id } } \
    faults { line uid field code message wholeFile }";

/// A calendar around these components, its lines ended as they should.
fn calendar(components: &str) -> String {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y\n{components}END:VCALENDAR\n");
    text.replace('\n', "\r\n")
}

/// A component: an evening of two hours in Shanghai on this day (`20270220`).
fn evening(uid: &str, title: &str, day: &str, more: &str) -> String {
    format!(
        "BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{title}\nDTSTART;TZID=Asia/Shanghai:{day}T183000\n\
         DTEND;TZID=Asia/Shanghai:{day}T203000\n{more}END:VEVENT\n"
    )
}

/// An input to import a file into the community, in earnest.
fn file(town: &Town, format: &str, content: &str) -> Value {
    json!({
        "areaId": *gid(town, town.community.id), "format": format, "content": content,
        "dryRun": false,
    })
}

/// What the organiser gets for a file.
async fn import(app: &TestApp, town: &Town, input: Value) -> Value {
    let answer = imported(app, town, input).await;
    assert!(
        answer.refusals("importEvents").is_empty(),
        "{:#}",
        answer.body
    );
    answer.at("/importEvents").clone()
}

async fn imported(app: &TestApp, town: &Town, input: Value) -> Answer {
    let who = Some(town.organiser);
    app.mutate(who, "importEvents", PAYLOAD, input).await
}

/// The same, which must write nothing.
async fn looked_at(app: &TestApp, town: &Town, input: Value) -> Value {
    let who = Some(town.organiser);
    let answer = app.without_trace(who, "importEvents", PAYLOAD, input).await;
    assert!(
        answer.refusals("importEvents").is_empty(),
        "{:#}",
        answer.body
    );
    answer.at("/importEvents").clone()
}

/// The faults as `line field CODE`.
fn faults(payload: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let faults = payload["faults"].as_array().expect("a list").iter();
    let line = |of: &Value| {
        format!(
            "{} {} {}",
            text(&of["line"]),
            text(&of["field"]),
            text(&of["code"])
        )
    };
    faults.map(line).collect()
}

/// The drafts as `TITLE becomes`.
fn drafts(payload: &Value) -> Vec<String> {
    let drafts = payload["drafts"].as_array().expect("a list").iter();
    let line = |of: &Value| {
        let [title, becomes] = ["title", "becomes"].map(|name| of[name].as_str().expect("text"));
        format!("{title} {becomes}")
    };
    drafts.map(line).collect()
}

/// All events, by start.
async fn events(app: &TestApp) -> Vec<event::Model> {
    let all = event::Entity::find().order_by_asc(event::Column::StartsAt);
    let all = all
        .order_by_asc(event::Column::Title)
        .all(app.core.db().reader());
    all.await.expect("the table is read")
}

async fn all_series(app: &TestApp) -> Vec<series::Model> {
    let all = series::Entity::find().all(app.core.db().reader()).await;
    all.expect("the table is read")
}

async fn sources(app: &TestApp) -> Vec<event_source::Model> {
    let all = event_source::Entity::find()
        .all(app.core.db().reader())
        .await;
    all.expect("the table is read")
}

/// The counts of a payload: created, unchanged, changed, cancelled.
fn counts(payload: &Value) -> [i64; 4] {
    ["created", "unchanged", "changed", "cancelled"]
        .map(|name| payload[name].as_i64().expect("a number"))
}

/// The same file into another area.
fn into(town: &Town, area: AreaId, input: &Value) -> Value {
    with(input, json!({ "areaId": *gid(town, area) }))
}
