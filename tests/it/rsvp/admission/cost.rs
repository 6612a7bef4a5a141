//! What those who are admitted together cost.

use chrono::TimeDelta;

use super::{One, actors, in_one_batch};
use crate::both_databases;
use crate::factories::Town;
use crate::rsvp::model::assert_adds_up;
use crate::rsvp::rush::people;
use crate::rsvp::steps::*;

both_databases!(answers_that_change_are_written_together, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let ids = people(&app, &town, 20).await;
    let who = actors(&app, &ids).await;
    let all = |adults| {
        who.iter()
            .map(|who| One {
                adults: Some(adults),
                ..One::go(who, event)
            })
            .collect()
    };
    in_one_batch(&app.core, all(1)).await;
    app.advance(TimeDelta::minutes(1));
    for (outcome, person) in in_one_batch(&app.core, all(4)).await.into_iter().zip(&ids) {
        let row = outcome.expect("an answer");
        assert_eq!((row.adults, row.answered_at), (4, app.now()));
        assert_eq!(rsvp_of(&app, event, *person).await, Some(row));
    }
    assert_eq!(seats_of(&app, event).await.taken, 80);
    assert_adds_up(&app, event).await;
});

both_databases!(a_batch_costs_as_many_statements_as_a_few_answers, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 50).await;
    let ids = people(&app, &town, 101).await;
    let statements = app.record_statements();
    let who = actors(&app, &ids).await;
    statements.take();
    let ones: Vec<One> = who
        .iter()
        .map(|who| One {
            key: Some("k"),
            ..One::go(who, event)
        })
        .collect();
    in_one_batch(&app.core, ones[..1].to_vec()).await;
    let single = statements.take().len();
    let outcomes = in_one_batch(&app.core, ones[1..].to_vec()).await;
    assert!(outcomes.iter().all(Result::is_ok));
    let together = statements.take();
    // A few chunks of rows for each table, and perhaps a batch before the others had come.
    assert!(
        together.len() <= 3 * single + 12,
        "{single} and {}",
        together.len()
    );
});
