//! Households that claim the same dishes at once, and leave meanwhile.

use std::collections::BTreeSet;
use std::sync::Arc;

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Potluck, wanted_row};
use crate::both_databases;
use crate::rsvp::rush::{Call, PATIENT, all_at_once, stay_away};
use crate::rsvp::steps::{rsvp_of, rsvps_of};
use crate::support::app::TestApp;

const CLAIM: &str = "mutation ($input: ClaimWantedDishInput!) {
    claimWantedDish(input: $input) { dish { number } userErrors { code path } } }";

fn claim(who: PersonId, wanted: &Value) -> Call {
    Call {
        who,
        query: CLAIM,
        variables: json!({ "input": { "wantedDishId": wanted["id"], "temperature": "HOT" } }),
    }
}

/// So many people of households of their own, who all come.
async fn guests(app: &TestApp, potluck: &Potluck, count: usize) -> Vec<PersonId> {
    let people = potluck.town.residents(app, count).await;
    for who in &people {
        potluck.answers(app, *who, Answer::Going).await;
    }
    people
}

async fn coming(app: &TestApp, event: EventId) -> Vec<dish::Model> {
    dish::Entity::find()
        .filter(dish::Column::EventId.eq(event))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .all(app.core.db().writer())
        .await
        .expect("the table is read")
}

both_databases!(two_hundred_households_never_get_more_than_fifty, with PATIENT, |app| {
    let potluck = Potluck::plan(&app).await;
    let people = guests(&app, &potluck, 200).await;
    let wanted = potluck.want(&app, json!({ "quantity": 50 })).await;
    let app = Arc::new(app);
    let calls = people.iter().map(|who| claim(*who, &wanted)).collect();
    let (mut numbers, mut taken) = (BTreeSet::new(), 0);
    for answer in all_at_once(&app, calls).await {
        match answer.refusals("claimWantedDish").as_slice() {
            [] => {
                let number = answer.at("/claimWantedDish/dish/number").as_i64();
                assert!(numbers.insert(number.expect("a number")), "a number is given once");
            }
            [one] if one == "WANTED_DISH_TAKEN wantedDishId" => taken += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((numbers.len(), taken), (50, 150));
    assert_eq!(numbers.last(), Some(&50), "and none is left out");
    assert_eq!(wanted_row(&app, &wanted).await.claimed, 50);
    let dishes = coming(&app, potluck.event).await;
    assert_eq!(dishes.len(), 50);
    let households: BTreeSet<_> = dishes.iter().map(|dish| dish.household_id).collect();
    assert_eq!(households.len(), 50);
});

both_databases!(who_leaves_meanwhile_leaves_no_claim_behind, with PATIENT, |app| {
    let potluck = Potluck::plan(&app).await;
    let people = guests(&app, &potluck, 40).await;
    let wanted = potluck.want(&app, json!({ "quantity": 10 })).await;
    for who in &people[..10] {
        potluck.claim(&app, *who, &wanted).await;
    }
    let app = Arc::new(app);
    let mut calls = Vec::new();
    for who in &people[..10] {
        let rsvp = rsvp_of(&app, potluck.event, *who).await.expect("an answer");
        calls.push(stay_away(&potluck.town, *who, rsvp.id));
    }
    for who in &people[10..] {
        calls.push(claim(*who, &wanted));
    }
    // Some of them change their mind while they claim.
    for who in &people[10..20] {
        let rsvp = rsvp_of(&app, potluck.event, *who).await.expect("an answer");
        calls.push(stay_away(&potluck.town, *who, rsvp.id));
    }
    for answer in all_at_once(&app, calls).await {
        if answer.data().get("withdrawRsvp").is_some() {
            assert_eq!(answer.refusals("withdrawRsvp"), [""; 0]);
            continue;
        }
        let refusals = answer.refusals("claimWantedDish");
        let expected = ["WANTED_DISH_TAKEN wantedDishId", "HOUSEHOLD_NOT_GOING wantedDishId"];
        assert!(refusals.iter().all(|one| expected.contains(&one.as_str())), "{refusals:?}");
    }
    let dishes = coming(&app, potluck.event).await;
    let claimed = wanted_row(&app, &wanted).await.claimed;
    assert_eq!(i32::try_from(dishes.len()), Ok(claimed));
    assert!(claimed <= 10);
    let answers = rsvps_of(&app, potluck.event).await;
    let going: BTreeSet<HouseholdId> = answers
        .iter()
        .filter(|answer| answer.state == RsvpState::Going)
        .map(|answer| answer.household_id)
        .collect();
    assert_eq!(going.len(), 20);
    assert!(dishes.iter().all(|dish| going.contains(&dish.household_id)));
    // What is left can still be had by those who come.
    let mut claimed = claimed;
    for who in &people[20..] {
        let reply = potluck.claims(&app, *who, &wanted).await;
        if reply.refusals("claimWantedDish").is_empty() {
            claimed += 1;
        }
    }
    assert_eq!((claimed, wanted_row(&app, &wanted).await.claimed), (10, 10));
});
