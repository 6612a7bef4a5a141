//! What is seen of a vote, and when.

use serde_json::json;

use super::Feast;
use crate::both_databases;
use crate::factories::gid;

both_databases!(nobody_learns_how_it_stands_until_it_is_closed, |app| {
    let feast = Feast::open(&app, 3).await;
    feast.votes(&app, 0, &[(1, 2)]).await;
    for who in [None, Some(feast.guests[1]), Some(feast.town.organiser)] {
        let seen = feast.seen(&app, who).await;
        assert_eq!(seen["dishVote"]["state"], "OPEN");
        assert_eq!(seen["dishVote"]["results"], json!([]));
        assert_eq!(seen["dishVote"]["viewerBallot"], json!(null), "{who:?}");
        for dish in seen["dishes"]["nodes"].as_array().expect("a list") {
            assert_eq!(
                (&dish["votes"], &dish["viewerVotes"]),
                (&json!(null), &json!(null))
            );
        }
    }
    // One's own is one's own.
    let own = feast.seen(&app, Some(feast.guests[0])).await;
    assert_eq!(own["dishVote"]["viewerBallot"]["spent"], 2);
    let dishes = own["dishes"]["nodes"].as_array().expect("a list");
    let voted = json!(*gid(&feast.town, feast.dishes[1]));
    for dish in dishes {
        let given = if dish["id"] == voted { 2 } else { 0 };
        assert_eq!(dish["viewerVotes"], given);
        assert_eq!(dish["votes"], json!(null));
    }
});

both_databases!(ties_are_shown_as_ties_and_share_their_prizes, |app| {
    let feast = Feast::open(&app, 5).await;
    feast.votes(&app, 0, &[(1, 2)]).await;
    feast.votes(&app, 1, &[(0, 2)]).await;
    feast.votes(&app, 2, &[(3, 1)]).await;
    feast.turn(&app, "closeDishVote").await;
    // A second time does nothing, and it does not open again.
    feast.turn(&app, "closeDishVote").await;
    let input = json!({ "eventId": *gid(&feast.town, feast.event) });
    let organiser = Some(feast.town.organiser);
    let told = app
        .without_trace(organiser, "openDishVote", "banquet { version }", input)
        .await;
    assert_eq!(told.refusals("openDishVote"), ["VOTE_CLOSED eventId"]);
    let seen = feast.seen(&app, None).await;
    let line = |rank: i32, tie: bool, votes: i32, prizes: &[&str], name: &str| {
        json!({ "rank": rank, "isTie": tie, "votes": votes, "prizes": prizes,
            "dish": { "name": name, "votes": votes } })
    };
    assert_eq!(
        seen["dishVote"]["results"],
        json!([
            line(1, true, 2, &["金锅", "银勺"], "第0道菜"),
            line(1, true, 2, &["金锅", "银勺"], "第1道菜"),
            line(3, false, 1, &["铜筷"], "第3道菜"),
            line(4, true, 0, &[], "第2道菜"),
            line(4, true, 0, &[], "第4道菜"),
        ])
    );
    assert!(seen["dishVote"]["closedAt"].is_string());
});

both_databases!(only_who_runs_the_event_opens_and_closes_its_vote, |app| {
    let feast = Feast::of(&app, 2).await;
    let input = json!({ "eventId": *gid(&feast.town, feast.event) });
    for mutation in ["openDishVote", "closeDishVote"] {
        let guest = Some(feast.guests[0]);
        let selection = "banquet { version }";
        let told = app
            .without_trace(guest, mutation, selection, input.clone())
            .await;
        assert_eq!(told.error_code(), "FORBIDDEN");
    }
    let organiser = Some(feast.town.organiser);
    let told = app
        .without_trace(organiser, "closeDishVote", "banquet { version }", input)
        .await;
    assert_eq!(told.refusals("closeDishVote"), ["VOTE_NOT_OPEN eventId"]);
});

both_databases!(a_vote_needs_votes_to_give_and_a_banquet, |app| {
    let feast = Feast::of(&app, 1).await;
    let organiser = Some(feast.town.organiser);
    let selection = "banquet { version }";
    let plain = feast
        .town
        .event(&app, crate::factories::Plan::default())
        .await;
    let input = json!({ "eventId": *gid(&feast.town, plain.id) });
    let told = app
        .without_trace(organiser, "openDishVote", selection, input.clone())
        .await;
    assert_eq!(told.refusals("openDishVote"), ["NOT_A_BANQUET eventId"]);
    let settings = mulin_domain::banquet::Settings {
        votes_per_guest: mulin_domain::input::Patch::Set(0),
        ..Default::default()
    };
    feast.town.plan_banquet(&app, plain.id, settings).await;
    let told = app
        .without_trace(organiser, "openDishVote", selection, input)
        .await;
    assert_eq!(told.refusals("openDishVote"), ["NO_VOTES_TO_GIVE eventId"]);
});
