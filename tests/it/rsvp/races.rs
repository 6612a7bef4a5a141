//! Answers that race with each other and with the organiser.

use std::sync::Arc;

use mulin_entities::*;
use serde_json::{Value, json};

use super::model::{Model, assert_adds_up};
use super::rush::{Call, PATIENT, all_at_once, go, stay_away};
use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};

/// How often each race is run.
const ROUNDS: usize = 8;

/// Something that the organiser does to the event.
fn manage(town: &Town, event: EventId, query: &'static str, more: Value) -> Call {
    let mut input = more;
    input["eventId"] = json!(*gid(town, event));
    Call {
        who: town.organiser,
        query,
        variables: json!({ "input": input }),
    }
}

const CANCEL: &str = "mutation ($input: CancelEventInput!) {
    cancelEvent(input: $input) { event { state } userErrors { code path } } }";
const UPDATE: &str = "mutation ($input: UpdateEventInput!) {
    updateEvent(input: $input) { event { seats { taken } } userErrors { code path } } }";

both_databases!(a_party_of_four_and_three_singles_race_for_the_last_seats, with PATIENT, |app| {
        let town = Town::found(&app).await;
        let people = town.residents(&app, 5).await;
        let app = Arc::new(app);
        for round in 0..ROUNDS {
            // In turn one seat is left, or four.
            let left = if round % 2 == 0 { 1 } else { 4 };
            let event = event_of(&app, &town, left + 2).await;
            going(&app, &town, people[4], event, 2).await;
            let parties = [4, 1, 1, 1];
            let calls = people.iter().zip(parties);
            let calls = calls
                .map(|(who, party)| go(&town, *who, event, party))
                .collect();
            for answer in all_at_once(&app, calls).await {
                assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
            }
            let states = states(&app, event, &people[..4]).await;
            let singles = states[1..]
                .iter()
                .filter(|state| **state == RsvpState::Going);
            match (left, states[0], singles.count()) {
                (1, RsvpState::Waitlisted, 1)
                | (4, RsvpState::Waitlisted, 3)
                | (4, RsvpState::Going, 0) => {}
                other => panic!("seats were lost or sold twice: {other:?}"),
            }
            let model = Model::replay(&app, event, Some(left + 2)).await;
            model.assert_is_what_stands(&app).await;
            assert_adds_up(&app, event).await;
        }
    }
);

both_databases!(nobody_answers_an_event_that_is_cancelled_meanwhile, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 8).await;
    let app = Arc::new(app);
    for round in 0..ROUNDS {
        let event = event_of(&app, &town, 5).await;
        let mut calls: Vec<Call> = people.iter().map(|who| go(&town, *who, event, 1)).collect();
        calls.insert(round % 9, manage(&town, event, CANCEL, json!({})));
        let (mut taken, mut cancelled) = (0, 0);
        for answer in all_at_once(&app, calls).await {
            let data = answer.data();
            if data.get("cancelEvent").is_some() {
                assert_eq!(answer.at("/cancelEvent/event/state"), "CANCELLED");
            } else if answer.refusals("respondToEvent").is_empty() {
                taken += 1;
            } else {
                let reasons = answer.refusals("respondToEvent");
                assert_eq!(reasons, ["EVENT_CANCELLED eventId"]);
                cancelled += 1;
            }
        }
        assert_eq!(
            (taken, taken + cancelled),
            (rsvps_of(&app, event).await.len(), 8)
        );
        // No answer stands in the journal after the cancellation.
        let model = Model::replay(&app, event, Some(5)).await;
        model.assert_is_what_stands(&app).await;
        let told = app.mail.sent().len();
        app.run_due_work().await;
        assert_eq!(
            app.mail.sent().len(),
            told + taken,
            "all who answered are told"
        );
    }
});

both_databases!(answers_race_with_a_lower_capacity, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 10).await;
    let app = Arc::new(app);
    for round in 0..ROUNDS {
        let event = event_of(&app, &town, 8).await;
        let mut calls: Vec<Call> = people.iter().map(|who| go(&town, *who, event, 1)).collect();
        let lower = json!({ "capacity": 3 });
        calls.insert(round + 1, manage(&town, event, UPDATE, lower));
        for answer in all_at_once(&app, calls).await {
            answer.data();
        }
        let seats = seats_of(&app, event).await;
        assert!((3..=8).contains(&seats.taken), "{seats:?}");
        assert_eq!(
            (seats.capacity, seats.taken + seats.waitlisted),
            (Some(3), 10)
        );
        let model = Model::replay(&app, event, Some(8)).await;
        model.assert_is_what_stands(&app).await;
        assert_adds_up(&app, event).await;
    }
});

both_databases!(one_persons_answers_and_withdrawals_come_one_after_the_other, with PATIENT, |app| {
        let town = Town::found(&app).await;
        let people = town.residents(&app, 2).await;
        let app = Arc::new(app);
        for round in 0..ROUNDS {
            let event = event_of(&app, &town, 4).await;
            going(&app, &town, people[0], event, 2).await;
            going(&app, &town, people[1], event, 3).await;
            let rsvp = rsvp_of(&app, event, people[0]).await.expect("an answer").id;
            let call = |n: usize| match (n + round) % 3 {
                0 => stay_away(&town, people[0], rsvp),
                n => go(&town, people[0], event, n),
            };
            let calls = (0..9).map(call).collect();
            for answer in all_at_once(&app, calls).await {
                answer.data();
            }
            let model = Model::replay(&app, event, Some(4)).await;
            model.assert_is_what_stands(&app).await;
            assert_adds_up(&app, event).await;
            assert_eq!(rsvps_of(&app, event).await.len(), 2);
        }
    }
);
