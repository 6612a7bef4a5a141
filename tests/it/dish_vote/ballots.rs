//! What a guest may give, and for what.

use mulin_domain::rsvp::Answer;
use serde_json::json;

use super::Feast;
use crate::both_databases;
use crate::factories::{gid, housemate, respond, take_back};

both_databases!(
    a_ballot_keeps_to_budget_and_cap_and_to_dishes_of_others,
    |app| {
        let feast = Feast::open(&app, 4).await;
        let voter = feast.guests[0];
        let told = feast.refused(&app, voter, &[(0, 1), (1, 3), (2, 2)]).await;
        assert_eq!(
            told,
            [
                "OWN_DISH votes.0.dishId",
                "VOTE_CAP_EXCEEDED votes.1.votes",
                "VOTE_BUDGET_EXCEEDED votes"
            ]
        );
        let told = feast.refused(&app, voter, &[(1, 2), (2, 2)]).await;
        assert_eq!(told, ["VOTE_BUDGET_EXCEEDED votes"]);
        let told = feast
            .refused(&app, voter, &[(1, 0), (2, -1), (1, 101)])
            .await;
        assert_eq!(
            told,
            [
                "OUT_OF_RANGE votes.0.votes",
                "OUT_OF_RANGE votes.1.votes",
                "OUT_OF_RANGE votes.2.votes",
                "DUPLICATE votes.2.dishId"
            ]
        );
        let taken = feast.cast(&app, voter, &[(1, 1), (2, 2)]).await;
        let ballot = taken.at("/castDishVotes/ballot");
        assert_eq!(
            (&ballot["budget"], &ballot["spent"]),
            (&json!(3), &json!(3))
        );
        let lines = json!([
            { "votes": 2, "dish": { "id": *gid(&feast.town, feast.dishes[2]) } },
            { "votes": 1, "dish": { "id": *gid(&feast.town, feast.dishes[1]) } },
        ]);
        assert_eq!(ballot["votes"], lines);
    }
);

both_databases!(a_ballot_takes_the_place_of_the_one_before, |app| {
    let feast = Feast::open(&app, 4).await;
    feast.votes(&app, 0, &[(1, 2), (2, 1)]).await;
    feast.votes(&app, 0, &[(3, 1)]).await;
    // The same once more does nothing, and all can be taken back.
    feast.votes(&app, 0, &[(3, 1)]).await;
    feast.votes(&app, 1, &[(0, 2)]).await;
    feast.votes(&app, 1, &[]).await;
    feast.turn(&app, "closeDishVote").await;
    assert_eq!(
        feast.counted(&app).await,
        [Some(0), Some(0), Some(0), Some(1)]
    );
});

both_databases!(nobody_votes_for_their_own_household_whoever_cooked, |app| {
    let feast = Feast::open(&app, 2).await;
    let mate = housemate(&app, feast.guests[0], "mate", Some(1980)).await;
    respond(&app.core, mate, feast.event, Answer::Going, 1)
        .await
        .expect("taken");
    let told = feast.refused(&app, mate, &[(0, 1)]).await;
    assert_eq!(told, ["OWN_DISH votes.0.dishId"]);
    let told = feast.cast(&app, mate, &[(1, 1)]).await;
    assert_eq!(told.refusals("castDishVotes"), [""; 0]);
});

both_databases!(only_guests_vote_and_only_while_the_vote_is_open, |app| {
    let feast = Feast::of(&app, 2).await;
    let told = feast.refused(&app, feast.guests[0], &[(1, 1)]).await;
    assert_eq!(told, ["VOTE_NOT_OPEN eventId"]);
    feast.turn(&app, "openDishVote").await;
    let stranger = feast.town.resident(&app, "stranger").await;
    let told = feast.refused(&app, stranger, &[(1, 1)]).await;
    assert_eq!(told, ["NOT_A_GUEST eventId"]);
    respond(&app.core, stranger, feast.event, Answer::Maybe, 1)
        .await
        .expect("taken");
    let told = feast.refused(&app, stranger, &[(1, 1)]).await;
    assert_eq!(
        told,
        ["NOT_A_GUEST eventId"],
        "who may come is no guest yet"
    );
    feast.turn(&app, "closeDishVote").await;
    let told = feast.refused(&app, feast.guests[0], &[(1, 1)]).await;
    assert_eq!(told, ["VOTE_CLOSED eventId"]);
});

both_databases!(a_dish_that_is_not_brought_any_more_cannot_win, |app| {
    let feast = Feast::open(&app, 3).await;
    feast.votes(&app, 0, &[(1, 2), (2, 1)]).await;
    take_back(&app, feast.guests[1], feast.dishes[1]).await;
    let told = feast.refused(&app, feast.guests[2], &[(1, 1)]).await;
    assert_eq!(told, ["NOT_FOUND votes.0.dishId"]);
    let seen = feast.seen(&app, Some(feast.guests[0])).await;
    let lines = &seen["dishVote"]["viewerBallot"]["votes"];
    assert_eq!(lines[0], json!({ "votes": 2, "dish": null }));
    feast.turn(&app, "closeDishVote").await;
    assert_eq!(feast.counted(&app).await, [Some(0), None, Some(1)]);
});
