//! Ways to what the authorities ask, what was filed and kept for them, and what cooks have shown.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let known = &stage.authorities;
    let community = text(stage, stage.town.community.id);
    let (public, resident) = (text(stage, stage.public), text(stage, stage.resident()));
    let dish = text(stage, stage.banquets.dish);
    let mut doors = Vec::new();
    for (object, instance, id, way, start, at, operation) in [
        (
            "DiningPolicy",
            "of the city",
            text(stage, known.policy),
            "area.diningPolicies",
            &community,
            "/area/diningPolicies",
            "{ area(id: $id) { diningPolicies { FIELDS } } }",
        ),
        (
            "BannedIngredient",
            "of the city",
            text(stage, known.ban),
            "area.bannedIngredients",
            &community,
            "/area/bannedIngredients",
            "{ area(id: $id) { bannedIngredients { FIELDS } } }",
        ),
        (
            "FilingTask",
            "of a public event",
            text(stage, known.task),
            "banquet.filingTasks",
            &public,
            "/event/banquet/filingTasks",
            "{ event(id: $id) { banquet { filingTasks { FIELDS } } } }",
        ),
        (
            "FoodSample",
            "of a resident's dish",
            text(stage, known.sample),
            "dish.samples",
            &dish,
            "/node/samples",
            "{ node(id: $id) { ... on Dish { samples { FIELDS } } } }",
        ),
        (
            "CookCertificate",
            "a resident's",
            text(stage, known.certificate),
            "person.cookCertificates",
            &resident,
            "/node/cookCertificates",
            "{ node(id: $id) { ... on Person { cookCertificates { FIELDS } } } }",
        ),
    ] {
        let what = (object, instance);
        doors.extend(front(what, &id));
        doors.push(door(what, way, start, at, Some(&id), operation));
    }
    doors.push(door(
        ("DishCookCertificate", "of a resident's dish"),
        "dish.cookCertificate",
        &dish,
        "/node/cookCertificate",
        None,
        "{ node(id: $id) { ... on Dish { cookCertificate { FIELDS } } } }",
    ));
    let discarded = ("FoodSample", "of a resident's dish, thrown away");
    doors.extend(front(discarded, &text(stage, known.discarded)));
    let mistaken = ("CookCertificate", "a resident's, noted by mistake");
    doors.extend(front(mistaken, &text(stage, known.mistaken)));
    doors
}
