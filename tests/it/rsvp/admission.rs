//! Many answers admitted together: each gets its own, and nobody pays for another's.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use mulin::app::core_with;
use mulin_domain::change::What;
use mulin_domain::clock::SeededEntropy;
use mulin_domain::keys::Keyring;
use mulin_domain::rsvp::{self, Answer, Party, RespondToEvent, WhenFull};
use mulin_domain::tx::{Following, Tx};
use mulin_domain::{Actor, Core, Error, followers};
use mulin_entities::*;
use sea_orm::EntityTrait;
use tokio::task::JoinSet;

use super::model::{Model, assert_adds_up};
use super::rush::{PATIENT, all_at_once, go, people, watch};
use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, actor};
use crate::support::app::TestApp;

type Outcome = mulin_domain::Result<mulin_entities::rsvp::Model>;

/// One answer through the domain.
#[derive(Clone)]
struct One {
    actor: Actor,
    event: EventId,
    answer: Answer,
    adults: Option<i32>,
    when_full: WhenFull,
    key: Option<&'static str>,
}

impl One {
    fn go(actor: &Actor, event: EventId) -> Self {
        Self {
            actor: actor.clone(),
            event,
            answer: Answer::Going,
            adults: None,
            when_full: WhenFull::Waitlist,
            key: None,
        }
    }

    async fn send(self, core: Core) -> Outcome {
        let input = RespondToEvent {
            event_id: Ok(self.event),
            acting: mulin_domain::person::Acting::default(),
            answer: self.answer,
            party: self.adults.map(|adults| Party::of(adults, 0)),
            note: None,
            when_full: self.when_full,
            answers: None,
        };
        let key = self.key.map(str::to_owned);
        rsvp::respond_to_event(&core, &self.actor, input, key).await
    }
}

async fn actors(app: &TestApp, people: &[PersonId]) -> Vec<Actor> {
    let mut actors = Vec::with_capacity(people.len());
    for person in people {
        actors.push(actor(&app.core, *person).await);
    }
    actors
}

/// Sends all of them in this order, as fast as one task can: each joins its lane when it is polled
/// first. Gives what came of each.
async fn in_one_batch(core: &Core, ones: Vec<One>) -> Vec<Outcome> {
    let sends = ones.into_iter().map(|one| one.send(core.clone()));
    futures_in_order(sends.collect()).await
}

/// Polls all futures in order until each is done.
async fn futures_in_order<F: Future<Output = Outcome>>(futures: Vec<F>) -> Vec<Outcome> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut results: Vec<Option<Outcome>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (future, result) in futures.iter_mut().zip(&mut results) {
            if result.is_none()
                && let std::task::Poll::Ready(done) = future.as_mut().poll(context)
            {
                *result = Some(done);
            }
        }
        if results.iter().any(Option::is_none) {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(results.drain(..).flatten().collect())
    })
    .await
}

fn codes(outcomes: &[Outcome]) -> Vec<String> {
    let code = |outcome: &Outcome| match outcome {
        Ok(row) => row.state.as_str(),
        Err(Error::Refused(refusals)) => refusals[0].code().to_owned(),
        Err(other) => panic!("{other}"),
    };
    outcomes.iter().map(code).collect()
}

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

both_databases!(each_gets_their_own_answer_or_refusal, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let plan = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, plan).await.id;
    let ids = people(&app, &town, 8).await;
    let who = actors(&app, &ids).await;
    let closed = who[7].clone();
    close(&app, ids[7], ids[0]).await;
    let before = journal(&app).await.len();
    let one = |number: usize| One {
        key: Some("k"),
        ..One::go(&who[number], event)
    };
    let refuse = WhenFull::Refuse;
    let outcomes = in_one_batch(
        &app.core,
        vec![
            one(0),
            One {
                adults: Some(21),
                ..one(1)
            },
            One {
                event: draft,
                ..one(2)
            },
            One {
                event: EventId(ids[0].0),
                ..one(3)
            },
            One {
                adults: Some(2),
                when_full: refuse,
                ..one(4)
            },
            One {
                actor: closed,
                ..one(7)
            },
            one(5),
            one(6),
            One {
                answer: Answer::Maybe,
                ..one(1)
            },
        ],
    )
    .await;
    assert_eq!(
        codes(&outcomes),
        [
            "GOING",
            "OUT_OF_RANGE",
            "NOT_FOUND",
            "NOT_FOUND",
            "EVENT_FULL",
            "RECORD_CLOSED",
            "GOING",
            "WAITLISTED",
            "MAYBE"
        ]
    );
    // A refusal leaves nothing behind, its key included.
    let rows = rsvps_of(&app, event).await;
    assert_eq!(rows.len(), 4);
    let keys = idempotency::Entity::find()
        .all(app.core.db().writer())
        .await;
    let mut keys: Vec<_> = keys
        .expect("the database answers")
        .into_iter()
        .map(|row| (row.actor_id, row.result_id.expect("a result")))
        .collect();
    let mut kept: Vec<_> = rows.iter().map(|row| (row.person_id, row.id.0)).collect();
    keys.sort_unstable();
    kept.sort_unstable();
    assert_eq!(keys, kept);
    // Everybody did it themselves.
    let told = journal(&app).await;
    assert_eq!(told.len(), before + 4);
    for entry in &told[before..] {
        assert_eq!(entry.payload["person"], serde_json::json!(entry.actor_id));
        assert_eq!(entry.on_behalf_of, None);
    }
    assert_adds_up(&app, event).await;
});

/// The record becomes part of another, by a merger that the actor was read before.
async fn close(app: &TestApp, person: PersonId, into: PersonId) {
    use sea_orm::ConnectionTrait;
    let db = app.core.db().writer();
    let statement = mulin_domain::dialect::sql(
        db,
        "UPDATE person SET state = 'MERGED', merged_into_id = ? WHERE id = ?",
        [into.into(), person.into()],
    );
    db.execute_raw(statement).await.expect("it is written");
}

both_databases!(one_key_twice_in_a_batch_is_done_once, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let ids = people(&app, &town, 2).await;
    let who = actors(&app, &ids).await;
    let one = |number: usize| One {
        key: Some("key"),
        ..One::go(&who[number], event)
    };
    let before = journal(&app).await.len();
    let ones = vec![
        one(0),
        one(1),
        one(0),
        One {
            adults: Some(2),
            ..one(0)
        },
    ];
    let outcomes = in_one_batch(&app.core, ones).await;
    assert_eq!(
        codes(&outcomes),
        ["GOING", "GOING", "GOING", "IDEMPOTENCY_KEY_REUSED"]
    );
    assert_eq!(outcomes[0].as_ref().ok(), outcomes[2].as_ref().ok());
    assert_eq!(journal(&app).await.len(), before + 2);
    assert_eq!(seats_of(&app, event).await.taken, 2);
    // And once more in a later batch.
    app.advance(TimeDelta::hours(1));
    let again = in_one_batch(&app.core, vec![one(1), one(0)]).await;
    assert_eq!(again[0].as_ref().ok(), outcomes[1].as_ref().ok());
    assert_eq!(again[1].as_ref().ok(), outcomes[0].as_ref().ok());
    assert_eq!(journal(&app).await.len(), before + 2);
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

/// Fails when somebody in particular comes.
fn stumble<'a>(_: &'a mut Tx, changes: &'a [mulin_domain::change::Change]) -> Following<'a> {
    Box::pin(async move {
        for change in changes {
            if let What::RsvpAnswered(change) = &change.what
                && change.seats == 13
            {
                return Err(Error::internal("stumbled"));
            }
        }
        Ok(())
    })
}

both_databases!(a_fault_in_one_answer_fails_no_other, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let ids = people(&app, &town, 12).await;
    let who = actors(&app, &ids).await;
    let mut all = followers::all();
    all.push(stumble);
    let core = Core::new(
        app.core.db().clone(),
        app.clock.clone(),
        Arc::new(SeededEntropy::new(3)),
        Keyring::new(&[7; 32]),
        app.core.settings().clone(),
        all,
    );
    let ones = who.iter().enumerate().map(|(number, who)| One {
        adults: Some(if number == 5 { 13 } else { 1 }),
        key: Some("k"),
        ..One::go(who, event)
    });
    let outcomes = in_one_batch(&core, ones.collect()).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Err(Error::Internal(error)) => {
                assert_eq!((number, error.to_string()), (5, "stumbled".to_owned()))
            }
            other => assert!(number != 5 && other.is_ok(), "{number}: {other:?}"),
        }
    }
    assert_eq!(rsvps_of(&app, event).await.len(), 11);
    let order: Vec<_> = outcomes
        .iter()
        .flatten()
        .map(|row| row.queue_no.expect("a place"))
        .collect();
    assert!(
        order.iter().copied().eq(1..=11),
        "in order of arrival: {order:?}"
    );
    assert_adds_up(&app, event).await;
});

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
