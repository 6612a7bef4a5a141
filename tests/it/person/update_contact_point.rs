//! `updateContactPoint`, and who may use `removeContactPoint`

use mulin_entities::*;
use serde_json::{Value, json};

use super::contacts;
use crate::both_databases;
use crate::factories::{Town, gid, housemate, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::entry;

const POINT: &str = "contactPoint { isShared receivesSms address }";

/// Adds a telephone, and answers its id.
pub(super) async fn telephone(app: &TestApp, who: PersonId, number: &str) -> Value {
    let input = json!({ "kind": "PHONE", "address": number });
    let answer = app
        .mutate(Some(who), "addContactPoint", "contactPoint { id }", input)
        .await;
    answer.at("/addContactPoint/contactPoint/id").clone()
}

async fn update(app: &TestApp, who: PersonId, input: Value) -> Value {
    let answer = app
        .mutate(Some(who), "updateContactPoint", POINT, input)
        .await;
    assert_eq!(answer.refusals("updateContactPoint"), [""; 0]);
    answer.at("/updateContactPoint/contactPoint").clone()
}

both_databases!(what_is_known_of_it_changes, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let id = telephone(&app, lan, "0826 8888888").await;
    let end = app.journal_end().await;
    let point = json!({ "isShared": true, "receivesSms": true, "address": "+868268888888" });
    let both = json!({ "contactPointId": id, "isShared": true, "receivesSms": true });
    assert_eq!(update(&app, lan, both.clone()).await, point);
    let nothing = json!({ "contactPointId": id });
    assert_eq!(
        update(&app, lan, nothing).await,
        point,
        "left out, it stays"
    );
    assert_eq!(update(&app, lan, both).await, point);
    let back = json!({ "contactPointId": id, "isShared": false, "via": "PHONE" });
    let point = with(&point, json!({ "isShared": false }));
    assert_eq!(update(&app, town.steward, back).await, point);
    let by = |who, payload| entry("person contacts_changed", lan.0, who, payload);
    assert_eq!(
        app.journalled_since(end).await,
        [
            by(lan, json!({})),
            by(town.steward, json!({ "via": "PHONE" }))
        ],
        "only what changed something"
    );
    let row = &contacts(&app, lan).await[1];
    assert_eq!(
        (row.is_shared, row.receives_sms, row.is_landline),
        (false, true, true)
    );
});

both_databases!(only_who_keeps_the_record_may, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let id = telephone(&app, lan, "13812345678").await;
    let admins = telephone(&app, town.admin, "13812345670").await;
    for (mutation, object, more) in [
        (
            "updateContactPoint",
            "contactPoint",
            json!({ "isShared": true }),
        ),
        ("removeContactPoint", "person", json!({})),
    ] {
        let input = with(&json!({ "contactPointId": id }), more);
        let actors = [(None, "UNAUTHENTICATED"), (Some(husband), "FORBIDDEN")];
        app.denied(mutation, object, &input, &actors).await;
        for stranger in [neighbour, town.organiser, other.steward, other.admin] {
            let refusals = app
                .refusals(stranger, mutation, object, input.clone())
                .await;
            assert_eq!(refusals, ["NOT_FOUND contactPointId"]);
        }
        let officers = with(&input, json!({ "contactPointId": admins }));
        let steward = [(Some(town.steward), "FORBIDDEN")];
        app.denied(mutation, object, &officers, &steward).await;
        let ids = [
            (&**unknown::<ContactPointId>(&town), "NOT_FOUND"),
            (&*gid(&town, lan), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        app.refuses_ids(lan, mutation, object, &input, "contactPointId", &ids)
            .await;
        let at_a_desk = with(&input, json!({ "via": "DESK" }));
        let refusals = app.refusals(lan, mutation, object, at_a_desk).await;
        assert_eq!(
            refusals,
            ["ONLY_TOGETHER via"],
            "nobody stands at their own desk"
        );
    }
});

both_databases!(no_text_message_reaches_an_e_mail_address, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let query = "query ($id: ID!) { person(id: $id) { contactPoints { id } } }";
    let own = app
        .run(Some(lan), query, json!({ "id": *gid(&town, lan) }))
        .await;
    let id = own.at("/person/contactPoints/0/id").clone();
    let input = json!({ "contactPointId": id, "receivesSms": true });
    let refusals = app
        .refusals(lan, "updateContactPoint", "contactPoint", input)
        .await;
    assert_eq!(refusals, ["ONLY_TOGETHER receivesSms"]);
});
