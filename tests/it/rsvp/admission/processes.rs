//! Those who go away, and a second process: everybody is admitted all the same.

use std::sync::Arc;

use mulin::app::core_with;
use mulin_domain::clock::SeededEntropy;
use mulin_domain::rsvp;
use mulin_entities::*;
use tokio::task::JoinSet;

use super::{One, actors};
use crate::both_databases;
use crate::factories::Town;
use crate::rsvp::model::{Model, assert_adds_up};
use crate::rsvp::rush::{PATIENT, people};
use crate::rsvp::steps::*;

both_databases!(two_processes_admit_to_the_same_events_in_opposite_orders, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let mut events = Vec::new();
    for _ in 0..6 {
        events.push(event_of(&app, &town, 20).await);
    }
    let ids = people(&app, &town, 40).await;
    let who = actors(&app, &ids).await;
    let other = core_with(&app.config, &[7; 32], app.clock.clone(), Arc::new(SeededEntropy::new(9)))
        .await
        .expect("a second process");
    let mut tasks = JoinSet::new();
    for (number, person) in who.iter().enumerate() {
        let mut order = events.clone();
        let core = if number % 2 == 0 {
            app.core.clone()
        } else {
            order.reverse();
            other.clone()
        };
        for event in order {
            tasks.spawn(One::go(person, event).send(core.clone()));
        }
    }
    for outcome in tasks.join_all().await {
        outcome.expect("no deadlock, no fault");
    }
    for event in events {
        let seats = seats_of(&app, event).await;
        assert_eq!((seats.taken, seats.waitlisted, seats.next_queue_no), (20, 20, 41));
        let model = Model::replay(&app, event, Some(20)).await;
        model.assert_is_what_stands(&app).await;
        assert_adds_up(&app, event).await;
    }
});

both_databases!(who_stops_waiting_is_admitted_all_the_same, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 5).await;
    let ids = people(&app, &town, 2).await;
    let who = actors(&app, &ids).await;
    let mut gone = Box::pin(One::go(&who[0], event).send(app.core.clone()));
    // It joins when it is polled first, and is dropped before it is answered.
    std::future::poll_fn(|context| {
        assert!(gone.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(gone);
    rsvp::admission::drained(&app.core).await;
    let row = rsvp_of(&app, event, ids[0]).await.expect("an answer");
    assert_eq!(row.state, RsvpState::Going);
});
