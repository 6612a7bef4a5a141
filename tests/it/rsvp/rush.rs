//! Hundreds who answer at once, through the real router, from parallel tasks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mulin_entities::*;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, EntityTrait, TransactionTrait};
use serde_json::{Value, json};
use tokio::task::{JoinHandle, JoinSet};

use super::model::{Model, assert_adds_up};
use super::steps::*;
use crate::both_databases;
use crate::factories::{self, Plan, Town, gid};
use crate::support::app::TestApp;

/// Whoever waits for a turn is answered, however slow a busy machine is: overload is not what these
/// tests are about.
pub const PATIENT: &[(&str, &str)] = &[
    ("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120"),
    ("MULIN_DATABASE__STATEMENT_TIMEOUT_SECONDS", "120"),
    ("MULIN_HTTP__REQUEST_TIMEOUT_SECONDS", "240"),
];

/// So many people of the town, who have answered nothing.
pub async fn people(app: &TestApp, town: &Town, count: usize) -> Vec<PersonId> {
    let plan = Plan {
        title: "另一场",
        ..Plan::default()
    };
    let other = town.event(app, plan).await;
    factories::crowd(app, town, &other, count, RsvpState::Declined).await
}

/// Watches the seats through a connection of its own until it is told to stop; answers the most
/// that were taken and how often it looked.
pub fn watch(app: &TestApp, event: EventId, stop: Arc<AtomicBool>) -> JoinHandle<(i32, u32)> {
    let url = app.config.database.url.expose().to_owned();
    tokio::spawn(async move {
        let connection = Database::connect(url).await.expect("it connects");
        let (mut most, mut looks) = (0, 0);
        while !stop.load(Ordering::Relaxed) {
            most = most.max(taken(&connection, event).await);
            looks += 1;
            tokio::task::yield_now().await;
        }
        (most, looks)
    })
}

async fn taken(connection: &DatabaseConnection, event: EventId) -> i32 {
    event_seats::Entity::find_by_id(event)
        .one(connection)
        .await
        .expect("the database answers")
        .expect("the event has seats")
        .taken
}

/// One operation of one person.
pub struct Call {
    pub who: PersonId,
    pub query: &'static str,
    pub variables: Value,
}

/// Sends all of them at once, each from a task of its own; gives the answers in the order of the
/// calls.
pub async fn all_at_once(
    app: &Arc<TestApp>,
    calls: Vec<Call>,
) -> Vec<crate::support::answer::Answer> {
    let mut tasks = JoinSet::new();
    let mut tokens = Vec::with_capacity(calls.len());
    for call in &calls {
        tokens.push(app.token(call.who).await);
    }
    let start = Arc::new(tokio::sync::Barrier::new(calls.len()));
    for (number, (call, token)) in calls.into_iter().zip(tokens).enumerate() {
        let (app, start) = (app.clone(), start.clone());
        tasks.spawn(async move {
            start.wait().await;
            let answer = app.run_with(Some(&token), call.query, call.variables);
            (number, answer.await)
        });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Comes with so many.
pub fn go(town: &Town, who: PersonId, event: EventId, adults: usize) -> Call {
    let party = json!({ "party": { "adults": adults } });
    Call {
        who,
        query: RESPOND,
        variables: answering(town, event, &party),
    }
}

pub fn stay_away(town: &Town, who: PersonId, rsvp: RsvpId) -> Call {
    Call {
        who,
        query: WITHDRAW,
        variables: json!({ "input": { "rsvpId": *gid(town, rsvp) } }),
    }
}

both_databases!(five_hundred_parties_never_get_more_than_a_hundred_seats, with PATIENT, |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 100).await;
        let people = people(&app, &town, 500).await;
        let stop = Arc::new(AtomicBool::new(false));
        let watcher = watch(&app, event, stop.clone());
        let app = Arc::new(app);
        let parties = people.iter().enumerate().map(|(n, who)| (*who, 1 + n % 6));
        let calls: Vec<Call> = parties.map(|(who, n)| go(&town, who, event, n)).collect();
        let answers = all_at_once(&app, calls).await;

        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
            let rsvp = answer.at("/respondToEvent/rsvp");
            assert_eq!(rsvp["party"]["adults"], json!(1 + number % 6));
            let row = rsvp_of(&app, event, people[number]).await;
            let row = row.expect("whoever got an answer has one");
            assert_eq!(rsvp["state"], json!(row.state.as_str()));
        }
        assert_adds_up(&app, event).await;
        let model = Model::replay(&app, event, Some(100)).await;
        model.assert_is_what_stands(&app).await;
        // Parties of one were there to fill the last seat.
        assert_eq!((model.most_taken, model.promoted.len()), (100, 0));
        assert_eq!(seats_of(&app, event).await.taken, 100);

        let rows = rsvps_of(&app, event).await;
        let coming = rows.iter().filter(|row| row.state == RsvpState::Going);
        let leaving: Vec<_> = coming.map(|row| (row.person_id, row.id)).take(50).collect();
        let calls = leaving.iter().map(|(who, id)| stay_away(&town, *who, *id));
        let answers = all_at_once(&app, calls.collect()).await;
        for answer in answers {
            assert_eq!(answer.at("/withdrawRsvp/rsvp/state"), "WITHDRAWN");
        }
        stop.store(true, Ordering::Relaxed);
        let (most, looks) = watcher.await.expect("the watcher ends");
        assert_eq!(most, 100);
        assert!(looks > 100, "looked {looks} times only");

        // The model moves up exactly whom the rules let, in the order of the journal.
        let model = Model::replay(&app, event, Some(100)).await;
        model.assert_is_what_stands(&app).await;
        assert_eq!(model.most_taken, 100);
        assert!(!model.promoted.is_empty());
        assert_adds_up(&app, event).await;
        assert_eq!(seats_of(&app, event).await.taken, 100);
        let told = delivery::Entity::find().all(app.core.db().writer()).await;
        let told = told.expect("the database answers").into_iter();
        let told: BTreeSet<RsvpId> = told.filter_map(|row| row.rsvp_id).collect();
        assert_eq!(told, model.promoted.iter().copied().collect());
    }
);

both_databases!(two_hundred_copies_of_one_answer_make_one_row, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 5).await;
    let who = town.resident(&app, "wang").await;
    let app = Arc::new(app);
    let before = journal(&app).await.len();
    let calls = (0..200).map(|_| go(&town, who, event, 3)).collect();
    let mut ids = BTreeSet::new();
    for answer in all_at_once(&app, calls).await {
        assert_eq!(answer.at("/respondToEvent/rsvp/state"), "GOING");
        let id = answer.at("/respondToEvent/rsvp/id").as_str();
        ids.insert(id.expect("an id is text").to_owned());
    }
    assert_eq!((ids.len(), rsvps_of(&app, event).await.len()), (1, 1));
    assert_eq!(seats_of(&app, event).await.taken, 3);
    assert_eq!(journal(&app).await.len(), before + 1);
});

both_databases!(a_larger_event_lets_thousands_in_at_once, with PATIENT, |app| {
    const WAITING: usize = 3_500;
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(0),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    let people = people(&app, &town, WAITING).await;
    let transaction = app.core.db().writer().begin().await.expect("it begins");
    let household = person::Entity::find_by_id(people[0])
        .one(&transaction)
        .await;
    let household = household
        .expect("the database answers")
        .expect("a person")
        .household_id;
    let mut rows = Vec::new();
    for (place, who) in (1..).zip(&people) {
        let waiting = RsvpState::Waitlisted;
        let mut row = factories::answer(&app, &town, &event, *who, household, waiting);
        row.queue_no = Some(place);
        rows.push(rsvp::ActiveModel::from(row));
    }
    for rows in rows.chunks(500) {
        let written = rsvp::Entity::insert_many(rows.to_vec());
        let written = written.exec_without_returning(&transaction).await;
        written.expect("rows can be written");
    }
    let statement = mulin_domain::dialect::sql(
        &transaction,
        "UPDATE event_seats SET waitlisted = ?, next_queue_no = ? WHERE event_id = ?",
        [3_500.into(), 3_501_i64.into(), event.id.into()],
    );
    transaction
        .execute_raw(statement)
        .await
        .expect("it is written");
    transaction.commit().await.expect("it commits");

    edit(&app, &town, event.id, json!({ "capacity": 3_499 })).await;
    let seats = seats_of(&app, event.id).await;
    assert_eq!((seats.taken, seats.waitlisted), (3_499, 1));
    assert_adds_up(&app, event.id).await;
    let log = journal(&app).await;
    let promoted: Vec<_> = log.iter().filter(|row| row.verb == "promoted").collect();
    assert_eq!(promoted.len(), WAITING - 1);
    let order: Vec<i64> = promoted
        .iter()
        .filter_map(|row| row.payload["queueNo"].as_i64())
        .collect();
    assert!(order.is_sorted(), "moved up in order");
    let told = delivery::Entity::find().all(app.core.db().writer()).await;
    assert_eq!(told.expect("the database answers").len(), WAITING - 1);
});
