//! Ballots of people who are acted for, merged and erased.

use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::Feast;
use crate::both_databases;
use crate::factories::{agrees, gid};
use crate::support::mutation::with;

both_databases!(a_steward_casts_the_ballot_of_who_agrees, |app| {
    let feast = Feast::open(&app, 2).await;
    let guest = feast.guests[0];
    let steward = Some(feast.town.steward);
    let for_guest = json!({ "onBehalfOf": *gid(&feast.town, guest), "via": "PHONE" });
    let input = with(&feast.ballot(&[(1, 2)]), for_guest);
    let told = app
        .without_trace(steward, "castDishVotes", "ballot { spent }", input.clone())
        .await;
    assert_eq!(
        told.refusals("castDishVotes"),
        ["CONSENT_REQUIRED onBehalfOf"]
    );
    agrees(&app, guest, ConsentPurpose::ActOnBehalf).await;
    let selection = "ballot { spent castBy { name } }";
    let told = app.mutate(steward, "castDishVotes", selection, input).await;
    let expected = json!({ "spent": 2, "castBy": { "name": "steward" } });
    assert_eq!(told.at("/castDishVotes/ballot"), &expected);
    // It is the guest's, and not the steward's.
    let seen = feast.seen(&app, Some(guest)).await;
    assert_eq!(seen["dishVote"]["viewerBallot"]["spent"], 2);
    let seen = feast.seen(&app, steward).await;
    assert_eq!(seen["dishVote"]["viewerBallot"], json!(null));
});

both_databases!(a_merged_record_votes_once, |app| {
    let feast = Feast::open(&app, 4).await;
    feast.votes(&app, 0, &[(2, 2)]).await;
    feast.votes(&app, 1, &[(3, 2)]).await;
    let input = json!({ "keepId": *gid(&feast.town, feast.guests[0]),
        "duplicateId": *gid(&feast.town, feast.guests[1]) });
    let told = app
        .mutate(
            Some(feast.town.admin),
            "mergePeople",
            "person { id }",
            input,
        )
        .await;
    assert_eq!(told.refusals("mergePeople"), [""; 0]);
    feast.turn(&app, "closeDishVote").await;
    let counted = feast.counted(&app).await;
    assert_eq!(
        counted[2..],
        [Some(2), Some(0)],
        "the keeper's ballot stands"
    );
});

both_databases!(the_ballot_of_a_merged_record_is_the_keepers, |app| {
    let feast = Feast::open(&app, 4).await;
    feast.votes(&app, 1, &[(3, 2)]).await;
    let input = json!({ "keepId": *gid(&feast.town, feast.guests[0]),
        "duplicateId": *gid(&feast.town, feast.guests[1]) });
    app.mutate(
        Some(feast.town.admin),
        "mergePeople",
        "person { id }",
        input,
    )
    .await;
    let seen = feast.seen(&app, Some(feast.guests[0])).await;
    assert_eq!(seen["dishVote"]["viewerBallot"]["spent"], 2);
    feast.turn(&app, "closeDishVote").await;
    assert_eq!(feast.counted(&app).await[3], Some(2));
});

both_databases!(
    an_erased_guest_leaves_no_ballot_and_counted_votes_stay,
    |app| {
        let feast = Feast::open(&app, 3).await;
        feast.votes(&app, 0, &[(2, 2)]).await;
        feast.votes(&app, 1, &[(2, 1)]).await;
        erase(&app, &feast, 0).await;
        feast.turn(&app, "closeDishVote").await;
        assert_eq!(feast.counted(&app).await[2], Some(1));
        erase(&app, &feast, 1).await;
        assert_eq!(feast.counted(&app).await[2], Some(1));
        let writer = app.core.db().writer();
        assert_eq!(dish_ballot::Entity::find().count(writer).await.unwrap(), 0);
        assert_eq!(dish_vote::Entity::find().count(writer).await.unwrap(), 0);
    }
);

async fn erase(app: &crate::support::app::TestApp, feast: &Feast, guest: usize) {
    let who = feast.guests[guest];
    let name = crate::factories::person_row(app, who).await.name;
    let told = app
        .mutate(
            Some(who),
            "eraseMe",
            "erasedPersonId",
            json!({ "confirm": name }),
        )
        .await;
    assert_eq!(told.refusals("eraseMe"), [""; 0]);
}
