//! `updatePerson`

use mulin_entities::{ContactKind, PersonId};
use serde_json::{Value, json};

use super::contacts;
use crate::both_databases;
use crate::factories::{Town, gid, resident, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::{Trace, entry};

const FIELDS: &str = "id name birthYear locale email phone quietHours { from until } version";

fn of(town: &Town, person: PersonId, more: Value) -> Value {
    with(&json!({ "personId": *gid(town, person) }), more)
}

async fn update(app: &TestApp, town: &Town, who: PersonId, whose: PersonId, more: Value) -> Value {
    let (selection, input) = (format!("person {{ {FIELDS} }}"), of(town, whose, more));
    let answer = app
        .mutate(Some(who), "updatePerson", &selection, input)
        .await;
    assert!(answer.refusals("updatePerson").is_empty());
    answer.at("/updatePerson/person").clone()
}

both_databases!(what_is_left_out_stays_and_null_empties, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let end = app.journal_end().await;
    let changes = json!({
        "name": " 李兰 ", "birthYear": 1950, "locale": "zh-Hans", "email": "Lan@Example.net",
        "phone": "13987654321", "quietHours": { "from": "20:30", "until": "07:15" },
    });
    let changed = json!({
        "id": *gid(&town, person), "name": "李兰", "birthYear": 1950, "locale": "zh-CN",
        "email": "lan@example.net", "phone": "+8613987654321",
        "quietHours": { "from": "20:30", "until": "07:15" }, "version": 2,
    });
    assert_eq!(
        update(&app, &town, person, person, changes).await,
        changed,
        "by herself"
    );
    let kept = update(&app, &town, town.steward, person, json!({})).await;
    assert_eq!(
        kept,
        with(&changed, json!({ "version": 3 })),
        "by her steward"
    );
    let nulls = json!({ "birthYear": null, "email": null, "phone": null, "quietHours": null });
    let emptied = with(&with(&changed, nulls.clone()), json!({ "version": 4 }));
    assert_eq!(
        update(&app, &town, town.admin, person, nulls).await,
        emptied,
        "by an administrator"
    );
    let edit = |by| entry("person updated", person.0, by, json!({}));
    assert_eq!(
        app.journalled_since(end).await,
        [edit(person), edit(town.steward), edit(town.admin)]
    );
});

both_databases!(an_address_is_replaced_and_the_old_one_is_gone, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let before = contacts(&app, person).await;
    assert_eq!(before.len(), 1);
    update(
        &app,
        &town,
        person,
        person,
        json!({ "email": "lan@example.net" }),
    )
    .await;
    let after = contacts(&app, person).await;
    assert_eq!((after.len(), after[0].kind), (1, ContactKind::Email));
    assert_ne!(after[0].id, before[0].id);
    assert_ne!(after[0].ciphertext, before[0].ciphertext);
    assert_eq!(
        after[0].lookup,
        app.core.keyring().lookup("lan@example.net")
    );

    // The same address sealed anew looks different, so that nothing tells that it is the same.
    update(
        &app,
        &town,
        person,
        person,
        json!({ "email": "LAN@example.net" }),
    )
    .await;
    let again = contacts(&app, person).await;
    assert_eq!((again.len(), &again[0].lookup), (1, &after[0].lookup));
    assert_ne!(again[0].ciphertext, after[0].ciphertext);
    assert!(!Trace::of(&app).await.holds("lan@example.net"));

    update(&app, &town, person, person, json!({ "email": " " })).await;
    assert!(
        contacts(&app, person).await.is_empty(),
        "a blank address is none"
    );
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| {
        app.refusals(town.admin, "updatePerson", "person", input)
            .await
    };
    let input = json!({
        "personId": "?", "name": null, "locale": null, "birthYear": 1879, "email": "x@",
        "phone": "grandmother", "quietHours": { "from": "25:00", "until": "7" },
    });
    assert_eq!(
        refusals(input).await,
        [
            "MALFORMED_ID personId",
            "REQUIRED name",
            "REQUIRED locale",
            "OUT_OF_RANGE birthYear",
            "INVALID_FORMAT email",
            "INVALID_FORMAT phone",
            "INVALID_FORMAT quietHours.from",
            "INVALID_FORMAT quietHours.until",
        ]
    );
    let input = json!({ "name": "长".repeat(41), "locale": "fr" });
    assert_eq!(
        refusals(of(&town, town.steward, input)).await,
        ["INVALID_LENGTH name", "INVALID_FORMAT locale"]
    );
});

both_databases!(the_person_must_be_there_and_be_seen, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let person = town.resident(&app, "lan").await;
    let input = json!({ "name": "李兰" });
    let ids = [
        (&**unknown::<PersonId>(&town), "NOT_FOUND"),
        (&*gid(&other, other.steward), "NOT_FOUND"),
        (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.admin;
    app.refuses_ids(who, "updatePerson", "person", &input, "personId", &ids)
        .await;

    // Hidden means not found: a neighbour, an organiser, officers of other places.
    let neighbour = town.resident(&app, "neighbour").await;
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    for stranger in [
        neighbour,
        next_door,
        town.organiser,
        other.steward,
        other.admin,
    ] {
        let input = of(&town, person, input.clone());
        let refusals = app
            .refusals(stranger, "updatePerson", "person", input)
            .await;
        assert_eq!(refusals, ["NOT_FOUND personId"]);
    }
});

both_databases!(one_sees_ones_household_but_does_not_edit_it, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let query = "query ($id: ID!) { person(id: $id) { email household { id } } }";
    let home = app
        .run(Some(person), query, json!({ "id": *gid(&town, person) }))
        .await;
    let input = json!({
        "unitId": *gid(&town, town.unit.id), "name": "老李",
        "home": { "householdId": home.at("/person/household/id") },
    });
    let husband = app
        .mutate(Some(town.steward), "registerPerson", "person { id }", input)
        .await;
    let husband = PersonId(key(husband.at("/registerPerson/person/id")));
    let seen = app
        .run(Some(husband), query, json!({ "id": *gid(&town, person) }))
        .await;
    let person_seen = with(home.at("/person"), json!({ "email": null }));
    assert_eq!(seen.at("/person"), &person_seen, "without her addresses");
    let actors = [(None, "UNAUTHENTICATED"), (Some(husband), "FORBIDDEN")];
    let input = of(&town, person, json!({ "phone": "13987654321" }));
    app.denied("updatePerson", "person", &input, &actors).await;
});

both_databases!(nobody_overwrites_what_they_have_not_seen, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let now = json!({
        "id": *gid(&town, person), "name": "lan", "birthYear": 1960, "locale": "zh-CN",
        "email": "lan@example.org", "phone": null, "quietHours": null, "version": 1,
    });
    let input = of(
        &town,
        person,
        json!({ "name": "李兰", "email": "lan@example.net" }),
    );
    let who = town.steward;
    app.keeps_versions(who, "updatePerson", "person", FIELDS, &input, &now)
        .await;
});
