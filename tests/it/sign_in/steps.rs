//! What signing in consists of, step by step.

use axum::body::Body;
use axum::http::Request;
use mulin_domain::input::Faults;
use mulin_domain::sign_in::Address;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// A session as clients ask for it.
pub const SESSION: &str = "session { accessToken expiresAt refreshToken refreshExpiresAt \
    person { personId givenName } session { id device createdAt lastUsedAt expiresAt } }";

/// Who is signed in, and where.
pub const VIEWER: &str =
    "{ viewer { person { name } sessions { id device createdAt lastUsedAt isCurrent } } }";

/// Asks for a code.
pub async fn request(app: &TestApp, address: &str) -> Answer {
    let input = json!({ "address": address });
    app.mutate(
        None,
        "requestSignInCode",
        "channel expiresAt retryAt",
        input,
    )
    .await
}

/// Asks for a code, and reads the one that is on its way.
pub async fn code(app: &TestApp, address: &str) -> String {
    let answer = request(app, address).await;
    assert_eq!(answer.refusals("requestSignInCode"), [""; 0], "{address}");
    newest_code(app, address).await.1
}

/// The newest code of an address, with what it says.
pub async fn newest_code(app: &TestApp, address: &str) -> (sign_in_code::Model, String) {
    let address = Address::read(&mut Faults::default(), "address", address);
    let address = address.expect("an address").text;
    let row = sign_in_code::Entity::find()
        .filter(sign_in_code::Column::Lookup.eq(app.core.keyring().lookup(&address)))
        .order_by_desc(sign_in_code::Column::CreatedAt)
        .one(app.core.db().reader())
        .await
        .expect("codes can be read")
        .expect("there is a code");
    let sealed = row.sealed_code.as_deref().expect("it was not sent yet");
    let context = [row.id.0.as_bytes().as_slice(), b"code"].concat();
    let opened = app.core.keyring().open(&row.key_id, &context, sealed);
    let code = String::from_utf8(opened.expect("it opens")).expect("digits");
    (row, code)
}

/// A code that is surely not this one.
pub fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

/// Gives a code.
pub async fn give(app: &TestApp, address: &str, code: &str) -> Answer {
    let input = json!({ "address": address, "code": code, "device": "小米手机" });
    give_input(app, input).await
}

/// Gives a code for somebody.
pub async fn give_input(app: &TestApp, input: Value) -> Answer {
    let selection = format!("{SESSION} people {{ personId givenName }}");
    app.mutate(None, "signIn", &selection, input).await
}

/// The tokens of a session that was just given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    /// The session's global id.
    pub session: String,
}

impl Tokens {
    /// Out of the answer to a mutation, which must have succeeded.
    pub fn of(answer: &Answer, mutation: &str) -> Self {
        assert_eq!(answer.refusals(mutation), [""; 0], "{:#}", answer.body);
        let text = |field: &str| {
            let value = answer.at(&format!("/{mutation}/session/{field}"));
            value.as_str().expect("it is text").to_owned()
        };
        Self {
            access: text("accessToken"),
            refresh: text("refreshToken"),
            session: text("session/id"),
        }
    }
}

/// Signs in by a new code.
pub async fn sign_in(app: &TestApp, address: &str) -> Tokens {
    let code = code(app, address).await;
    Tokens::of(&give(app, address, &code).await, "signIn")
}

/// Exchanges a refresh token.
pub async fn refresh(app: &TestApp, token: &str) -> Answer {
    let input = json!({ "refreshToken": token });
    app.mutate(None, "refreshSession", SESSION, input).await
}

/// Whether the access token opens anything.
pub async fn works(app: &TestApp, access: &str) -> bool {
    let answer = app.run_with(Some(access), VIEWER, json!({})).await;
    match answer.status.as_u16() {
        200 => !answer.at("/viewer").is_null(),
        401 => {
            assert_eq!(answer.error_code(), "UNAUTHENTICATED");
            false
        }
        other => panic!("{other}: {:#}", answer.body),
    }
}

/// A mutation with a token as it is.
pub async fn with_token(
    app: &TestApp,
    token: &str,
    mutation: &str,
    selection: &str,
    input: Value,
) -> Answer {
    let variables = json!({ "input": input });
    app.run_with(Some(token), &document(mutation, selection), variables)
        .await
}

/// A mutation of nobody's from a network of its own.
pub async fn from(
    app: &TestApp,
    client: &str,
    mutation: &str,
    selection: &str,
    input: Value,
) -> Answer {
    let body = json!({
        "query": document(mutation, selection), "variables": { "input": input },
    });
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("x-forwarded-for", client)
        .body(Body::from(body.to_string()))
        .expect("the request is right");
    app.send(request).await
}

fn document(mutation: &str, selection: &str) -> String {
    let (first, rest) = mutation.split_at(1);
    let input = format!("{}{rest}Input", first.to_uppercase());
    format!(
        "mutation ($input: {input}!) {{ {mutation}(input: $input) {{ {selection} \
         userErrors {{ code path ... on RetryLaterError {{ retryAt }} \
         ... on WrongCodeError {{ guessesLeft }} }} }} }}"
    )
}

/// A resident of the unit with a telephone, registered by the steward.
pub async fn with_phone(app: &TestApp, town: &Town, name: &str, phone: &str) -> PersonId {
    let input = json!({
        "unitId": *gid(town, town.unit.id), "home": { "building": "6栋601" }, "name": name,
        "phone": phone,
    });
    let answer = app
        .mutate(Some(town.steward), "registerPerson", "person { id }", input)
        .await;
    assert_eq!(answer.refusals("registerPerson"), [""; 0]);
    PersonId(crate::support::mutation::key(
        answer.at("/registerPerson/person/id"),
    ))
}

/// All sessions of a person, also those that are over, the oldest first.
pub async fn sessions_of(app: &TestApp, person: PersonId) -> Vec<session::Model> {
    session::Entity::find()
        .filter(session::Column::PersonId.eq(person))
        .order_by_asc(session::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("sessions can be read")
}

/// How many codes there are.
pub async fn codes(app: &TestApp) -> Vec<sign_in_code::Model> {
    sign_in_code::Entity::find()
        .order_by_asc(sign_in_code::Column::CreatedAt)
        .all(app.core.db().reader())
        .await
        .expect("codes can be read")
}
