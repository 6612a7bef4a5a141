//! People, what they agree to, and what is kept about them.

use serde_json::{Value, json};

use super::{case, id};
use crate::authorisation::actors::Who;
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

pub(super) fn people(stage: &Stage) -> Vec<Case> {
    let resident = id(stage, stage.resident());
    let stranger = stage
        .person(Who::Stranger)
        .expect("a stranger has a record");
    let register = |home: Value| json!({ "unitId": id(stage, stage.town.unit.id), "home": home, "name": "陈兰" });
    let housemate = register(json!({ "householdId": id(stage, stage.household) }));
    let abroad = json!({
        "unitId": id(stage, stage.town.unit.id), "name": "陈兰",
        "home": { "householdId": id(stage, stage.away_household) },
    });
    let grant = |person: Value| {
        let area = id(stage, stage.town.community.id);
        json!({ "personId": person, "role": "ORGANISER", "areaId": area })
    };
    vec![
        case(
            "registerPerson",
            "in the unit",
            register(json!({ "building": "4栋401" })),
        ),
        case("registerPerson", "in a resident's household", housemate),
        case(
            "registerPerson",
            "in a household of another community",
            abroad,
        ),
        case(
            "updatePerson",
            "a resident",
            json!({ "personId": resident, "name": "王梅" }),
        ),
        case(
            "grantRole",
            "over the community, to a resident",
            grant(resident),
        ),
        case(
            "grantRole",
            "over the community, to a stranger",
            grant(id(stage, stranger)),
        ),
        case(
            "revokeRole",
            "a resident's",
            json!({ "grantId": id(stage, stage.grant) }),
        ),
    ]
}

pub(super) fn consents(stage: &Stage) -> Vec<Case> {
    let of = |consent| json!({ "consentId": id(stage, consent) });
    let record = json!({
        "purpose": "ACT_ON_BEHALF", "policyVersion": "2026-1", "evidence": "签字的表格",
    });
    let mut for_resident = record.clone();
    for_resident["onBehalfOf"] = id(stage, stage.resident());
    vec![
        case("recordConsent", "one's own", record),
        case("recordConsent", "a resident's", for_resident),
        case(
            "confirmConsent",
            "a resident's, written down by the steward",
            of(stage.waiting_consent),
        ),
        case(
            "confirmConsent",
            "a resident's, confirmed before",
            of(stage.confirmed_consent),
        ),
        case(
            "withdrawConsent",
            "a resident's",
            of(stage.confirmed_consent),
        ),
    ]
}

pub(super) fn data(stage: &Stage) -> Vec<Case> {
    let resident = id(stage, stage.resident());
    // As the stage calls the resident.
    let name = format!("王{:?}梅", Who::Oneself);
    vec![
        case("exportMyData", "one's own", json!({})),
        case(
            "exportMyData",
            "a resident's",
            json!({ "onBehalfOf": resident }),
        ),
        case(
            "eraseMe",
            "one's own, by the resident's name",
            json!({ "confirm": name }),
        ),
        case(
            "eraseMe",
            "a resident's",
            json!({ "confirm": name, "onBehalfOf": resident }),
        ),
    ]
}
