//! Steps that the tests of calendars share.

use axum::body::Body;
use axum::http::{Method, Request};
use mulin_entities::*;
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Where people reach the server of these tests.
pub const PUBLIC: &[(&str, &str)] = &[("MULIN_HTTP__PUBLIC_URL", "https://events.example.org")];
pub const FEED: &str = "feed { id label secret url createdAt revokedAt }";

/// Any request.
pub async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::empty()).expect("the request is right"))
        .await
}

/// Reads a calendar, which must be there.
pub async fn read(app: &TestApp, path: &str) -> Answer {
    let answer = ask(app, Method::GET, path, &[]).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    assert_eq!(
        answer.headers["content-type"],
        "text/calendar; charset=utf-8"
    );
    holds(&answer.text);
    answer
}

/// What the standard asks of every line, and that all that begins ends.
fn holds(text: &str) {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("\r\nEND:VCALENDAR\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line}");
    }
    for part in ["VEVENT", "VALARM", "VCALENDAR"] {
        let (begin, end) = (format!("BEGIN:{part}\r\n"), format!("END:{part}\r\n"));
        assert_eq!(text.matches(&begin).count(), text.matches(&end).count());
    }
    for property in ["ATTENDEE", "ORGANIZER", "CONTACT", "COMMENT"] {
        assert!(!text.contains(&format!("\r\n{property}")), "{property}");
    }
}

/// The text with its lines put together again.
pub fn unfolded(answer: &Answer) -> String {
    answer.text.replace("\r\n ", "")
}

/// The values of a property in order.
pub fn values(answer: &Answer, property: &str) -> Vec<String> {
    let before = format!("{property}:");
    unfolded(answer)
        .lines()
        .filter_map(|line| line.strip_prefix(&before))
        .map(str::to_owned)
        .collect()
}

pub fn of_event(town: &Town, event: EventId) -> String {
    format!("/calendar/events/{}.ics", *gid(town, event))
}

pub fn of_series(town: &Town, series: SeriesId) -> String {
    format!("/calendar/series/{}.ics", *gid(town, series))
}

pub fn of_area(town: &Town, area: AreaId) -> String {
    format!("/calendar/areas/{}.ics", *gid(town, area))
}

/// A new address of a person's own calendar.
pub async fn create(app: &TestApp, who: PersonId, label: &str) -> Value {
    let input = json!({ "label": label });
    let answer = app
        .mutate(Some(who), "createCalendarFeed", FEED, input)
        .await;
    assert_eq!(answer.refusals("createCalendarFeed"), [""; 0]);
    answer.at("/createCalendarFeed/feed").clone()
}

pub async fn revoke(app: &TestApp, who: PersonId, feed: &Value) -> Answer {
    let input = json!({ "feedId": feed["id"] });
    app.mutate(Some(who), "revokeCalendarFeed", FEED, input)
        .await
}

/// The path of a person's own calendar.
pub fn path(feed: &Value) -> String {
    let secret = feed["secret"].as_str().expect("a new address has a secret");
    format!("/calendar/people/{secret}.ics")
}
