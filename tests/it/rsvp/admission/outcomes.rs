//! Each of those who are admitted together gets their own answer, refusal or fault.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_domain::change::What;
use mulin_domain::clock::SeededEntropy;
use mulin_domain::keys::Keyring;
use mulin_domain::rsvp::{Answer, WhenFull};
use mulin_domain::tx::{Following, Tx};
use mulin_domain::{Core, Error, followers};
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::{One, actors, codes, in_one_batch};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::model::assert_adds_up;
use crate::rsvp::rush::people;
use crate::rsvp::steps::*;
use crate::support::app::TestApp;

both_databases!(each_gets_their_own_answer_or_refusal, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let plan = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, plan).await.id;
    let ids = people(&app, &town, 9).await;
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
                ..one(8)
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
