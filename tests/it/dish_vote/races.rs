//! Ballots that meet: of one guest at once, and as the vote is closed.

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::Feast;
use crate::both_databases;
use crate::factories::gid;
use crate::rsvp::rush::{Call, PATIENT, all_at_once};

const CAST: &str = "mutation ($input: CastDishVotesInput!) {
    castDishVotes(input: $input) { ballot { spent } userErrors { code path } } }";
const CLOSE: &str = "mutation ($input: CloseDishVoteInput!) {
    closeDishVote(input: $input) { banquet { version } userErrors { code path } } }";

fn cast(feast: &Feast, who: PersonId, votes: &[(usize, i32)]) -> Call {
    Call {
        who,
        query: CAST,
        variables: json!({ "input": feast.ballot(votes) }),
    }
}

both_databases!(of_two_ballots_at_once_one_stands_whole, with PATIENT, |app| {
    let feast = Feast::open(&app, 4).await;
    let app = Arc::new(app);
    let (one, other) = ([(1, 2), (2, 1)], [(2, 1), (3, 2)]);
    for _ in 0..8 {
        let guest = feast.guests[0];
        let calls = vec![
            cast(&feast, guest, &one),
            cast(&feast, guest, &other),
            cast(&feast, guest, &one),
            cast(&feast, guest, &other),
        ];
        for answer in all_at_once(&app, calls).await {
            assert_eq!(answer.refusals("castDishVotes"), [""; 0]);
        }
        let rows = dish_vote::Entity::find()
            .filter(dish_vote::Column::PersonId.eq(guest))
            .all(app.core.db().writer())
            .await
            .expect("votes are read");
        let of = |dish: usize| {
            let row = rows.iter().find(|row| row.dish_id == feast.dishes[dish]);
            row.map_or(0, |row| row.votes)
        };
        let stands = [of(1), of(2), of(3)];
        assert!(
            [[2, 1, 0], [0, 1, 2]].contains(&stands),
            "two ballots were mixed: {stands:?}"
        );
    }
});

both_databases!(a_ballot_counts_or_is_told_that_it_came_too_late, with PATIENT, |app| {
    let app = Arc::new(app);
    let feast = Feast::open(&app, 24).await;
    let mut calls: Vec<Call> = feast.guests[1..]
        .iter()
        .map(|guest| cast(&feast, *guest, &[(0, 2)]))
        .collect();
    let input = json!({ "eventId": *gid(&feast.town, feast.event) });
    calls.insert(11, Call {
        who: feast.town.organiser,
        query: CLOSE,
        variables: json!({ "input": input }),
    });
    let (mut taken, mut late) = (0, 0);
    for answer in all_at_once(&app, calls).await {
        if answer.data().get("closeDishVote").is_some() {
            assert_eq!(answer.refusals("closeDishVote"), [""; 0]);
            continue;
        }
        match answer.refusals("castDishVotes").as_slice() {
            [] => taken += 1,
            [one] if one == "VOTE_CLOSED eventId" => late += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(taken + late, 23);
    assert_eq!(feast.counted(&app).await[0], Some(2 * taken), "none is lost, none is counted twice");
});
