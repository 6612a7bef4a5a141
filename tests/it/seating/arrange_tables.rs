//! `arrangeTables`: every hard rule, the same plan for a seed, and few who move.

use std::collections::BTreeMap;

use mulin_domain::person::Acting;
use mulin_domain::person::need::{NeedKind, SetNeeds, set_needs};
use mulin_entities::*;
use serde_json::{Value, json};

use super::Hall;
use crate::both_databases;
use crate::factories::{actor, agrees, gid, respond};
use crate::support::app::TestApp;
use mulin_domain::rsvp::Answer;

/// Twenty households of four buildings with 58 guests, every fifth of them with an elder.
async fn twenty(app: &TestApp, hall: &Hall) -> Vec<rsvp::Model> {
    let mut homes = Vec::new();
    for number in 0..20 {
        let building = format!("{}号楼1单元{number}", number % 4 + 1);
        let born = if number % 5 == 0 { 1950 } else { 1985 };
        let adults = [4, 3, 2, 3, 2][usize::try_from(number % 5).unwrap()];
        let name = format!("家{number:02}");
        homes.push(
            hall.home_of(app, &name, adults, &building, Some(born))
                .await,
        );
    }
    homes
}

/// Eight tables of ten, two of them near the entrance.
async fn eight(app: &TestApp, hall: &Hall) -> Vec<Value> {
    let table = |number: usize| json!({ "nearEntrance": number < 2, "accessible": number == 7 });
    let tables: Vec<Value> = (0..8).map(table).collect();
    hall.tables(app, &tables).await
}

both_databases!(everybody_has_a_table_and_no_rule_is_broken, |app| {
    let hall = Hall::open(&app).await;
    let homes = twenty(&app, &hall).await;
    eight(&app, &hall).await;
    let arranged = hall
        .arrange(&app, json!({ "seed": 7, "expectedVersion": 1 }))
        .await;
    let expected = json!({
        "moved": 0, "seatingPlan": { "version": 2, "seed": 7, "brokenCount": 0 },
    });
    assert_eq!(arranged, expected);
    hall.is_sound(&app).await;
    assert_eq!(hall.seating(&app).await.len(), homes.len());
    let fields = "score arrangedAt publishedAt moved hasUnpublishedChanges broken { rule } \
        terms { rule score } unseated { nodes { names } } \
        tables { nodes { taken households { householdId names building seats table { name } \
        publishedTable { name } household { building } } } }";
    let plan = hall.plan(&app, fields).await;
    assert_eq!(plan["broken"], json!([]));
    assert_eq!(plan["unseated"]["nodes"], json!([]));
    assert_eq!(plan["publishedAt"], Value::Null);
    assert_eq!(plan["moved"], 20);
    assert_eq!(plan["hasUnpublishedChanges"], true);
    let terms = plan["terms"].as_array().unwrap();
    let sum: i64 = terms
        .iter()
        .map(|term| term["score"].as_i64().unwrap())
        .sum();
    assert_eq!(plan["score"], sum);
    assert_eq!(terms.len(), 6);
    let tables = plan["tables"]["nodes"].as_array().unwrap();
    let mut seated = 0;
    for table in tables {
        let households = table["households"].as_array().unwrap();
        let sum: i64 = households
            .iter()
            .map(|home| home["seats"].as_i64().unwrap())
            .sum();
        assert_eq!(table["taken"], sum);
        assert_ne!(sum, 1, "nobody sits alone");
        for home in households {
            assert_eq!(home["names"].as_array().unwrap().len(), 1);
            assert!(home["building"].as_str().unwrap().contains("号楼"));
            assert_eq!(home["publishedTable"], Value::Null);
        }
        seated += households.len();
    }
    assert_eq!(seated, 20);
});

both_databases!(the_same_seed_gives_the_same_plan, |app| {
    let hall = Hall::open(&app).await;
    twenty(&app, &hall).await;
    let ids = eight(&app, &hall).await;
    hall.arrange(&app, json!({ "seed": 11 })).await;
    let first = hall.seating(&app).await;
    // Everybody is taken from their tables, and comes back to them.
    let all = |ids: &[Value]| -> Vec<Value> {
        let table = |(at, id): (usize, &Value)| {
            json!({ "id": id, "name": format!("{}号桌", at + 1), "capacity": 10,
                "nearEntrance": at < 2, "accessible": at == 7 })
        };
        ids.iter().enumerate().map(table).collect()
    };
    for home in first.keys() {
        let version = hall.plan(&app, "version").await["version"].clone();
        let more = json!({ "householdId": *gid(&hall.town, *home), "expectedVersion": version });
        hall.done(&app, "moveHousehold", "seatingPlan { version }", more)
            .await;
    }
    assert!(hall.seating(&app).await.is_empty());
    hall.done(
        &app,
        "setTables",
        "seatingPlan { version }",
        json!({ "tables": all(&ids) }),
    )
    .await;
    hall.arrange(&app, json!({ "seed": 11 })).await;
    assert_eq!(hall.seating(&app).await, first);
    // A seed that is left out is the last one, and a plan that holds is not changed by another either.
    let again = hall.arrange(&app, json!({})).await;
    assert_eq!(
        (&again["seatingPlan"]["seed"], &again["moved"]),
        (&json!(11), &json!(0))
    );
    let again = hall.arrange(&app, json!({ "seed": 12 })).await;
    assert_eq!(again["moved"], 0);
    assert_eq!(hall.seating(&app).await, first);
});

both_databases!(a_few_changes_move_few, |app| {
    let hall = Hall::open(&app).await;
    let homes = twenty(&app, &hall).await;
    let ids = eight(&app, &hall).await;
    let pin = json!({
        "pins": [{ "householdId": hall.id(&homes[3]), "tableId": ids[5] }], "apart": [],
    });
    hall.done(&app, "setSeatingRules", "seatingPlan { version }", pin)
        .await;
    hall.arrange(&app, json!({ "seed": 3 })).await;
    let before = hall.seating(&app).await;
    // One household leaves, one comes, and one comes with more.
    let leaves = json!({ "rsvpId": *gid(&hall.town, homes[0].id) });
    app.mutate(
        Some(homes[0].person_id),
        "withdrawRsvp",
        "rsvp { id }",
        leaves,
    )
    .await
    .data();
    let new = hall.home(&app, "新家", 3).await;
    respond(&app.core, homes[6].person_id, hall.event, Answer::Going, 5)
        .await
        .unwrap();
    hall.is_sound(&app).await;
    let arranged = hall.arrange(&app, json!({})).await;
    let moved = arranged["moved"].as_u64().unwrap();
    assert!(moved <= 2, "{moved} moved");
    hall.is_sound(&app).await;
    let after = hall.seating(&app).await;
    assert_eq!(after.len(), 20);
    assert!(after.contains_key(&new.household_id));
    assert!(!after.contains_key(&homes[0].household_id));
    assert_eq!(after[&homes[3].household_id], "6号桌", "a pin stays");
    let kept = |of: &BTreeMap<HouseholdId, String>| -> Vec<(HouseholdId, String)> {
        let kept = homes[1..].iter().map(|home| home.household_id);
        kept.filter_map(|home| Some((home, of.get(&home)?.clone())))
            .collect()
    };
    let (before, after) = (kept(&before), kept(&after));
    let differ = before.iter().filter(|place| !after.contains(place)).count();
    assert!(differ <= 2 + 1, "{differ} sit elsewhere");
});

async fn needs(app: &TestApp, person: PersonId, kind: NeedKind) -> ConsentId {
    let consent = agrees(app, person, ConsentPurpose::SensitiveData).await;
    let input = SetNeeds {
        acting: Acting::default(),
        kinds: vec![kind],
        note: None,
    };
    set_needs(&app.core, &actor(&app.core, person).await, input)
        .await
        .expect("needs can be noted");
    consent.id
}

both_databases!(
    who_needs_it_sits_where_a_wheelchair_comes_and_is_told_who_looked,
    |app| {
        let hall = Hall::open(&app).await;
        let mut homes = Vec::new();
        for name in ["王家", "李家", "张家", "赵家"] {
            homes.push(hall.home(&app, name, 3).await);
        }
        let consent = needs(&app, homes[1].person_id, NeedKind::Wheelchair).await;
        needs(&app, homes[2].person_id, NeedKind::StepFree).await;
        needs(&app, homes[3].person_id, NeedKind::Hearing).await;
        let ids = hall
            .tables(&app, &[json!({}), json!({}), json!({ "accessible": true })])
            .await;
        hall.arrange(&app, json!({})).await;
        let seated = hall.seating(&app).await;
        assert_eq!(seated[&homes[1].household_id], "3号桌");
        assert_eq!(seated[&homes[2].household_id], "3号桌");
        let looked = async |home: &rsvp::Model| {
            let query =
                "query ($id: ID!) { person(id: $id) { sensitiveReads { nodes { field } } } }";
            let id = json!({ "id": *gid(&hall.town, home.person_id) });
            let reply = app.run(Some(home.person_id), query, id).await;
            let reads = reply
                .at("/person/sensitiveReads/nodes")
                .as_array()
                .unwrap()
                .clone();
            assert!(reads.iter().all(|read| read["field"] == "needs"));
            reads.len()
        };
        assert!(looked(&homes[1]).await >= 1 && looked(&homes[2]).await >= 1);
        assert_eq!((looked(&homes[0]).await, looked(&homes[3]).await), (0, 0));
        let refused = hall.put(&app, &homes[1], &ids[0]).await;
        assert_eq!(
            refused.refusals("moveHousehold"),
            ["TABLE_NOT_ACCESSIBLE tableId"]
        );
        // Once they agree no longer, nothing of it counts.
        let input = json!({ "consentId": *gid(&hall.town, consent) });
        let withdrawn = app
            .mutate(
                Some(homes[1].person_id),
                "withdrawConsent",
                "consent { id }",
                input,
            )
            .await;
        assert_eq!(withdrawn.refusals("withdrawConsent"), [""; 0]);
        hall.seat(&app, &homes[1], &ids[0]).await;
    }
);

both_databases!(it_is_judged_as_it_stands, |app| {
    let hall = Hall::open(&app).await;
    let (first, second) = (
        hall.home(&app, "王家", 3).await,
        hall.home(&app, "李家", 3).await,
    );
    let ids = hall.tables(&app, &[json!({}), json!({})]).await;
    hall.seat(&app, &first, &ids[0]).await;
    hall.seat(&app, &second, &ids[0]).await;
    let apart = json!({ "pins": [{ "householdId": hall.id(&first), "tableId": ids[1] }],
        "apart": [{ "householdId": hall.id(&first), "otherHouseholdId": hall.id(&second) }] });
    hall.done(&app, "setSeatingRules", "seatingPlan { version }", apart)
        .await;
    let third = hall.home(&app, "张家", 2).await;
    let fields = "brokenCount broken { rule message household { householdId seats } \
        otherHousehold { householdId } table { name } }";
    let plan = hall.plan(&app, fields).await;
    assert_eq!(plan["brokenCount"], 3);
    let broken = plan["broken"].as_array().unwrap();
    let of = |rule: &str| broken.iter().find(|broken| broken["rule"] == rule).unwrap();
    assert_eq!(of("PIN")["household"]["householdId"], hall.id(&first));
    assert_eq!(of("PIN")["table"]["name"], "1号桌");
    let pair = [&of("APART")["household"], &of("APART")["otherHousehold"]];
    let mut pair: Vec<&str> = pair
        .map(|home| home["householdId"].as_str().unwrap())
        .to_vec();
    pair.sort_unstable();
    let mut expected = [hall.id(&first), hall.id(&second)];
    expected.sort_unstable();
    assert_eq!(pair, expected);
    let seat = &of("SEATED")["household"];
    assert_eq!(
        (&seat["householdId"], &seat["seats"]),
        (&json!(hall.id(&third)), &json!(2))
    );
    assert!(of("SEATED")["message"].as_str().unwrap().contains("张家"));
    // Arranging mends all of it.
    let arranged = hall.arrange(&app, json!({})).await;
    assert_eq!(arranged["seatingPlan"]["brokenCount"], 0);
    assert_eq!(arranged["moved"], 1);
});
