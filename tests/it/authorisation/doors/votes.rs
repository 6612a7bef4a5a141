//! Ways to votes for dishes.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = Vec::new();
    let (public, invited) = ("public", "for who was invited");
    for (object, instance, way, part, at) in [
        ("DishVote", public, "banquet.dishVote", "FIELDS", ""),
        ("DishVote", invited, "banquet.dishVote", "FIELDS", ""),
        (
            "DishBallot",
            public,
            "dishVote.viewerBallot",
            "viewerBallot { FIELDS }",
            "/viewerBallot",
        ),
        (
            "DishBallotLine",
            public,
            "ballot.votes",
            "viewerBallot { votes { FIELDS } }",
            "/viewerBallot/votes/0",
        ),
        (
            "DishResult",
            invited,
            "dishVote.results",
            "results(first: 5) { FIELDS }",
            "/results/0",
        ),
    ] {
        let event = match instance == public {
            true => text(stage, stage.public),
            false => text(stage, stage.invited),
        };
        let operation = format!("{{ event(id: $id) {{ banquet {{ dishVote {{ {part} }} }} }} }}");
        let at = format!("/event/banquet/dishVote{at}");
        doors.push(door((object, instance), way, &event, &at, None, &operation));
    }
    let (best, invited) = (text(stage, stage.best_dish), text(stage, stage.invited));
    let what = ("Dish", "liked best");
    doors.extend(front(what, &best));
    doors.push(door(
        what,
        "dishVote.results.dish",
        &invited,
        "/event/banquet/dishVote/results/0/dish",
        Some(&best),
        "{ event(id: $id) { banquet { dishVote { results(first: 5) { dish { FIELDS } } } } } }",
    ));
    let (dish, public) = (text(stage, stage.banquets.dish), text(stage, stage.public));
    doors.push(door(
        ("Dish", "a resident's"),
        "ballot.votes.dish",
        &public,
        "/event/banquet/dishVote/viewerBallot/votes/0/dish",
        Some(&dish),
        "{ event(id: $id) { banquet { dishVote { viewerBallot { votes { dish { FIELDS } } } } } } }",
    ));
    doors
}

/// What mutations answer, of which each changes nothing that matters here.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let public = text(stage, stage.public);
    vec![
        door(
            ("Banquet", "public"),
            "openDishVote.banquet",
            &public,
            "/openDishVote/banquet",
            None,
            "mutation ($id: ID!) { openDishVote(input: { eventId: $id }) { banquet { FIELDS } } }",
        ),
        door(
            ("Banquet", "for who was invited"),
            "closeDishVote.banquet",
            &text(stage, stage.invited),
            "/closeDishVote/banquet",
            None,
            "mutation ($id: ID!) { closeDishVote(input: { eventId: $id }) { banquet { FIELDS } } }",
        ),
    ]
}
