//! `kill -9` while people answer, and two programs on one database: whatever was answered stands, and
//! the journal tells how.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use mulin_domain::clock::{Clock, SystemClock};
use mulin_entities::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::program::{PATIENT, Program, env_of};
use crate::factories::Town;
use crate::rsvp::model::{Model, assert_adds_up};
use crate::rsvp::rush::people;
use crate::rsvp::steps::{RESPOND, answering, event_of, rsvp_of};
use crate::support::app::TestApp;
use crate::support::postgres::database;

const PEOPLE: usize = 240;
const CAPACITY: i32 = 100;
const CLIENTS: usize = 12;
/// Answers that arrive before a program is killed.
const BEFORE: usize = 60;

/// One person's answer, sent to a program that may be killed meanwhile: what it said, if anything.
async fn send(address: SocketAddr, token: &str, variables: &Value) -> Option<Value> {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let body = json!({ "query": RESPOND, "variables": variables }).to_string();
    let request = Request::post(format!("http://{address}/graphql"))
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("authorization", format!("Bearer {token}"))
        .body(Full::from(body))
        .expect("a request");
    let answered = async {
        let response = client.request(request).await.ok()?;
        let body = response.into_body().collect().await.ok()?;
        serde_json::from_slice(&body.to_bytes()).ok()
    };
    tokio::time::timeout(PATIENT, answered)
        .await
        .expect("it answers or breaks off in time")
}

/// Everybody answers, a few at a time, each at one of the programs; the first program is killed when
/// enough were answered. Gives who was told which state.
async fn answer_all(
    app: &Arc<TestApp>,
    town: &Town,
    event: EventId,
    everybody: &[PersonId],
    mut programs: Vec<Program>,
) -> Vec<(PersonId, String)> {
    let mut addresses = Vec::new();
    for program in &programs {
        addresses.push(program.address().await);
    }
    let mut waiting = Vec::new();
    for (number, who) in everybody.iter().enumerate() {
        let party = json!({ "party": { "adults": 1 + number % 3 } });
        let token = app.token(*who).await;
        let address = addresses[number % addresses.len()];
        waiting.push((*who, token, address, answering(town, event, &party)));
    }
    let answered = Arc::new(AtomicUsize::new(0));
    let news = Arc::new(tokio::sync::Notify::new());
    let queue = Arc::new(tokio::sync::Mutex::new(waiting.into_iter()));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (queue, answered, news) = (queue.clone(), answered.clone(), news.clone());
        clients.spawn(async move {
            let mut told = Vec::new();
            loop {
                let next = queue.lock().await.next();
                let Some((who, token, address, variables)) = next else {
                    return told;
                };
                let Some(answer) = send(address, &token, &variables).await else {
                    continue;
                };
                let state = answer["data"]["respondToEvent"]["rsvp"]["state"].as_str();
                told.push((who, state.expect("an answer has a state").to_owned()));
                answered.fetch_add(1, Ordering::SeqCst);
                news.notify_one();
            }
        });
    }
    while answered.load(Ordering::SeqCst) < BEFORE {
        news.notified().await;
    }
    programs[0].kill();
    clients.join_all().await.into_iter().flatten().collect()
}

/// What was told stands in the table, and all of it follows from the journal.
async fn assert_nothing_was_lost(app: &TestApp, event: EventId, told: &[(PersonId, String)]) {
    assert!(told.len() >= BEFORE);
    for (who, state) in told {
        let row = rsvp_of(app, event, *who).await;
        let row = row.expect("whoever was told of an answer has one");
        assert_eq!(&row.state.as_str(), state);
    }
    assert_adds_up(app, event).await;
    let model = Model::replay(app, event, Some(CAPACITY)).await;
    model.assert_is_what_stands(app).await;
    assert!(model.most_taken <= CAPACITY, "{}", model.most_taken);
}

async fn killed(app: TestApp, programs: usize) {
    app.clock.set(SystemClock.now());
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, CAPACITY).await;
    let everybody = people(&app, &town, PEOPLE).await;
    let app = Arc::new(app);
    let env = env_of(&app);
    let running = (0..programs).map(|_| Program::serve(&[], &env)).collect();
    let told = answer_all(&app, &town, event, &everybody, running).await;
    assert_nothing_was_lost(&app, event, &told).await;

    // Everybody asks again: who was answered keeps the answer, and the others get theirs.
    let again = Program::serve(&[], &env);
    let address = again.address().await;
    for (number, who) in everybody.iter().enumerate() {
        let party = json!({ "party": { "adults": 1 + number % 3 } });
        let token = app.token(*who).await;
        let variables = answering(&town, event, &party);
        let answer = send(address, &token, &variables).await;
        let answer = answer.expect("nobody kills this one");
        let state = &answer["data"]["respondToEvent"]["rsvp"]["state"];
        if let Some((_, before)) = told.iter().find(|(told, _)| told == who) {
            assert_eq!(state, before);
        }
    }
    drop(again);
    let rows = crate::rsvp::steps::rsvps_of(&app, event).await;
    assert_eq!(rows.len(), PEOPLE);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.person_id, row.state.as_str()))
        .collect();
    assert_nothing_was_lost(&app, event, &told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_is_lost_with_the_program_on_sqlite() {
    killed(TestApp::sqlite().await, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_is_lost_with_one_of_two_programs_on_postgres() {
    let Some(database) = database().await else {
        return;
    };
    killed(TestApp::new(Some(database), &[]).await, 2).await;
}
