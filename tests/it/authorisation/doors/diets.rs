//! Ways to what is known of dishes and of the guests who cannot eat them.

use serde_json::json;

use super::{Door, door, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = of_dish(stage);
    doors.extend(of_banquet(stage));
    let (public, resident) = (text(stage, stage.public), text(stage, stage.resident()));
    let mut for_resident = door(
        ("DishForPerson", "a resident's dish, for the resident"),
        "banquet.dishesForMe(personId)",
        &public,
        "/event/banquet/dishesForMe/nodes/0",
        None,
        "query ($id: ID!, $person: ID!) { event(id: $id) { banquet { dishesForMe(personId: $person, \
         fit: [SUITS, UNKNOWN, UNSUITABLE]) { nodes { FIELDS } } } } }",
    );
    for_resident.variables["person"] = json!(resident);
    doors.push(for_resident);
    doors
}

fn of_dish(stage: &Stage) -> Vec<Door> {
    let dish = text(stage, stage.banquets.dish);
    let parts = [
        (
            "DishWarning",
            "dish.warnings",
            "warnings { FIELDS }",
            "/warnings/0",
        ),
        (
            "DishSuits",
            "dish.suitsViewer",
            "suitsViewer { FIELDS }",
            "/suitsViewer",
        ),
        (
            "DishFitReason",
            "dish.suitsViewer.reasons",
            "suitsViewer { reasons { FIELDS } }",
            "/suitsViewer/reasons/0",
        ),
    ];
    let doors = parts.map(|(object, way, part, at)| {
        let operation = format!("{{ node(id: $id) {{ ... on Dish {{ {part} }} }} }}");
        let what = (object, "of a resident's dish");
        door(what, way, &dish, &format!("/node{at}"), None, &operation)
    });
    let mut doors = Vec::from(doors);
    doors.push(door(
        ("DishWarning", "of what is not declared"),
        "dish.warnings",
        &dish,
        "/node/warnings/1",
        None,
        "{ node(id: $id) { ... on Dish { warnings { FIELDS } } } }",
    ));
    let withdrawn = text(stage, stage.banquets.withdrawn);
    for (instance, at) in [
        (
            "an allergen that is not declared",
            "/node/suitsViewer/reasons/0",
        ),
        (
            "a diet of which nothing is said",
            "/node/suitsViewer/reasons/1",
        ),
    ] {
        doors.push(door(
            ("DishFitReason", instance),
            "dish.suitsViewer.reasons",
            &withdrawn,
            at,
            None,
            "{ node(id: $id) { ... on Dish { suitsViewer { reasons { FIELDS } } } } }",
        ));
    }
    doors
}

fn of_banquet(stage: &Stage) -> Vec<Door> {
    let public = text(stage, stage.public);
    let parts = [
        (
            "BanquetDietCounts",
            "banquet.dietCounts",
            "dietCounts { FIELDS }",
            "/dietCounts",
        ),
        (
            "AllergenCount",
            "banquet.dietCounts.allergens",
            "dietCounts { allergens { FIELDS } }",
            "/dietCounts/allergens/0",
        ),
        (
            "DietKindCount",
            "banquet.dietCounts.diets",
            "dietCounts { diets { FIELDS } }",
            "/dietCounts/diets/0",
        ),
        (
            "BanquetWarnings",
            "banquet.warnings",
            "warnings { nodes { FIELDS } }",
            "/warnings/nodes/0",
        ),
        (
            "BanquetWarning",
            "banquet.warnings.warnings",
            "warnings { nodes { warnings { FIELDS } } }",
            "/warnings/nodes/0/warnings/0",
        ),
    ];
    let doors = parts.map(|(object, way, part, at)| {
        let operation = format!("{{ event(id: $id) {{ banquet {{ {part} }} }} }}");
        let at = format!("/event/banquet{at}");
        door((object, "public"), way, &public, &at, None, &operation)
    });
    doors.into()
}
