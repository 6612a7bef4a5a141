//! Programs ask again and again: most of the time nothing has changed.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::steps::{ask, create, of_area, of_event, path, read};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::steps::{cancel, edit, going, leave, reschedule};
use crate::support::app::TestApp;

/// The tag of a calendar, which is repeated as long as it says the same.
async fn tag(app: &TestApp, path: &str) -> String {
    let answer = read(app, path).await;
    let tag = answer.headers["etag"].to_str().expect("text").to_owned();
    assert!(tag.starts_with("W/\"") && tag.ends_with('"'), "{tag}");
    for sent in [tag.clone(), format!("\"other\", {tag}"), "*".to_owned()] {
        let headers = [("if-none-match", sent.as_str())];
        let known = ask(app, Method::GET, path, &headers).await;
        assert_eq!((known.status.as_u16(), known.text.as_str()), (304, ""));
        for name in ["etag", "cache-control", "vary"] {
            assert_eq!(known.headers[name], answer.headers[name], "{name}");
        }
    }
    tag
}

/// That the calendar has changed since, and is sent whole.
async fn changed(app: &TestApp, path: &str, tag_before: &mut String, what: &str) {
    let headers = [("if-none-match", tag_before.as_str())];
    let answer = ask(app, Method::GET, path, &headers).await;
    assert_eq!(answer.status, 200, "{what}");
    *tag_before = tag(app, path).await;
}

both_databases!(every_change_of_an_event_gives_another_tag, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let paths = [of_event(&town, event.id), of_area(&town, town.city.id)];
    let mut tags = Vec::new();
    for path in &paths {
        tags.push(tag(&app, path).await);
    }
    edit(&app, &town, event.id, json!({ "title": "元宵灯会（改）" })).await;
    for (path, tag) in paths.iter().zip(&mut tags) {
        changed(&app, path, tag, "a title").await;
    }
    app.advance(TimeDelta::minutes(1));
    venue::Entity::update_many()
        .col_expr(venue::Column::UpdatedAt, Expr::value(app.now()))
        .filter(venue::Column::Id.eq(town.venue.id))
        .exec(app.core.db().writer())
        .await
        .expect("the venue is written");
    for (path, tag) in paths.iter().zip(&mut tags) {
        changed(&app, path, tag, "a venue").await;
    }
    reschedule(&app, &town, event.id, TimeDelta::days(9)).await;
    for (path, tag) in paths.iter().zip(&mut tags) {
        changed(&app, path, tag, "a time").await;
    }
    cancel(&app, &town, event.id).await;
    for (path, tag) in paths.iter().zip(&mut tags) {
        changed(&app, path, tag, "a cancellation").await;
    }
    town.event(&app, Plan::default()).await;
    changed(&app, &paths[1], &mut tags[1], "another event").await;
    let unchanged = tag(&app, &paths[0]).await;
    assert_eq!(unchanged, tags[0], "not of this event");
});

both_databases!(answers_change_the_persons_calendar_alone, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let wang = town.resident(&app, "wang").await;
    let own = path(&create(&app, wang, "手机").await);
    let area = of_area(&town, town.city.id);
    let (mut mine, everybodys) = (tag(&app, &own).await, tag(&app, &area).await);
    assert_eq!(going(&app, &town, wang, event, 1).await, "GOING");
    changed(&app, &own, &mut mine, "an answer").await;
    let rules = json!({ "eventId": *crate::factories::gid(&town, event),
        "reminders": [{ "before": "PT3H" }] });
    let set = app
        .mutate(
            Some(town.organiser),
            "setEventReminders",
            "event { id }",
            rules,
        )
        .await;
    assert_eq!(set.refusals("setEventReminders"), [""; 0]);
    changed(&app, &own, &mut mine, "a rule").await;
    let wish = json!({ "personId": *crate::factories::gid(&town, wang), "reminderOffsets": ["PT45M"],
        "via": "APP" });
    let set = app
        .mutate(
            Some(wang),
            "setNotificationPreferences",
            "person { id }",
            wish,
        )
        .await;
    assert_eq!(set.refusals("setNotificationPreferences"), [""; 0]);
    changed(&app, &own, &mut mine, "a wish").await;
    leave(&app, &town, wang, event).await;
    changed(&app, &own, &mut mine, "an answer taken back").await;
    assert_eq!(tag(&app, &area).await, everybodys);
});
