//! Many at once: whoever answers, leaves or arranges meanwhile, no table ever counts wrongly, and nobody
//! has a seat who does not come.

use std::sync::Arc;

use futures_util::future::join_all;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::Hall;
use crate::both_databases;
use crate::factories::gid;
use crate::support::app::TestApp;

/// Whoever waits for a turn is answered, however slow a busy machine is.
const PATIENT: &[(&str, &str)] = &[
    ("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120"),
    ("MULIN_DATABASE__STATEMENT_TIMEOUT_SECONDS", "120"),
    ("MULIN_HTTP__REQUEST_TIMEOUT_SECONDS", "240"),
];

const WITHDRAW: &str = "mutation ($input: WithdrawRsvpInput!) { withdrawRsvp(input: $input) {
    userErrors { code } } }";
const RESPOND: &str = "mutation ($input: RespondToEventInput!) { respondToEvent(input: $input) {
    userErrors { code } } }";
const ARRANGE: &str = "mutation ($input: ArrangeTablesInput!) { arrangeTables(input: $input) {
    userErrors { code } } }";
const MOVE: &str = "mutation ($input: MoveHouseholdInput!) { moveHousehold(input: $input) {
    userErrors { code } } }";
const PUBLISH: &str = "mutation ($input: PublishSeatingInput!) { publishSeating(input: $input) {
    userErrors { code } } }";

/// What somebody does at the same time as others.
type Act = (PersonId, &'static str, Value);

/// Does all of it at once, and answers each refused code, in order.
async fn all_at_once(app: &Arc<TestApp>, acts: Vec<Act>) -> Vec<Option<String>> {
    let tasks = acts.into_iter().map(|(who, query, input)| {
        let app = app.clone();
        tokio::spawn(async move {
            let answer = app.run(Some(who), query, json!({ "input": input })).await;
            let data = answer.data().as_object().expect("an object").clone();
            let (_, payload) = data.into_iter().next().expect("a payload");
            let code = payload.pointer("/userErrors/0/code");
            code.and_then(Value::as_str).map(str::to_owned)
        })
    });
    let answers = join_all(tasks).await;
    answers.into_iter().map(Result::unwrap).collect()
}

both_databases!(households_that_leave_while_it_is_arranged_have_no_seat, with PATIENT, |app| {
    let hall = Hall::open(&app).await;
    let mut homes = Vec::new();
    for number in 0..16 {
        homes.push(hall.home(&app, &format!("家{number}"), 2 + number % 3).await);
    }
    let ids = hall.tables(&app, &vec![json!({}); 6]).await;
    let app = Arc::new(app);
    let organiser = hall.organiser();
    for round in 0..3 {
        let mut acts: Vec<Act> = Vec::new();
        for (number, home) in homes.iter().enumerate() {
            let rsvp = json!({ "rsvpId": *gid(&hall.town, home.id) });
            let grows = hall.input(json!({
                "status": "GOING", "party": { "adults": 2 + (number + round) % 4, "children": 0 },
            }));
            match (number + round) % 4 {
                0 => acts.push((home.person_id, WITHDRAW, rsvp)),
                1 => acts.push((home.person_id, RESPOND, grows)),
                _ => {}
            }
            if number % 5 == 0 {
                let seed = i32::try_from(number + round).unwrap();
                acts.push((organiser, ARRANGE, hall.input(json!({ "seed": seed }))));
            }
            if number % 6 == 0 {
                let input = hall.input(json!({
                    "householdId": hall.id(home), "tableId": ids[number % 6],
                    "expectedVersion": round + 1,
                }));
                acts.push((organiser, MOVE, input));
            }
        }
        acts.push((organiser, PUBLISH, hall.input(json!({}))));
        all_at_once(&app, acts).await;
        hall.is_sound(&app).await;
        // Those who left are shown no table either.
        for home in &homes {
            let state = rsvp::Entity::find_by_id(home.id)
                .one(app.core.db().reader())
                .await
                .unwrap()
                .unwrap()
                .state;
            if state != RsvpState::Going {
                let place = seat_assignment::Entity::find()
                    .filter(seat_assignment::Column::HouseholdId.eq(home.household_id))
                    .one(app.core.db().reader());
                assert_eq!(place.await.unwrap(), None);
                assert_eq!(hall.told(&app, home.person_id).await, Value::Null);
            }
        }
        let all = homes.iter().map(|home| {
            let input = hall.input(json!({
                "status": "GOING", "party": { "adults": 3, "children": 0 },
            }));
            (home.person_id, RESPOND, input)
        });
        let refused = all_at_once(&app, all.collect()).await;
        assert!(refused.iter().all(Option::is_none), "{refused:?}");
        hall.is_sound(&app).await;
    }
});

both_databases!(of_two_organisers_with_one_version_one_is_refused, with PATIENT, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 4).await;
    let ids = hall.tables(&app, &vec![json!({}); 2]).await;
    let app = Arc::new(app);
    for round in 0..4 {
        let version = hall.plan(&app, "version").await["version"].clone();
        let put = |table: &Value| {
            hall.input(json!({
                "householdId": hall.id(&home), "tableId": table, "expectedVersion": version,
            }))
        };
        // One table is where it sits already after the first round: then that move changes nothing.
        let acts = vec![
            (hall.organiser(), MOVE, put(&ids[(round + 1) % 2])),
            (hall.town.admin, MOVE, put(&ids[(round + 1) % 2])),
        ];
        let refused = all_at_once(&app, acts).await;
        let conflicts = refused.iter().flatten().filter(|code| *code == "VERSION_CONFLICT");
        assert_eq!(conflicts.count(), 1, "{refused:?}");
        assert_eq!(hall.plan(&app, "version").await["version"], version.as_i64().unwrap() + 1);
        hall.is_sound(&app).await;
    }
});

both_databases!(one_seat_is_given_once, with PATIENT, |app| {
    let hall = Hall::open(&app).await;
    let mut homes = Vec::new();
    for number in 0..6 {
        homes.push(hall.home(&app, &format!("家{number}"), 3).await);
    }
    let ids = hall.tables(&app, &[json!({ "capacity": 10 }), json!({})]).await;
    for home in &homes[..2] {
        hall.seat(&app, home, &ids[0]).await;
    }
    let app = Arc::new(app);
    // Seated ones grow while others are moved to the same table: in whichever order, it is never too full.
    let mut acts: Vec<Act> = homes[..2]
        .iter()
        .map(|home| {
            let input = hall.input(json!({
                "status": "GOING", "party": { "adults": 5, "children": 0 },
            }));
            (home.person_id, RESPOND, input)
        })
        .collect();
    let version = hall.plan(&app, "version").await["version"].clone();
    for home in &homes[2..] {
        let input = hall.input(json!({
            "householdId": hall.id(home), "tableId": ids[0], "expectedVersion": version,
        }));
        acts.push((hall.organiser(), MOVE, input));
    }
    let refused = all_at_once(&app, acts).await;
    assert!(refused[..2].iter().all(Option::is_none), "answers are taken: {refused:?}");
    hall.is_sound(&app).await;
});
