//! Who is shown the consents of a person, and in which order.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, agrees, confirms, gid, housemate, noted};
use crate::support::mutation::with;

const LISTED: &str = "query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { \
    person(id: $id) { consents(first: $first, after: $after, last: $last, before: $before) { \
    nodes { purpose evidence } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } } }";

both_databases!(consents_are_listed_for_few_the_newest_first, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let bao = housemate(&app, lan, "bao", Some(2016)).await;
    for purpose in [ConsentPurpose::Photos, ConsentPurpose::Promotions] {
        agrees(&app, lan, purpose).await;
        app.advance(TimeDelta::seconds(1));
    }
    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    confirms(&app, town.admin, consent.id).await;
    let list = async |who, of, page: Value| {
        let variables = with(&page, json!({ "id": *gid(&town, of) }));
        app.run(Some(who), LISTED, variables).await
    };
    let own = list(lan, lan, json!({})).await;
    let purposes = own.at("/person/consents/nodes").as_array().expect("a list");
    let purposes: Vec<&Value> = purposes.iter().map(|node| &node["purpose"]).collect();
    assert_eq!(purposes, ["ACT_ON_BEHALF", "PROMOTIONS", "PHOTOS"]);
    assert_eq!(
        own.at("/person/consents/nodes/0/evidence"),
        "signed form 2026-11"
    );

    let first = list(lan, lan, json!({ "first": 2 })).await;
    let info = first.at("/person/consents/pageInfo");
    assert_eq!(
        (&info["hasNextPage"], &info["hasPreviousPage"]),
        (&json!(true), &json!(false))
    );
    let rest = list(lan, lan, json!({ "first": 2, "after": info["endCursor"] })).await;
    assert_eq!(rest.at("/person/consents/nodes/0/purpose"), "PHOTOS");
    let last = list(lan, lan, json!({ "last": 1 })).await;
    assert_eq!(last.at("/person/consents/nodes/0/purpose"), "PHOTOS");

    // Officers list them; a husband does not, but a child's parent does, without the evidence.
    for officer in [town.steward, town.admin] {
        let seen = list(officer, lan, json!({})).await;
        let evidence = seen.at("/person/consents/nodes/0/evidence");
        assert_eq!(evidence, "signed form 2026-11");
        app.advance(TimeDelta::seconds(1));
    }
    let hidden = list(qiang, lan, json!({})).await;
    assert_eq!(hidden.at("/person/consents"), &Value::Null);
    noted(&app, town.steward, bao, ConsentPurpose::SensitiveData).await;
    let parents = list(qiang, bao, json!({})).await;
    let node = parents.at("/person/consents/nodes/0");
    assert_eq!(
        node,
        &json!({ "purpose": "SENSITIVE_DATA", "evidence": null })
    );

    // Who looked at evidence, beside the person: each officer once.
    let reads = sensitive_read::Entity::find()
        .order_by_asc(sensitive_read::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the table is read");
    let reads: Vec<_> = reads
        .iter()
        .map(|read| (read.reader_id, read.person_id, read.field.as_str()))
        .collect();
    let field = "consent evidence";
    assert_eq!(
        reads,
        [(town.steward, lan, field), (town.admin, lan, field)]
    );
});
