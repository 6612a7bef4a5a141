//! Whatever people do at once, in whatever order: the books balance, and the journal tells it all.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use super::model::{Model, assert_adds_up};
use super::rush::{PATIENT, people};
use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

const CLIENTS: u64 = 8;
const STEPS: usize = 190;
const PEOPLE: usize = 60;
const CAPACITY: i32 = 40;

/// One client: does one thing after the other, each for somebody else.
struct Client {
    app: Arc<TestApp>,
    town: Arc<Town>,
    event: EventId,
    /// Everybody, with a token.
    people: Arc<Vec<(PersonId, String)>>,
    organiser: String,
    rng: StdRng,
}

impl Client {
    async fn run(mut self) {
        for _ in 0..STEPS {
            match self.rng.random_range(0..100) {
                0..70 => self.answer().await,
                70..92 => self.withdraw().await,
                92..98 => self.resize().await,
                _ => self.reschedule().await,
            }
        }
    }

    fn anybody(&mut self) -> (PersonId, String) {
        self.people[self.rng.random_range(0..self.people.len())].clone()
    }

    async fn answer(&mut self) {
        let (_, token) = self.anybody();
        let status = ["GOING", "GOING", "GOING", "MAYBE", "DECLINED"][self.rng.random_range(0..5)];
        let when_full = ["WAITLIST", "WAITLIST", "REFUSE"][self.rng.random_range(0..3)];
        let mut input = json!({ "status": status, "whenFull": when_full });
        if self.rng.random_bool(0.8) {
            let (adults, children) = (self.rng.random_range(1..=4), self.rng.random_range(0..=2));
            input["party"] = json!({ "adults": adults, "children": children });
        }
        let variables = answering(&self.town, self.event, &input);
        let answer = self.app.run_with(Some(&token), RESPOND, variables).await;
        let allowed = ["EVENT_FULL eventId", "PARTY_DOES_NOT_FIT party"];
        for refusal in answer.refusals("respondToEvent") {
            assert!(allowed.contains(&refusal.as_str()), "{refusal}");
        }
    }

    async fn withdraw(&mut self) {
        let (who, token) = self.anybody();
        let Some(rsvp) = rsvp_of(&self.app, self.event, who).await else {
            return;
        };
        let variables = json!({ "input": { "rsvpId": *gid(&self.town, rsvp.id) } });
        let answer = self.app.run_with(Some(&token), WITHDRAW, variables).await;
        assert_eq!(answer.refusals("withdrawRsvp"), [""; 0]);
    }

    async fn resize(&mut self) {
        let capacity = match self.rng.random_range(0..10) {
            0 => None,
            _ => Some(self.rng.random_range(0..=CAPACITY * 2)),
        };
        let query = "mutation ($input: UpdateEventInput!) {
            updateEvent(input: $input) { userErrors { code path } } }";
        let input = json!({ "eventId": *gid(&self.town, self.event), "capacity": capacity });
        self.manage(query, "updateEvent", input).await;
    }

    async fn reschedule(&mut self) {
        let starts = self.app.now() + TimeDelta::minutes(self.rng.random_range(10_000..20_000));
        let query = "mutation ($input: RescheduleEventInput!) {
            rescheduleEvent(input: $input) { userErrors { code path } } }";
        let input = json!({ "eventId": *gid(&self.town, self.event), "startsAt": local(starts),
            "endsAt": local(starts + TimeDelta::hours(2)) });
        self.manage(query, "rescheduleEvent", input).await;
    }

    async fn manage(&self, query: &str, mutation: &str, input: serde_json::Value) {
        let variables = json!({ "input": input });
        let answer = self
            .app
            .run_with(Some(&self.organiser), query, variables)
            .await;
        assert_eq!(answer.refusals(mutation), [""; 0]);
    }
}

both_databases!(after_fifteen_hundred_operations_the_books_balance, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, CAPACITY).await;
    let mut tokens = Vec::with_capacity(PEOPLE);
    for who in people(&app, &town, PEOPLE).await {
        tokens.push((who, app.token(who).await));
    }
    let organiser = app.token(town.organiser).await;
    let (app, town, tokens) = (Arc::new(app), Arc::new(town), Arc::new(tokens));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|seed| {
            let client = Client {
                app: app.clone(),
                town: town.clone(),
                event,
                people: tokens.clone(),
                organiser: organiser.clone(),
                rng: StdRng::seed_from_u64(seed),
            };
            tokio::spawn(client.run())
        })
        .collect();
    // The worker plans and sends all the while, and must come into nobody's way.
    for client in clients {
        while !client.is_finished() {
            app.run_due_work().await;
            tokio::task::yield_now().await;
        }
        client.await.expect("a client does all its work");
    }
    app.run_due_work().await;

    assert_adds_up(&app, event).await;
    let model = Model::replay(&app, event, Some(CAPACITY)).await;
    model.assert_is_what_stands(&app).await;
    assert!(
        model.promoted.len() > 20,
        "too little happened: {}",
        model.promoted.len()
    );
});
