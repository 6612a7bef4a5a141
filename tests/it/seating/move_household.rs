//! `moveHousehold`: hard rules are kept, soft ones told, and nobody overwrites what they have not seen.

use serde_json::{Value, json};

use super::{Hall, messages};
use crate::both_databases;
use crate::factories::{gid, unknown};
use mulin_entities::*;

both_databases!(a_household_is_moved_and_taken_from_its_table, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 4).await;
    let ids = hall.tables(&app, &[json!({}), json!({})]).await;
    let moved = hall.seat(&app, &home, &ids[0]).await;
    assert_eq!(moved.at("/moveHousehold/seatingPlan/version"), 2);
    assert_eq!(hall.seating(&app).await[&home.household_id], "1号桌");
    hall.seat(&app, &home, &ids[1]).await;
    hall.is_sound(&app).await;
    assert_eq!(hall.seating(&app).await[&home.household_id], "2号桌");
    // The same again changes nothing.
    let same = hall.seat(&app, &home, &ids[1]).await;
    assert_eq!(same.at("/moveHousehold/seatingPlan/version"), 3);
    hall.seat(&app, &home, &Value::Null).await;
    assert!(hall.seating(&app).await.is_empty());
    hall.is_sound(&app).await;
    assert!(hall.places(&app).await.is_empty());
});

both_databases!(hard_rules_are_refused_one_by_one, |app| {
    let hall = Hall::open(&app).await;
    let mut homes = Vec::new();
    for name in ["王家", "李家", "张家"] {
        homes.push(hall.home(&app, name, 4).await);
    }
    let lonely = hall.home(&app, "赵奶奶", 1).await;
    let small = json!({ "capacity": 5 });
    let ids = hall
        .tables(
            &app,
            &[
                small,
                json!({}),
                json!({ "head": true }),
                json!({}),
                json!({}),
            ],
        )
        .await;
    let rules = json!({
        "pins": [{ "householdId": hall.id(&homes[2]), "tableId": ids[3] }],
        "apart": [{
            "householdId": hall.id(&homes[0]), "otherHouseholdId": hall.id(&homes[1]),
        }],
    });
    hall.done(&app, "setSeatingRules", "seatingPlan { version }", rules)
        .await;
    hall.seat(&app, &homes[0], &ids[0]).await;
    let before = hall.places(&app).await;

    let refused = hall.put(&app, &homes[1], &ids[0]).await;
    let mut codes = refused.refusals("moveHousehold");
    codes.sort_unstable();
    assert_eq!(codes, ["MUST_BE_APART tableId", "TABLE_FULL tableId"]);
    let told = messages(&refused, "moveHousehold").join(" ");
    assert!(told.contains("王家") && told.contains("1号桌"), "{told}");
    let refused = hall.put(&app, &homes[1], &ids[2]).await;
    assert_eq!(refused.refusals("moveHousehold"), ["HEAD_TABLE tableId"]);
    let refused = hall.put(&app, &homes[2], &ids[1]).await;
    assert_eq!(
        refused.refusals("moveHousehold"),
        ["PINNED_ELSEWHERE tableId"]
    );
    assert!(messages(&refused, "moveHousehold")[0].contains("4号桌"));
    let refused = hall.put(&app, &lonely, &ids[4]).await;
    assert_eq!(
        refused.refusals("moveHousehold"),
        ["ALONE_AT_TABLE tableId"]
    );
    assert_eq!(hall.places(&app).await, before);
    hall.is_sound(&app).await;
    // With company it is well, and who leaves them alone is told.
    hall.seat(&app, &lonely, &ids[0]).await;
    let left = hall.seat(&app, &homes[0], &ids[1]).await;
    assert_eq!(
        left.at("/moveHousehold/leftAlone"),
        &json!({ "name": "1号桌" })
    );
    let warnings = left.at("/moveHousehold/warnings").to_string();
    assert!(warnings.contains("left alone at table 1号桌"), "{warnings}");
    hall.is_sound(&app).await;
});

both_databases!(what_becomes_worse_is_told, |app| {
    let hall = Hall::open(&app).await;
    let elder = hall
        .home_of(&app, "王奶奶家", 3, "1号楼101", Some(1940))
        .await;
    let near = json!({ "nearEntrance": true });
    let ids = hall.tables(&app, &[near, json!({})]).await;
    hall.seat(&app, &elder, &ids[0]).await;
    let far = hall.seat(&app, &elder, &ids[1]).await;
    let elders = json!("ELDERS_NEAR_ENTRANCE");
    let rules = far.at("/moveHousehold/worseRules").as_array().unwrap();
    assert!(rules.contains(&elders), "{rules:?}");
    let warnings = far.at("/moveHousehold/warnings").as_array().unwrap();
    let told = json!("Fewer elders sit near the entrance.");
    assert!(warnings.contains(&told), "{warnings:?}");
    let back = hall.seat(&app, &elder, &ids[0]).await;
    let rules = back.at("/moveHousehold/worseRules").as_array().unwrap();
    assert!(!rules.contains(&elders), "{rules:?}");
    assert_eq!(back.at("/moveHousehold/leftAlone"), &Value::Null);
});

both_databases!(two_organisers_do_not_overwrite_each_other, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 4).await;
    let ids = hall.tables(&app, &[json!({}), json!({})]).await;
    let now = hall.plan(&app, "version").await;
    let input = hall.input(json!({ "householdId": hall.id(&home), "tableId": ids[0] }));
    app.keeps_versions(
        hall.organiser(),
        "moveHousehold",
        "seatingPlan",
        "version",
        &input,
        &now,
    )
    .await;
    // What guests answer is no edit of an organiser's.
    let version = hall.plan(&app, "version").await;
    hall.home(&app, "李家", 2).await;
    let leaves = json!({ "rsvpId": *gid(&hall.town, home.id) });
    app.mutate(Some(home.person_id), "withdrawRsvp", "rsvp { id }", leaves)
        .await
        .data();
    assert_eq!(hall.plan(&app, "version").await, version);
    assert!(hall.seating(&app).await.is_empty());
});

both_databases!(
    who_does_not_come_and_what_is_not_there_is_not_found,
    |app| {
        let hall = Hall::open(&app).await;
        let home = hall.home(&app, "王家", 4).await;
        let input = hall.input(json!({
            "householdId": hall.id(&home), "tableId": null, "expectedVersion": 0,
        }));
        let refused = app
            .refusals(hall.organiser(), "moveHousehold", "seatingPlan", input)
            .await;
        assert_eq!(refused, ["TABLES_NOT_SET eventId"]);
        let ids = hall.tables(&app, &[json!({})]).await;
        let stranger = hall.town.resident(&app, "stranger").await;
        let stranger = crate::factories::person_row(&app, stranger)
            .await
            .household_id;
        let base = hall.input(json!({
            "householdId": hall.id(&home), "tableId": ids[0], "expectedVersion": 1,
        }));
        let other = gid(&hall.town, stranger).0;
        let table = unknown::<BanquetTableId>(&hall.town).0;
        let (who, object) = (hall.organiser(), "seatingPlan");
        app.refuses_ids(
            who,
            "moveHousehold",
            object,
            &base,
            "householdId",
            &[
                (&other, "NOT_FOUND"),
                (
                    &hall.id(&home).replace("household", "person"),
                    "ID_OF_ANOTHER_TYPE",
                ),
                ("x", "MALFORMED_ID"),
            ],
        )
        .await;
        app.refuses_ids(
            who,
            "moveHousehold",
            object,
            &base,
            "tableId",
            &[(&table, "NOT_FOUND"), (&other, "ID_OF_ANOTHER_TYPE")],
        )
        .await;
    }
);
