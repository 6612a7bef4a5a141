//! Guessing at a code: five times, however many try at once.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::steps::*;
use crate::both_databases;
use crate::factories::Town;
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Whoever waits for a turn is answered, however slow a busy machine is.
pub const PATIENT: &[(&str, &str)] = &[
    ("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120"),
    ("MULIN_DATABASE__STATEMENT_TIMEOUT_SECONDS", "120"),
    ("MULIN_HTTP__REQUEST_TIMEOUT_SECONDS", "240"),
];

/// Sends all of these mutations at once, each from a task of its own.
pub async fn at_once(
    app: &Arc<TestApp>,
    mutation: &'static str,
    selection: &'static str,
    inputs: Vec<Value>,
) -> Vec<Answer> {
    let start = Arc::new(tokio::sync::Barrier::new(inputs.len()));
    let mut tasks = JoinSet::new();
    for input in inputs {
        let (app, start) = (app.clone(), start.clone());
        tasks.spawn(async move {
            start.wait().await;
            app.mutate(None, mutation, selection, input).await
        });
    }
    tasks.join_all().await
}

/// How many of the answers were refused so; how many were not refused for the empty text.
pub fn count(answers: &[Answer], mutation: &str, refusal: &str) -> usize {
    let refused = |answer: &&Answer| answer.refusals(mutation).join(" ") == refusal;
    answers.iter().filter(refused).count()
}

both_databases!(two_hundred_at_once_get_five_guesses, with PATIENT, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let code = code(&app, "lan@example.org").await;
    let right: u32 = code.parse().expect("digits");
    let app = Arc::new(app);
    let inputs = (1..=200).map(|off| {
        let wrong = format!("{:06}", (right + off) % 1_000_000);
        json!({ "address": "lan@example.org", "code": wrong })
    });
    let answers = at_once(&app, "signIn", "session { accessToken }", inputs.collect()).await;
    assert_eq!(count(&answers, "signIn", "WRONG_CODE code"), 5);
    assert_eq!(count(&answers, "signIn", "CODE_EXPIRED code"), 195);
    assert_eq!(codes(&app).await[0].guesses, 5);
    let answer = give(&app, "lan@example.org", &code).await;
    assert_eq!(answer.refusals("signIn"), ["CODE_EXPIRED code"], "also the right one");
});

both_databases!(each_wrong_code_tells_how_many_are_left, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let code = code(&app, "lan@example.org").await;
    let input = json!({ "address": "lan@example.org", "code": other_than(&code) });
    for left in [4, 3, 2, 1] {
        let answer = from(&app, "203.0.113.1", "signIn", "__typename", input.clone()).await;
        let error = answer.at("/signIn/userErrors/0");
        assert_eq!(
            (&error["code"], &error["guessesLeft"]),
            (&json!("WRONG_CODE"), &json!(left))
        );
    }
    // A right guess gives itself back: the last one is there for each of these.
    let unknown = crate::factories::unknown::<mulin_entities::PersonId>(&town);
    let elsewhere = json!({ "address": "lan@example.org", "code": code, "personId": *unknown });
    for _ in 0..3 {
        let answer = give_input(&app, elsewhere.clone()).await;
        assert_eq!(answer.refusals("signIn"), ["NOT_FOUND personId"]);
    }
    let answer = give_input(&app, input).await;
    assert_eq!(answer.refusals("signIn"), ["WRONG_CODE code"]);
    let answer = give(&app, "lan@example.org", &code).await;
    assert_eq!(
        answer.refusals("signIn"),
        ["CODE_EXPIRED code"],
        "verified or not"
    );
});

both_databases!(a_right_code_opens_one_session_however_many_bring_it, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let code = code(&app, "lan@example.org").await;
    let app = Arc::new(app);
    let inputs = (0..40).map(|_| json!({ "address": "lan@example.org", "code": code }));
    let answers = at_once(&app, "signIn", "session { accessToken }", inputs.collect()).await;
    assert_eq!(count(&answers, "signIn", ""), 1);
    assert_eq!(count(&answers, "signIn", "CODE_EXPIRED code"), 39);
    assert_eq!(sessions_of(&app, lan).await.len(), 1);
});
