//! Several doors at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use serde_json::{Value, json};

use super::{Door, noted, present};
use crate::both_databases;
use crate::factories::gid;
use crate::support::app::TestApp;

/// Whoever waits for a turn is answered, however slow a busy machine is: overload is not what these
/// tests are about.
const PATIENT: &[(&str, &str)] = &[
    ("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120"),
    ("MULIN_DATABASE__STATEMENT_TIMEOUT_SECONDS", "120"),
    ("MULIN_HTTP__REQUEST_TIMEOUT_SECONDS", "240"),
];

/// Runs all mutations at once, each in a task of its own.
async fn all_at_once(
    app: &Arc<TestApp>,
    who: PersonId,
    query: &'static str,
    inputs: Vec<Value>,
) -> Vec<Value> {
    let tasks = inputs.into_iter().map(|input| {
        let app = app.clone();
        tokio::spawn(async move {
            let answer = app.run(Some(who), query, json!({ "input": input })).await;
            answer.data().clone()
        })
    });
    join_all(tasks)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

const SCAN: &str = "mutation ($input: CheckInInput!) { checkIn(input: $input) {
    checkIn { id } alreadyCheckedIn userErrors { code } } }";
const WALK_IN: &str = "mutation ($input: RecordWalkInInput!) { recordWalkIn(input: $input) {
    checkIn { id } alreadyCheckedIn userErrors { code } } }";
const BATCH: &str = "mutation ($input: CheckInBatchInput!) { checkInBatch(input: $input) {
    results { status } userErrors { code } } }";
const WITHDRAW: &str = "mutation ($input: WithdrawRsvpInput!) { withdrawRsvp(input: $input) {
    rsvp { state } userErrors { code } } }";

both_databases!(of_many_scanners_exactly_one_is_first, with PATIENT, |app| {
    let door = Door::open(&app).await;
    let app = Arc::new(app);
    for round in 0..4 {
        let rsvp = door.guest(&app, &format!("guest{round}"), 2).await;
        let code = door.code(&app, &rsvp).await;
        let inputs = vec![door.input(json!({ "code": code })); 8];
        let answers = all_at_once(&app, door.helper, SCAN, inputs).await;
        let fresh = answers
            .iter()
            .filter(|answer| answer["checkIn"]["alreadyCheckedIn"] == false);
        assert_eq!(fresh.count(), 1, "{answers:#?}");
        for answer in &answers {
            assert_eq!(answer["checkIn"]["checkIn"], answers[0]["checkIn"]["checkIn"]);
            assert_eq!(answer["checkIn"]["userErrors"], json!([]));
        }
        assert_eq!(noted(&app).await.len(), round + 1);
    }
});

both_databases!(a_walk_in_is_noted_once, with PATIENT, |app| {
    let door = Door::open(&app).await;
    let person = door.town.resident(&app, "王小梅").await;
    let app = Arc::new(app);
    let inputs = vec![door.input(json!({ "personId": *gid(&door.town, person) })); 8];
    let answers = all_at_once(&app, door.helper, WALK_IN, inputs).await;
    let fresh = answers
        .iter()
        .filter(|answer| answer["recordWalkIn"]["alreadyCheckedIn"] == false);
    assert_eq!(fresh.count(), 1, "{answers:#?}");
    assert_eq!(present(&app, door.event).await, [person]);
});

both_databases!(devices_that_hand_in_at_once_agree, with PATIENT, |app| {
    let door = Door::open(&app).await;
    let mut rsvps = Vec::new();
    for number in 0..6 {
        rsvps.push(door.guest(&app, &format!("guest{number}"), 2).await.id);
    }
    let app = Arc::new(app);
    // Each tells of all parties in another order, and twice of the same heads.
    let inputs: Vec<Value> = (0..6)
        .map(|device: usize| {
            let mut items: Vec<Value> = (0..rsvps.len())
                .map(|at| rsvps[(at * 5 + device) % rsvps.len()])
                .map(|rsvp| json!({ "clientId": rsvp.0.to_string(), "rsvpId": *gid(&door.town, rsvp) }))
                .collect();
            items.push(json!({ "clientId": "heads", "adults": 3 }));
            door.input(json!({ "device": format!("d{}", device / 2), "items": items }))
        })
        .collect();
    let answers = all_at_once(&app, door.helper, BATCH, inputs).await;
    let fresh = answers.iter().flat_map(|answer| {
        let results = answer["checkInBatch"]["results"].as_array().unwrap();
        results.iter().filter(|one| one["status"] == "FRESH")
    });
    // Six parties, and the heads of three devices.
    assert_eq!(fresh.count(), 9);
    assert_eq!(noted(&app).await.len(), 9);
});

async fn execute(db: &impl ConnectionTrait, sql: &str) {
    let ran = db.execute_unprepared(sql).await;
    ran.expect("the statement runs");
}

/// Who moves up is written under the lock of the seats, in the order of the queue. A batch that held
/// one answer of them and waited for another would be a deadlock: it takes the seats first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_waits_for_who_moves_up_with_no_answer_in_hand() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let door = Door::open(&app).await;
    let mut items = Vec::new();
    for name in ["first", "second"] {
        let rsvp = door.guest(&app, name, 2).await.id;
        items.push(json!({ "clientId": name, "rsvpId": *gid(&door.town, rsvp) }));
    }
    let other = Database::connect(app.config.database.url.expose()).await;
    let other = other.expect("another session");
    let moving = other.begin().await.expect("a transaction can begin");
    execute(&moving, "SELECT 1 FROM event_seats FOR UPDATE").await;
    let handed_in = AtomicBool::new(false);
    let batch = async {
        let input = door.input(json!({ "device": "d", "items": items }));
        let who = Some(door.helper);
        let reply = app.mutate(who, "checkInBatch", "results { status }", input);
        let reply = reply.await;
        handed_in.store(true, Ordering::Relaxed);
        reply
    };
    let moves_up = async {
        while !app.somebody_waits().await {
            assert!(!handed_in.load(Ordering::Relaxed), "it did not wait");
        }
        execute(&moving, "SELECT 1 FROM rsvp FOR UPDATE NOWAIT").await;
        assert!(noted(&app).await.is_empty());
        moving.commit().await.expect("it can be committed");
    };
    let (reply, ()) = tokio::join!(batch, moves_up);
    let fresh = json!([{ "status": "FRESH" }, { "status": "FRESH" }]);
    assert_eq!(reply.at("/checkInBatch/results"), &fresh);
}

both_databases!(who_leaves_meanwhile_is_in_or_out, with PATIENT, |app| {
    let door = Door::open(&app).await;
    let app = Arc::new(app);
    for round in 0..4 {
        let rsvp = door.guest(&app, &format!("guest{round}"), 2).await;
        let (scan, leave) = tokio::join!(
            all_at_once(&app, door.helper, SCAN, vec![
                door.input(json!({ "rsvpId": *gid(&door.town, rsvp.id) }))
            ]),
            all_at_once(&app, rsvp.person_id, WITHDRAW, vec![
                json!({ "rsvpId": *gid(&door.town, rsvp.id) })
            ]),
        );
        assert_eq!(leave[0]["withdrawRsvp"]["userErrors"], json!([]));
        let scan = &scan[0]["checkIn"];
        let is_in = scan["alreadyCheckedIn"] == false && scan["checkIn"]["id"].is_string();
        let is_out = scan["userErrors"] == json!([{ "code": "NOT_GOING" }]);
        assert!(is_in || is_out, "{scan:#}");
    }
});

both_databases!(a_merge_meanwhile_holds_nobody_up, with PATIENT, |app| {
    let door = Door::open(&app).await;
    let app = Arc::new(app);
    for round in 0..4 {
        let keeper = door.town.resident(&app, &format!("keeper{round}")).await;
        let double = door.guest(&app, &format!("double{round}"), 1).await;
        let merge = "mutation ($input: MergePeopleInput!) { mergePeople(input: $input) {
            person { id } userErrors { code } } }";
        let (scan, walk_in, merged) = tokio::join!(
            all_at_once(&app, door.helper, SCAN, vec![
                door.input(json!({ "rsvpId": *gid(&door.town, double.id) }))
            ]),
            all_at_once(&app, door.helper, WALK_IN, vec![
                door.input(json!({ "personId": *gid(&door.town, keeper) }))
            ]),
            all_at_once(&app, door.town.admin, merge, vec![json!({
                "keepId": *gid(&door.town, keeper),
                "duplicateId": *gid(&door.town, double.person_id),
            })]),
        );
        assert_eq!(merged[0]["mergePeople"]["userErrors"], json!([]));
        assert_eq!(scan[0]["checkIn"]["userErrors"], json!([]));
        let walk_in = &walk_in[0]["recordWalkIn"];
        let comes = json!([{ "code": "COMES_WITH_PARTY" }]);
        assert!(walk_in["userErrors"] == json!([]) || walk_in["userErrors"] == comes);
        let here = present(&app, door.event).await;
        assert_eq!(here.iter().filter(|person| **person == keeper).count(), 1);
        assert!(!here.contains(&double.person_id));
    }
});
