//! `setSeatingRules`

use mulin_entities::*;
use serde_json::{Value, json};

use super::Hall;
use crate::both_databases;
use crate::factories::{Plan, gid, unknown};

both_databases!(rules_are_kept_when_it_is_arranged, |app| {
    let hall = Hall::open(&app).await;
    let mut homes = Vec::new();
    for name in ["王家", "李家", "张家", "赵家"] {
        homes.push(hall.home(&app, name, 3).await);
    }
    let ids = hall
        .tables(
            &app,
            &[json!({ "head": true }), json!({}), json!({}), json!({})],
        )
        .await;
    let input = json!({
        "expectedVersion": 1,
        "pins": [{ "householdId": hall.id(&homes[0]), "tableId": ids[0] }],
        "apart": [
            { "householdId": hall.id(&homes[1]), "otherHouseholdId": hall.id(&homes[2]) },
            { "householdId": hall.id(&homes[3]), "otherHouseholdId": hall.id(&homes[2]) },
        ],
    });
    let rules = "seatingPlan { version pins { nodes { householdId table { name } } } \
        apart { nodes { householdId otherHouseholdId } } }";
    let set = hall.done(&app, "setSeatingRules", rules, input).await;
    let plan = set.at("/setSeatingRules/seatingPlan");
    assert_eq!(plan["version"], 2);
    let pinned = json!([{ "householdId": hall.id(&homes[0]), "table": { "name": "1号桌" } }]);
    assert_eq!(plan["pins"]["nodes"], pinned);
    assert_eq!(plan["apart"]["nodes"].as_array().unwrap().len(), 2);
    // Nobody was moved by that.
    assert!(hall.seating(&app).await.is_empty());
    hall.arrange(&app, json!({})).await;
    let seated = hall.seating(&app).await;
    let at = |home: usize| seated[&homes[home].household_id].clone();
    assert_eq!(at(0), "1号桌");
    assert!((1..4).all(|home| at(home) != "1号桌"));
    assert!(at(1) != at(2) && at(3) != at(2));
    // The rules are set as a whole.
    let none = json!({ "pins": [], "apart": [] });
    let set = hall.done(&app, "setSeatingRules", rules, none).await;
    let plan = set.at("/setSeatingRules/seatingPlan");
    assert_eq!(plan["pins"]["nodes"], json!([]));
    assert_eq!(plan["apart"]["nodes"], json!([]));
});

both_databases!(faults_of_rules_are_told_at_once, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 2).await;
    let rules = |pins: Value, apart: Value| hall.input(json!({ "pins": pins, "apart": apart }));
    let refused = app
        .refusals(
            hall.organiser(),
            "setSeatingRules",
            "seatingPlan",
            rules(json!([]), json!([])),
        )
        .await;
    assert_eq!(refused, ["TABLES_NOT_SET eventId"]);
    let ids = hall.tables(&app, &[json!({}), json!({})]).await;
    let (own, table) = (hall.id(&home), unknown::<BanquetTableId>(&hall.town).0);
    let twice = rules(
        json!([
            { "householdId": own, "tableId": ids[0] },
            { "householdId": own, "tableId": ids[1] },
            { "householdId": "x", "tableId": own },
        ]),
        json!([{ "householdId": own, "otherHouseholdId": own }]),
    );
    let refused = app
        .refusals(hall.organiser(), "setSeatingRules", "seatingPlan", twice)
        .await;
    assert_eq!(
        refused,
        [
            "MALFORMED_ID pins.2.householdId",
            "ID_OF_ANOTHER_TYPE pins.2.tableId",
            "DUPLICATE pins.1.householdId",
            "DUPLICATE apart.0.otherHouseholdId",
        ]
    );
    // Who has not answered is nobody here, and so is a table of another banquet.
    let stranger = hall.town.resident(&app, "stranger").await;
    let stranger = crate::factories::person_row(&app, stranger)
        .await
        .household_id;
    let stranger = gid(&hall.town, stranger).0;
    let unknown = rules(
        json!([{ "householdId": stranger, "tableId": table }]),
        json!([{ "householdId": own, "otherHouseholdId": stranger }]),
    );
    let refused = app
        .refusals(hall.organiser(), "setSeatingRules", "seatingPlan", unknown)
        .await;
    assert_eq!(
        refused,
        [
            "NOT_FOUND pins.0.householdId",
            "NOT_FOUND pins.0.tableId",
            "NOT_FOUND apart.0.otherHouseholdId",
        ]
    );
    let plain = hall.town.event(&app, Plan::default()).await.id;
    let elsewhere = json!({ "eventId": *gid(&hall.town, plain), "pins": [], "apart": [] });
    let refused = app
        .refusals(
            hall.organiser(),
            "setSeatingRules",
            "seatingPlan",
            elsewhere,
        )
        .await;
    assert_eq!(refused, ["NOT_A_BANQUET eventId"]);
    let now = hall.plan(&app, "version").await;
    app.keeps_versions(
        hall.organiser(),
        "setSeatingRules",
        "seatingPlan",
        "version",
        &rules(json!([]), json!([])),
        &now,
    )
    .await;
});
