//! Votes for dishes.

use serde_json::json;

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

/// See the module.
pub(super) fn votes(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event) in [
        ("public", stage.public),
        ("for who was invited", stage.invited),
        ("for its audience", stage.audience),
    ] {
        let input = json!({ "eventId": id(stage, event) });
        cases.push(case("openDishVote", about, input.clone()));
        cases.push(case("closeDishVote", about, input));
        let ballot = json!({ "eventId": id(stage, event), "votes": [] });
        cases.push(case("castDishVotes", about, ballot));
    }
    for (about, via) in [
        ("public, for a resident", "APP"),
        ("public, for a resident by telephone", "PHONE"),
    ] {
        let ballot = json!({
            "eventId": id(stage, stage.public), "votes": [],
            "onBehalfOf": id(stage, stage.resident()), "via": via,
        });
        cases.push(case("castDishVotes", about, ballot));
    }
    cases
}
