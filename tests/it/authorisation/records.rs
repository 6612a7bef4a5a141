//! The mutations about people's records, sessions and addresses.

use serde_json::{Value, json};

use super::belongings::{CODE, ISSUER, PHONE};
use super::case::Case;
use super::mutations::{case, id};
use super::stage::Stage;

/// The cases of a stage.
pub fn records(stage: &Stage) -> Vec<Case> {
    let mut cases = signing_in(stage);
    cases.extend(contacts(stage));
    cases.extend(lives(stage));
    cases.extend(links(stage));
    cases
}

fn signing_in(stage: &Stage) -> Vec<Case> {
    let has = &stage.has;
    let newcomer = json!({
        "address": PHONE, "code": CODE, "name": "陈兰", "building": "4栋401",
        "unitId": id(stage, stage.town.unit.id),
    });
    vec![
        case(
            "requestSignInCode",
            "for any address",
            json!({ "address": "anybody@example.org" }),
        ),
        case(
            "signIn",
            "with the code of a shared telephone",
            json!({ "address": PHONE, "code": CODE }),
        ),
        case("registerMyself", "with the code of a telephone", newcomer),
        case(
            "refreshSession",
            "with a resident's refresh token",
            json!({ "refreshToken": has.refresh_token }),
        ),
        case("signOut", "of one's own session", json!({})),
        case(
            "revokeSession",
            "a resident's",
            json!({ "sessionId": id(stage, has.session) }),
        ),
    ]
}

fn contacts(stage: &Stage) -> Vec<Case> {
    let resident = id(stage, stage.resident());
    let contact = id(stage, stage.has.contact);
    let address = |more: Value| {
        let mut input = json!({ "kind": "EMAIL", "address": "other@example.org" });
        if !more.is_null() {
            input["onBehalfOf"] = more;
        }
        input
    };
    let needs = |of: Value| {
        let mut input = json!({ "kinds": ["HEARING"] });
        if !of.is_null() {
            input["onBehalfOf"] = of;
        }
        input
    };
    let diet = |of: Value| {
        let mut input = json!({ "allergens": ["EGG"], "diets": ["VEGETARIAN"] });
        if !of.is_null() {
            input["onBehalfOf"] = of;
        }
        input
    };
    vec![
        case("addContactPoint", "one's own", address(Value::Null)),
        case("addContactPoint", "a resident's", address(resident.clone())),
        case(
            "updateContactPoint",
            "a resident's",
            json!({ "contactPointId": contact, "isShared": true }),
        ),
        case(
            "removeContactPoint",
            "a resident's",
            json!({ "contactPointId": contact }),
        ),
        case("setNeeds", "one's own", needs(Value::Null)),
        case("setNeeds", "a resident's", needs(resident.clone())),
        case("setDiet", "one's own", diet(Value::Null)),
        case("setDiet", "a resident's", diet(resident)),
    ]
}

fn lives(stage: &Stage) -> Vec<Case> {
    let (resident, has) = (id(stage, stage.resident()), &stage.has);
    let newcomer = id(stage, has.newcomer);
    vec![
        case(
            "movePerson",
            "a resident, to another unit",
            json!({
                "personId": resident, "unitId": id(stage, stage.town.other_unit.id),
                "home": { "building": "4栋401" },
            }),
        ),
        case(
            "mergePeople",
            "two records of a resident",
            json!({ "keepId": resident, "duplicateId": id(stage, has.duplicate) }),
        ),
        case(
            "confirmRegistration",
            "in the unit",
            json!({ "personId": newcomer }),
        ),
        case(
            "refuseRegistration",
            "in the unit",
            json!({ "personId": newcomer, "reason": "NOT_A_RESIDENT" }),
        ),
    ]
}

fn links(stage: &Stage) -> Vec<Case> {
    let create =
        |event| json!({ "eventId": id(stage, event), "personId": id(stage, stage.resident()) });
    vec![
        case(
            "createPersonalLink",
            "of a resident, to a public event",
            create(stage.public),
        ),
        case(
            "createPersonalLink",
            "of a resident, for who was invited",
            create(stage.invited),
        ),
        case(
            "revokePersonalLink",
            "a resident's",
            json!({ "linkId": id(stage, stage.link_id) }),
        ),
        case(
            "linkIdentity",
            "by a token of no issuer",
            json!({ "token": "e30.e30.e30" }),
        ),
        case(
            "unlinkIdentity",
            "of the issuer that knows a resident",
            json!({ "issuer": ISSUER }),
        ),
    ]
}
