//! A lane in which as many wait as may: whoever comes then is told to come again.

use std::task::Poll;

use mulin_domain::Error;
use mulin_domain::dialect;
use mulin_domain::event::seats;
use mulin_domain::rsvp::admission::drained;
use mulin_entities::*;
use sea_orm::TransactionTrait;
use serde_json::json;

use super::{One, actors};
use crate::both_databases;
use crate::factories::Town;
use crate::rsvp::rush::{PATIENT, people};
use crate::rsvp::steps::*;

/// Answers that wait in a lane, and that one transaction admits.
const WAITING: usize = 5_000;
const TOGETHER: usize = 256;

both_databases!(who_comes_to_a_full_lane_is_told_to_come_again, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 5).await;
    let ids = people(&app, &town, 2).await;
    let who = actors(&app, &ids).await;
    // It makes the key that signs tokens, which nobody can write later.
    let token = app.token(ids[1]).await;
    // Whoever is served first waits for these seats, and all others for them.
    let writer = app.core.db().writer();
    let options = dialect::write_transaction(writer.get_database_backend());
    let blocking = writer.begin_with_options(options).await.expect("a lock");
    seats::lock_all(&blocking, [event]).await.expect("the seats are there");

    let mut waiting = Vec::new();
    let turned_away = loop {
        let mut one = Box::pin(One::go(&who[0], event).send(app.core.clone()));
        let polled = std::future::poll_fn(|context| Poll::Ready(one.as_mut().poll(context))).await;
        match polled {
            Poll::Pending => waiting.push(one),
            Poll::Ready(outcome) => break outcome,
        }
        assert!(waiting.len() <= WAITING + TOGETHER, "nobody is turned away");
    };
    assert!(matches!(turned_away, Err(Error::Throttled)), "{turned_away:?}");
    assert!(waiting.len() >= WAITING, "{} wait", waiting.len());
    let variables = answering(&town, event, &json!({}));
    let answer = app.run_with(Some(&token), RESPOND, variables).await;
    assert_eq!(answer.error_code(), "THROTTLED");

    // Nobody of those who wait is lost, and who was turned away left nothing behind.
    blocking.rollback().await.expect("it lets go");
    for one in waiting {
        assert_eq!(one.await.expect("an answer").state, RsvpState::Going);
    }
    drained(&app.core).await;
    assert_eq!(rsvps_of(&app, event).await.len(), 1);
    assert_eq!(seats_of(&app, event).await.taken, 1);
    assert_eq!(going(&app, &town, ids[1], event, 2).await, "GOING");
});
