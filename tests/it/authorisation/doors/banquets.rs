//! Ways to banquets, what is brought to them, and what is asked for.

use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = banquets(stage);
    doors.extend(dishes(stage));
    doors.extend(wanted(stage));
    doors.push(door(
        ("AllergenInfo", "of GB 7718"),
        "allergens",
        "",
        "/allergens/0",
        None,
        "query { allergens(vocabulary: GB_7718) { FIELDS } }",
    ));
    doors
}

fn banquets(stage: &Stage) -> Vec<Door> {
    let mut doors = Vec::new();
    for (instance, event) in [
        ("public", stage.public),
        ("for who was invited", stage.invited),
    ] {
        let event = text(stage, event);
        for (object, way, part, at) in [
            ("Banquet", "event.banquet", "FIELDS", ""),
            (
                "BanquetViewerCan",
                "banquet.viewerCan",
                "viewerCan { FIELDS }",
                "/viewerCan",
            ),
            (
                "CategoryServings",
                "banquet.servingsPer100Guests",
                "servingsPer100Guests { FIELDS }",
                "/servingsPer100Guests/0",
            ),
            (
                "DishCoverage",
                "banquet.coverage",
                "coverage { FIELDS }",
                "/coverage/0",
            ),
            (
                "DishSuggestion",
                "banquet.suggestions",
                "suggestions(first: 20) { FIELDS }",
                "/suggestions/0",
            ),
        ] {
            let operation = format!("{{ event(id: $id) {{ banquet {{ {part} }} }} }}");
            let at = format!("/event/banquet{at}");
            doors.push(door((object, instance), way, &event, &at, None, &operation));
        }
    }
    doors
}

fn dishes(stage: &Stage) -> Vec<Door> {
    let (public, home) = (text(stage, stage.public), text(stage, stage.household));
    let mut doors = Vec::new();
    for (instance, dish, states) in [
        ("a resident's", stage.banquets.dish, "[PLEDGED]"),
        (
            "a resident's, taken back",
            stage.banquets.withdrawn,
            "[WITHDRAWN]",
        ),
    ] {
        let (what, id) = (("Dish", instance), text(stage, dish));
        doors.extend(front(what, &id));
        let listed = format!(
            "{{ event(id: $id) {{ banquet {{ dishes(states: {states}) {{ nodes {{ FIELDS }} }} }} }} }}"
        );
        let at = "/event/banquet/dishes/nodes";
        doors.push(door(
            what,
            "banquet.dishes",
            &public,
            at,
            Some(&id),
            &listed,
        ));
        let of_household = format!(
            "query ($id: ID!, $home: ID!) {{ event(id: $id) {{ banquet {{ \
             dishes(states: {states}, householdId: $home) {{ nodes {{ FIELDS }} }} }} }} }}"
        );
        let mut of_household = door(
            what,
            "banquet.dishes(householdId)",
            &public,
            "/event/banquet/dishes/nodes",
            Some(&id),
            &of_household,
        );
        of_household.variables["home"] = json!(home);
        doors.push(of_household);
        for (object, way, part, at) in [
            ("DishCook", "dish.cook", "cook { FIELDS }", "/cook"),
            (
                "DishAllergen",
                "dish.allergens",
                "allergens(vocabulary: EU_1169) { FIELDS }",
                "/allergens/0",
            ),
            (
                "DishViewerCan",
                "dish.viewerCan",
                "viewerCan { FIELDS }",
                "/viewerCan",
            ),
        ] {
            let operation = format!("{{ node(id: $id) {{ ... on Dish {{ {part} }} }} }}");
            let at = format!("/node{at}");
            doors.push(door((object, instance), way, &id, &at, None, &operation));
        }
    }
    let id = text(stage, stage.banquets.dish);
    doors.push(door(
        ("Dish", "a resident's"),
        "banquet.viewerDishes",
        &public,
        "/event/banquet/viewerDishes",
        Some(&id),
        "{ event(id: $id) { banquet { viewerDishes { FIELDS } } } }",
    ));
    doors
}

fn wanted(stage: &Stage) -> Vec<Door> {
    let all = &stage.banquets;
    let mut doors = Vec::new();
    for (instance, id, event) in [
        ("of a public event", all.wanted, Some(stage.public)),
        ("asked for no longer", all.removed, None),
        ("of an invited event", all.hidden, Some(stage.invited)),
    ] {
        let (what, id) = (("WantedDish", instance), text(stage, id));
        doors.extend(front(what, &id));
        let Some(event) = event else { continue };
        let listed = "{ event(id: $id) { banquet { wantedDishes { FIELDS } } } }";
        let at = "/event/banquet/wantedDishes";
        let event = text(stage, event);
        doors.push(door(
            what,
            "banquet.wantedDishes",
            &event,
            at,
            Some(&id),
            listed,
        ));
    }
    let (dish, id) = (text(stage, all.dish), text(stage, all.wanted));
    doors.push(door(
        ("WantedDish", "of a public event"),
        "dish.wantedDish",
        &dish,
        "/node/wantedDish",
        Some(&id),
        "{ node(id: $id) { ... on Dish { wantedDish { FIELDS } } } }",
    ));
    doors
}

/// What mutations answer, of which each changes nothing that matters here.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let all = &stage.banquets;
    let public = text(stage, stage.public);
    let (dish, withdrawn) = (text(stage, all.dish), text(stage, all.withdrawn));
    let (wanted, removed) = (text(stage, all.wanted), text(stage, all.removed));
    vec![
        door(
            ("Banquet", "public"),
            "updateBanquet.banquet",
            &public,
            "/updateBanquet/banquet",
            None,
            "mutation ($id: ID!) { updateBanquet(input: { eventId: $id }) { banquet { FIELDS } } }",
        ),
        door(
            ("Dish", "a resident's"),
            "updateDish.dish",
            &dish,
            "/updateDish/dish",
            Some(&dish),
            "mutation ($id: ID!) { updateDish(input: { dishId: $id }) { dish { FIELDS } } }",
        ),
        door(
            ("Banquet", "public"),
            "updateDish.banquet",
            &dish,
            "/updateDish/banquet",
            None,
            "mutation ($id: ID!) { updateDish(input: { dishId: $id }) { banquet { FIELDS } } }",
        ),
        door(
            ("Dish", "a resident's, taken back"),
            "withdrawDish.dish",
            &withdrawn,
            "/withdrawDish/dish",
            Some(&withdrawn),
            "mutation ($id: ID!) { withdrawDish(input: { dishId: $id }) { dish { FIELDS } } }",
        ),
        door(
            ("WantedDish", "of a public event"),
            "updateWantedDish.wantedDish",
            &wanted,
            "/updateWantedDish/wantedDish",
            Some(&wanted),
            "mutation ($id: ID!) { updateWantedDish(input: { wantedDishId: $id }) \
             { wantedDish { FIELDS } } }",
        ),
        door(
            ("WantedDish", "asked for no longer"),
            "removeWantedDish.wantedDish",
            &removed,
            "/removeWantedDish/wantedDish",
            Some(&removed),
            "mutation ($id: ID!) { removeWantedDish(input: { wantedDishId: $id }) \
             { wantedDish { FIELDS } } }",
        ),
    ]
}
