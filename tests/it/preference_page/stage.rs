//! What the tests of the page have in common.

use axum::http::Method;
use mulin_domain::notification::{PreferenceLink, consents};
use mulin_entities::*;
use url::form_urlencoded;

pub use crate::link_page::stage::{request, without_trace};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The token of a link in an e-mail about what somebody has a part in.
pub fn token(app: &TestApp, person: PersonId) -> String {
    scoped(app, person, Channel::Email, ChannelPurpose::Service)
}

pub fn scoped(
    app: &TestApp,
    person_id: PersonId,
    channel: Channel,
    purpose: ChannelPurpose,
) -> String {
    let link = PreferenceLink {
        person_id,
        channel,
        purpose,
    };
    link.token(app.core.keyring(), app.now())
}

pub async fn look(app: &TestApp, path: &str, language: &str) -> Answer {
    let headers = [("accept-language", language)];
    request(app, Method::GET, &format!("/n/{path}"), &headers, "").await
}

pub async fn html(app: &TestApp, path: &str) -> String {
    let page = look(app, path, "zh-CN").await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text
}

/// Sends the form as a browser does.
pub async fn press(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let headers = [
        ("accept-language", "zh-CN"),
        FORM,
        ("host", "127.0.0.1:8080"),
        ("origin", "null"),
        ("sec-fetch-site", "same-origin"),
    ];
    let path = format!("/n/{path}");
    request(app, Method::POST, &path, &headers, body.finish()).await
}

/// What may go now, as `EMAIL SERVICE`.
pub async fn allowed(app: &TestApp, person: PersonId) -> Vec<String> {
    let choices = consents::choices(app.core.db().reader(), &[person]).await;
    let choices = choices.expect("the ledger is read").remove(&person);
    let choices = choices.expect("the person is there").into_iter();
    choices
        .filter(|choice| choice.allowed)
        .map(|choice| format!("{} {}", choice.channel.as_str(), choice.purpose.as_str()))
        .collect()
}
