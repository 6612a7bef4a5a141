//! What the tests of the page have in common.

use axum::body::Body;
use axum::http::{Method, Request};
use mulin_domain::rsvp::{CreatePersonalLink, create_personal_link};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use url::form_urlencoded;

use crate::factories::actor;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

/// The handle of a new link.
pub async fn handle(app: &TestApp, event: EventId, person: PersonId) -> String {
    let input = CreatePersonalLink {
        event_id: Ok(event),
        person_id: Ok(person),
    };
    let actor = actor(&app.core, person).await;
    let link = create_personal_link(&app.core, &actor, input, None).await;
    let token = link.expect("a link can be made").token;
    token.expect("a new link has a token").handle().to_owned()
}

/// Any request to a page.
pub async fn request(
    app: &TestApp,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(body.into()).expect("the request is right"))
        .await
}

/// Looks at a page in Chinese; `path` is the handle with a query, if any.
pub async fn look(app: &TestApp, path: &str) -> Answer {
    look_in(app, path, "zh-CN").await
}

/// Looks at a page in a language.
pub async fn look_in(app: &TestApp, path: &str, language: &str) -> Answer {
    let headers = [("accept-language", language)];
    request(app, Method::GET, &format!("/l/{path}"), &headers, "").await
}

/// Looks at a page that must open.
pub async fn html(app: &TestApp, path: &str) -> String {
    let page = look(app, path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text
}

/// Presses a button of a page, as a browser does.
pub async fn press(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let headers = [
        ("accept-language", "zh-CN"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", "127.0.0.1:8080"),
        // What Chromium says of a page without a referrer.
        ("origin", "null"),
        ("sec-fetch-site", "same-origin"),
    ];
    let path = format!("/l/{path}");
    request(app, Method::POST, &path, &headers, body.finish()).await
}

/// The same, and what it must lead to: the page that the browser is sent to.
pub async fn pressed(app: &TestApp, handle: &str, fields: &[(&str, &str)], done: &str) -> String {
    let answer = press(app, handle, fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let location = answer.headers["location"].to_str().expect("text");
    assert_eq!(location, format!("?done={done}"));
    html(app, &format!("{handle}{location}")).await
}

/// The key that stands in the page's form.
pub fn key(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"key\" value=\"").expect("a form");
    let (key, _) = rest.split_once('"').expect("it ends");
    key.to_owned()
}

/// Sends what must do nothing: no row changes and nothing is sent.
pub async fn without_trace(app: &TestApp, what: impl Future<Output = Answer>) -> Answer {
    let before = Trace::of(app).await;
    let sent = (app.mail.sent().len(), app.sms.sent().len());
    let answer = what.await;
    assert_eq!(Trace::of(app).await, before);
    app.run_due_work().await;
    assert_eq!((app.mail.sent().len(), app.sms.sent().len()), sent);
    answer
}

pub async fn links(app: &TestApp, event: EventId) -> Vec<personal_link::Model> {
    personal_link::Entity::find()
        .filter(personal_link::Column::EventId.eq(event))
        .all(app.core.db().writer())
        .await
        .expect("links can be read")
}

pub async fn answer_of(app: &TestApp, event: EventId, person: PersonId) -> Option<rsvp::Model> {
    rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::PersonId.eq(person))
        .one(app.core.db().writer())
        .await
        .expect("answers can be read")
}
