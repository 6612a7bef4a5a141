//! Banquets, what is brought to them, and what is asked for.

use serde_json::{Value, json};

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

/// See the module.
pub(super) fn banquets(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event) in [
        ("for its audience", stage.audience),
        ("a draft", stage.draft),
    ] {
        let input = json!({ "eventId": id(stage, event) });
        cases.push(case("planBanquet", about, input));
    }
    let dish = |event: Value, more: &Value| {
        let mut input = json!({
            "eventId": event, "name": "凉皮", "category": "COLD", "servings": 12,
            "temperature": "COLD",
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        input
    };
    for (about, event) in [
        ("public", stage.public),
        ("for who was invited", stage.invited),
    ] {
        let event = id(stage, event);
        let edit = json!({ "eventId": event, "bringTo": "后厨" });
        cases.push(case("updateBanquet", about, edit));
        let want = json!({
            "eventId": event, "category": "SOUP", "name": "鸡汤", "servings": 20,
        });
        cases.push(case("wantDish", about, want));
        cases.push(case("bringDish", about, dish(event, &json!({}))));
    }
    // Nobody telephones themselves.
    let resident = id(stage, stage.resident());
    for (about, via) in [
        ("public, for a resident", "APP"),
        ("public, for a resident by telephone", "PHONE"),
    ] {
        let more = json!({ "onBehalfOf": resident, "via": via });
        let input = dish(id(stage, stage.public), &more);
        cases.push(case("bringDish", about, input));
    }
    cases.extend(wanted(stage));
    for (about, dish) in [
        ("a resident's", stage.banquets.dish),
        ("a resident's, taken back", stage.banquets.withdrawn),
    ] {
        let dish = id(stage, dish);
        let edit = json!({ "dishId": dish, "servings": 25 });
        cases.push(case("updateDish", about, edit));
        let withdraw = json!({ "dishId": dish });
        cases.push(case("withdrawDish", about, withdraw));
    }
    cases
}

fn wanted(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, wanted) in [
        ("of a public event", stage.banquets.wanted),
        ("of an invited event", stage.banquets.hidden),
    ] {
        let wanted = id(stage, wanted);
        let claim = json!({ "wantedDishId": wanted, "temperature": "HOT" });
        cases.push(case("claimWantedDish", about, claim));
        let edit = json!({ "wantedDishId": wanted, "servings": 25 });
        cases.push(case("updateWantedDish", about, edit));
        let remove = json!({ "wantedDishId": wanted });
        cases.push(case("removeWantedDish", about, remove));
    }
    cases
}
