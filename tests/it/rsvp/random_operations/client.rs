//! One client: does one thing after the other, each for somebody else.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mulin_entities::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use super::era::{Era, Stage};
use crate::factories::gid;
use crate::rsvp::model::lost::Ack;
use crate::rsvp::model::terms::Asked;
use crate::support::mutation::key;

/// What a client was told.
#[derive(Debug, Default)]
pub struct Report {
    pub acks: Vec<Ack>,
    /// The terms of an event at a version.
    pub edits: Vec<(EventId, i32, Asked)>,
}

impl Report {
    pub fn add(&mut self, other: Self) {
        self.acks.extend(other.acks);
        self.edits.extend(other.edits);
    }
}

/// See the module.
pub struct Client {
    pub(super) era: Arc<Era>,
    pub(super) number: usize,
    pub(super) rng: StdRng,
    /// How many operations it did.
    pub(super) turn: usize,
    /// When its device handed something in.
    pub(super) handed_in: usize,
    tokens: HashMap<PersonId, (DateTime<Utc>, String)>,
    pub(super) report: Report,
}

impl Client {
    pub fn new(era: Arc<Era>, number: usize, seed: u64) -> Self {
        Self {
            era,
            number,
            rng: StdRng::seed_from_u64(seed),
            turn: number,
            handed_in: 0,
            tokens: HashMap::new(),
            report: Report::default(),
        }
    }

    pub async fn run(mut self) -> Report {
        while let Some(number) = self.era.next() {
            self.turn += 1;
            if self.era.way.is_in_process() {
                // So that the instant of an answer is hardly ever another's.
                self.era.world.app.advance(TimeDelta::microseconds(997));
            }
            if self.era.mix.organises && number < self.era.stages.len() {
                self.cancel(number).await;
                continue;
            }
            match self.rng.random_range(0..1_000) {
                0..400 => self.answer().await,
                400..520 => self.withdraw().await,
                520..560 => self.take_or_pass_offer().await,
                560..640 if self.rng.random_bool(0.5) => self.answer().await,
                560..640 => self.answer_for_people().await,
                640..700 => self.decide().await,
                700..790 => self.check_in().await,
                790..820 => self.undo().await,
                820..870 => self.walk_in().await,
                870..900 => self.hand_in().await,
                900..925 if self.era.mix.time_passes => self.let_time_pass().await,
                925..1_000 if self.era.mix.organises => self.organise().await,
                _ => self.answer().await,
            }
        }
        self.report
    }

    async fn let_time_pass(&mut self) {
        let minutes = self.rng.random_range(2..=25);
        let app = &self.era.world.app;
        app.advance(TimeDelta::minutes(minutes));
        app.run_due_work().await;
    }

    pub(super) fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() {
            return None;
        }
        Some(all[self.rng.random_range(0..all.len())].clone())
    }

    /// The index of an event.
    pub(super) fn some_stage(&mut self) -> usize {
        self.rng.random_range(0..self.era.stages.len())
    }

    pub(super) fn stage(&self, number: usize) -> &Stage {
        &self.era.stages[number]
    }

    /// Somebody and the others of their household.
    pub(super) fn somebody(&mut self) -> (PersonId, Vec<PersonId>) {
        let world = self.era.world.clone();
        let home = self.rng.random_range(0..world.households.len());
        let mut home = world.households[home].clone();
        let who = home.swap_remove(self.rng.random_range(0..home.len()));
        (who, home)
    }

    pub(super) fn gid<T: mulin::graphql::id::GlobalId>(&self, id: T) -> Value {
        json!(*gid(&self.era.world.town, id))
    }

    async fn token(&mut self, who: PersonId) -> String {
        let app = &self.era.world.app;
        let old = self.tokens.get(&who);
        if let Some((_, token)) =
            old.filter(|(since, _)| app.now() - *since < TimeDelta::minutes(20))
        {
            return token.clone();
        }
        let token = app.lasting_token(who).await;
        self.tokens.insert(who, (app.now(), token.clone()));
        token
    }

    /// Runs any operation; none if the program was killed.
    pub(super) async fn ask(
        &mut self,
        who: PersonId,
        query: &str,
        variables: Value,
    ) -> Option<Value> {
        let token = self.token(who).await;
        let era = self.era.clone();
        let app = &era.world.app;
        let answer = era
            .way
            .send(app, self.turn, &token, query, variables)
            .await?;
        era.note_answer();
        Some(answer.data().clone())
    }

    /// Runs a mutation; none if it was refused for one of these reasons, or the program was killed.
    pub(super) async fn call(
        &mut self,
        who: PersonId,
        mutation: &str,
        selection: &str,
        input: Value,
        allowed: &[&str],
    ) -> Option<Value> {
        let (first, rest) = mutation.split_at(1);
        let query = format!(
            "mutation ($input: {}{rest}Input!) {{ {mutation}(input: $input) {{ {selection} \
             userErrors {{ code path }} }} }}",
            first.to_uppercase()
        );
        let variables = json!({ "input": input });
        let mut data = self.ask(who, &query, variables).await?;
        let payload = data[mutation].take();
        (!refused(&payload, allowed)).then_some(payload)
    }

    /// Notes that an answer was acknowledged.
    pub(super) fn told_answer(&mut self, rsvp: &Value) {
        let count = |field: &str| rsvp["party"][field].as_i64().expect("a number");
        let text = |field: &str| rsvp[field].as_str().expect("a text");
        self.report.acks.push(Ack::Answered {
            rsvp: RsvpId(key(&rsvp["id"])),
            at: text("answeredAt").parse().expect("a time"),
            state: text("state").to_owned(),
            party: count("adults") + count("children"),
        });
    }
}

/// Whether it was refused, which must be for one of these reasons.
pub(super) fn refused(payload: &Value, allowed: &[&str]) -> bool {
    let errors = payload["userErrors"].as_array().expect("a list");
    for error in errors {
        let code = error["code"].as_str().expect("a code");
        assert!(allowed.contains(&code), "{error}");
    }
    !errors.is_empty()
}
