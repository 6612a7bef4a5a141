//! Tokens of an outside OpenID Connect issuer.

mod identities;
pub mod issuer;
mod keys;
mod link_identity;
mod tokens;
mod unlink_identity;

use mulin_entities::{PersonId, external_identity};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Makes one test of each database, with an issuer whose tokens the app accepts and that signs with
/// an Ed25519 key.
macro_rules! with_issuer {
    ($name:ident, |$app:ident, $issuer:ident, $key:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn body($app: TestApp, $issuer: Issuer, $key: Key) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let key = Key::ed("one", 1);
                let issuer = Issuer::start(&[&key]).await;
                let app = TestApp::new(None, &issuer.settings()).await;
                body(app, issuer, key).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let database = crate::support::postgres::database().await;
                if database.is_some() {
                    let key = Key::ed("one", 1);
                    let issuer = Issuer::start(&[&key]).await;
                    let app = TestApp::new(database, &issuer.settings()).await;
                    body(app, issuer, key).await;
                }
            }
        }
    };
}
use with_issuer;

/// Asks who one is.
async fn ask(app: &TestApp, token: &str) -> Answer {
    let query = "{ viewer { person { name } identities { issuer linkedAt } } }";
    app.run_with(Some(token), query, json!({})).await
}

/// The name of whoever has the token.
async fn name(app: &TestApp, token: &str) -> String {
    let answer = ask(app, token).await;
    let name = answer.at("/viewer/person/name").as_str();
    name.expect("a name is text").to_owned()
}

/// That a token is refused at the door, with a text that holds this.
async fn refused(app: &TestApp, token: &str, text: &str) {
    let answer = ask(app, token).await;
    assert_eq!(answer.status, 401, "{:#}", answer.body);
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let message = answer.body["errors"][0]["message"].as_str();
    let message = message.expect("a message is text");
    assert!(message.contains(text), "{message}");
    assert!(answer.headers.contains_key("www-authenticate"));
}

/// That nobody can tell now whether a token is right.
async fn undecided(app: &TestApp, token: &str) {
    let answer = ask(app, token).await;
    assert_eq!(answer.status, 503, "{:#}", answer.body);
    assert_eq!(answer.error_code(), "UNAVAILABLE");
    let message = answer.body["errors"][0]["message"].as_str();
    assert!(message.is_some_and(|text| text.contains("outside sign-in")));
}

/// Subjects with their persons, whether they are linked still.
async fn linked(app: &TestApp) -> Vec<(String, PersonId, bool)> {
    let rows = external_identity::Entity::find()
        .order_by_asc(external_identity::Column::Subject)
        .all(app.core.db().reader())
        .await
        .expect("identities can be read");
    rows.into_iter()
        .map(|row| (row.subject, row.person_id, row.unlinked_at.is_none()))
        .collect()
}
