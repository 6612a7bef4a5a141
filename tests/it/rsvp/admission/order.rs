//! Answers that are admitted together are seated in the order in which they arrived.

use std::collections::BTreeMap;
use std::sync::Arc;

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::{One, actors, codes, in_one_batch};
use crate::both_databases;
use crate::factories::Town;
use crate::rsvp::model::{Model, assert_adds_up};
use crate::rsvp::rush::{PATIENT, all_at_once, go, people, watch};
use crate::rsvp::steps::*;

both_databases!(three_hundred_answer_an_event_of_a_hundred_seats, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 100).await;
    let people = people(&app, &town, 300).await;
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let watcher = watch(&app, event, stop.clone());
    let app = Arc::new(app);
    let calls = people.iter().map(|who| go(&town, *who, event, 1)).collect();
    for answer in all_at_once(&app, calls).await {
        assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(watcher.await.expect("the watcher ends").0, 100);
    let rows = rsvps_of(&app, event).await;
    let places: BTreeMap<i64, RsvpState> = rows
        .iter()
        .map(|row| (row.queue_no.expect("a place"), row.state))
        .collect();
    assert!(places.keys().copied().eq(1..=300), "dense: {places:?}");
    for (place, state) in places {
        let right = if place <= 100 { RsvpState::Going } else { RsvpState::Waitlisted };
        assert_eq!(state, right, "place {place}");
    }
    let model = Model::replay(&app, event, Some(100)).await;
    model.assert_is_what_stands(&app).await;
    assert_adds_up(&app, event).await;
});

both_databases!(arrivals_are_seated_in_their_order, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 7).await;
    let people = people(&app, &town, 40).await;
    let ones = actors(&app, &people).await;
    let ones = ones.iter().map(|who| One::go(who, event)).collect();
    let outcomes = in_one_batch(&app.core, ones).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        let row = outcome.as_ref().expect("an answer");
        let place = i64::try_from(number).expect("few") + 1;
        let state = if number < 7 {
            RsvpState::Going
        } else {
            RsvpState::Waitlisted
        };
        assert_eq!((row.queue_no, row.state), (Some(place), state));
        assert_eq!(row.person_id, people[number]);
        assert_eq!(
            rsvp_of(&app, event, people[number]).await.as_ref(),
            Some(row)
        );
    }
});

both_databases!(
    two_devices_of_one_person_answer_one_after_the_other,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 3).await;
        let ids = people(&app, &town, 3).await;
        let who = actors(&app, &ids).await;
        let one = |number: usize, adults| One {
            adults: Some(adults),
            ..One::go(&who[number], event)
        };
        let ones = vec![
            one(0, 1),
            one(0, 3),
            one(1, 1),
            One {
                answer: Answer::Declined,
                ..one(0, 3)
            },
            one(2, 3),
            one(0, 1),
        ];
        let outcomes = in_one_batch(&app.core, ones).await;
        assert_eq!(
            codes(&outcomes),
            [
                "GOING",
                "GOING",
                "WAITLISTED",
                "DECLINED",
                "WAITLISTED",
                "GOING"
            ]
        );
        let model = Model::replay(&app, event, Some(3)).await;
        model.assert_is_what_stands(&app).await;
        // Who waited moved up when the seats became free.
        assert_eq!(
            model.promoted,
            [outcomes[2].as_ref().expect("an answer").id]
        );
        assert_adds_up(&app, event).await;
        assert_eq!(rsvps_of(&app, event).await.len(), 3);
    }
);

both_databases!(an_event_with_terms_takes_answers_one_by_one, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let db = app.core.db().writer();
    let strict = mulin_domain::dialect::sql(
        db,
        "UPDATE event SET waitlist_order = 'STRICT' WHERE id = ?",
        [event.into()],
    );
    sea_orm::ConnectionTrait::execute_raw(db, strict)
        .await
        .expect("it is written");
    let ids = people(&app, &town, 3).await;
    let who = actors(&app, &ids).await;
    let one = |number: usize, adults| One {
        adults: Some(adults),
        key: Some("k"),
        ..One::go(&who[number], event)
    };
    // Each alone, so that their order is certain.
    let mut states = Vec::new();
    for one in [one(0, 1), one(1, 2), one(2, 1)] {
        states.extend(codes(&in_one_batch(&app.core, vec![one]).await));
    }
    assert_eq!(states, ["GOING", "WAITLISTED", "WAITLISTED"]);
    let keys = idempotency::Entity::find()
        .all(db)
        .await
        .expect("the database answers");
    assert!(keys.len() == 3 && keys.iter().all(|row| row.result_id.is_some()));
});
