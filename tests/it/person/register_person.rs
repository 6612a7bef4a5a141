//! `registerPerson`

use mulin_entities::{AreaId, HouseholdId, PersonId, Role, person};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::contacts;
use crate::both_databases;
use crate::factories::{Town, gid, grant, resident, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::{Trace, entry};

const PERSON: &str = "person { id name birthYear locale email phone quietHours { from } version \
                      unit { id } household { id building } }";

fn auntie(town: &Town, more: Value) -> Value {
    let input = json!({
        "unitId": *gid(town, town.unit.id), "home": { "building": "2栋301" }, "name": "王小梅",
    });
    with(&input, more)
}

/// The household of a person.
async fn household(app: &TestApp, person: PersonId) -> HouseholdId {
    let row = person::Entity::find_by_id(person)
        .one(app.core.db().reader())
        .await
        .expect("the database answers");
    row.expect("the person is there").household_id
}

both_databases!(a_steward_registers_a_person, |app| {
    let town = Town::found(&app).await;
    let end = app.journal_end().await;
    let more = json!({
        "name": " 王小梅 ", "birthYear": 1880, "locale": "en-GB",
        "email": " Mei@Example.ORG ", "phone": "0086 138-1234-5678",
    });
    let who = Some(town.steward);
    let answer = app
        .mutate(who, "registerPerson", PERSON, auntie(&town, more))
        .await;
    let first = answer.at("/registerPerson/person").clone();
    let expected = json!({
        "id": first["id"], "name": "王小梅", "birthYear": 1880, "locale": "en",
        "email": "mei@example.org", "phone": "+8613812345678", "quietHours": null, "version": 1,
        "unit": { "id": *gid(&town, town.unit.id) },
        "household": { "id": first["household"]["id"], "building": "2栋301" },
    });
    assert_eq!(first, expected);
    let made = entry(
        "person registered",
        key(&first["id"]),
        town.steward,
        json!({}),
    );
    assert_eq!(app.journalled_since(end).await, [made]);

    // Somebody without a phone, in the same household.
    let together = json!({ "home": { "householdId": first["household"]["id"] }, "name": "小宝" });
    let answer = app
        .mutate(who, "registerPerson", PERSON, auntie(&town, together))
        .await;
    let second = answer.at("/registerPerson/person");
    assert_eq!(second["household"], first["household"]);
    for empty in ["birthYear", "email", "phone"] {
        assert_eq!(second[empty], Value::Null);
    }
    assert_eq!(second["locale"], "zh-CN", "the platform's");
});

both_databases!(a_phone_in_any_spelling_is_one_number, |app| {
    let town = Town::found(&app).await;
    let mut stored = Vec::new();
    for spelling in [
        "13812345678",
        "+86 138 1234 5678",
        "００８６　１３８１２３４５６７８",
        "138-1234-5678",
        " (+86)13812345678 ",
    ] {
        let input = auntie(&town, json!({ "phone": spelling }));
        let answer = app
            .mutate(Some(town.steward), "registerPerson", PERSON, input)
            .await;
        let phone = answer.at("/registerPerson/person/phone");
        assert_eq!(phone, "+8613812345678", "{spelling}");
        let id = PersonId(key(answer.at("/registerPerson/person/id")));
        stored.extend(contacts(&app, id).await);
    }
    assert_eq!(stored.len(), 5, "people may share a phone");
    let same = |row: &mulin_entities::contact_point::Model| row.lookup == stored[0].lookup;
    assert!(stored.iter().all(same), "and are looked up by it");
});

both_databases!(addresses_are_not_readable_in_the_database, |app| {
    let town = Town::found(&app).await;
    let more = json!({ "email": "mei@example.org", "phone": "13812345678" });
    let input = auntie(&town, with(&more, json!({ "idempotencyKey": "k" })));
    let answer = app
        .mutate(Some(town.steward), "registerPerson", PERSON, input)
        .await;
    let id = PersonId(key(answer.at("/registerPerson/person/id")));
    let rows = contacts(&app, id).await;
    assert_eq!(rows.len(), 2);
    let keyring = app.core.keyring();
    for row in &rows {
        let plain = keyring
            .open(&row.key_id, row.id.0.as_bytes(), &row.ciphertext)
            .expect("it opens with the key");
        assert_eq!(
            row.lookup,
            keyring.lookup(std::str::from_utf8(&plain).expect("text"))
        );
        let elsewhere = keyring.open(&row.key_id, id.0.as_bytes(), &row.ciphertext);
        assert!(elsewhere.is_err(), "bound to its row");
    }
    let trace = Trace::of(&app).await;
    assert!(trace.holds("王小梅"), "the search finds what is there");
    for secret in ["mei@example", "13812345678", "8613812345"] {
        assert!(!trace.holds(secret), "{secret} stands in a table");
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| {
        app.refusals(town.steward, "registerPerson", "person", input)
            .await
    };
    let input = json!({
        "unitId": "?", "home": { "building": "" }, "name": "", "email": "nobody", "phone": "1",
        "locale": "tlh", "birthYear": 1879,
    });
    assert_eq!(
        refusals(input).await,
        [
            "REQUIRED name",
            "INVALID_FORMAT email",
            "INVALID_FORMAT phone",
            "INVALID_FORMAT locale",
            "OUT_OF_RANGE birthYear",
            "MALFORMED_ID unitId",
            "REQUIRED home.building",
        ]
    );
    let input = json!({
        "name": "长".repeat(41), "home": { "building": "长".repeat(61) }, "birthYear": 2027,
        "email": format!("{}@example.org", "a".repeat(250)),
        "phone": "+86 138 1234 567899",
    });
    assert_eq!(
        refusals(auntie(&town, input)).await,
        [
            "INVALID_LENGTH name",
            "INVALID_FORMAT email",
            "INVALID_FORMAT phone",
            "OUT_OF_RANGE birthYear",
            "INVALID_LENGTH home.building",
        ]
    );
    let now = auntie(&town, json!({ "birthYear": 2026 }));
    let born_this_year = app
        .mutate(Some(town.steward), "registerPerson", PERSON, now)
        .await;
    assert_eq!(born_this_year.at("/registerPerson/person/birthYear"), 2026);
});

both_databases!(
    unit_and_household_must_be_there_and_belong_together,
    |app| {
        let town = Town::found(&app).await;
        let other = Town::named(&app, "邻市").await;
        let who = town.steward;
        let input = auntie(&town, json!({}));
        let ids = [
            (&**unknown::<AreaId>(&town), "NOT_FOUND"),
            (&*gid(&town, town.community.id), "WRONG_LEVEL"),
            (&*gid(&town, town.venue.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        app.refuses_ids(who, "registerPerson", "person", &input, "unitId", &ids)
            .await;

        let next_door = resident(&app.core, &town.other_unit, "next-door").await;
        let foreign = household(&app, other.steward).await;
        for (id, refusal) in [
            (unknown::<HouseholdId>(&town), "NOT_FOUND"),
            (gid(&town, next_door.household_id), "NOT_FOUND"),
            (gid(&other, foreign), "NOT_FOUND"),
            (gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense".into(), "MALFORMED_ID"),
        ] {
            let home = json!({ "home": { "householdId": *id } });
            let refusals = app
                .refusals(who, "registerPerson", "person", with(&input, home))
                .await;
            assert_eq!(refusals, [format!("{refusal} home.householdId")]);
        }
        // Who sees the household learns that it is of another unit.
        let home = json!({ "home": { "householdId": *gid(&town, next_door.household_id) } });
        let refusals = app
            .refusals(town.admin, "registerPerson", "person", with(&input, home))
            .await;
        assert_eq!(refusals, ["ELSEWHERE home.householdId"]);
        for home in [
            json!({}),
            json!({ "building": "2栋", "householdId": "x" }),
            json!({ "building": null }),
        ] {
            let input = with(&input, json!({ "home": home }));
            let answer = app
                .without_trace(Some(who), "registerPerson", PERSON, input)
                .await;
            assert_eq!(answer.error_code(), "BAD_USER_INPUT", "one of two is given");
        }
    }
);

both_databases!(only_who_looks_after_the_unit_registers_people, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let input = auntie(
        &town,
        json!({ "email": "mei@example.org", "idempotencyKey": "k" }),
    );
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.organiser), "FORBIDDEN"),
        (Some(other.steward), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    app.denied("registerPerson", "person", &input, &actors)
        .await;
    let next_door = with(&input, json!({ "unitId": *gid(&town, town.other_unit.id) }));
    let steward_elsewhere = [(Some(town.steward), "FORBIDDEN")];
    app.denied("registerPerson", "person", &next_door, &steward_elsewhere)
        .await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    grant(&app.core, town.organiser, Role::Steward, &town.city).await;
    let actors = (town.steward, town.organiser);
    let input = auntie(&town, json!({ "email": "mei@example.org" }));
    let changed = json!({ "name": "王大梅" });
    app.keeps_idempotency(actors, "registerPerson", "person", &input, changed)
        .await;
});
