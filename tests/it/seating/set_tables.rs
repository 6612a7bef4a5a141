//! `setTables`

use mulin_entities::*;
use serde_json::{Value, json};

use super::{Hall, messages};
use crate::both_databases;
use crate::factories::{Plan, gid, unknown};

const TABLES: &str = "seatingPlan { version hasUnpublishedChanges tables(first: 100) { nodes { \
    id name capacity minGuests zone nearEntrance accessible head host { name } taken \
    households { names } } } }";

both_databases!(a_hall_is_set_and_edited, |app| {
    let hall = Hall::open(&app).await;
    let host = hall.home(&app, "王桌长", 2).await.person_id;
    let input = json!({ "expectedVersion": 0, "tables": [
        { "name": " 主桌 ", "capacity": 12, "head": true, "accessible": true, "minGuests": 6,
          "zone": "东厅", "hostId": *gid(&hall.town, host) },
        { "name": "2号桌", "capacity": 8, "nearEntrance": true },
    ]});
    let set = hall.done(&app, "setTables", TABLES, input).await;
    let plan = set.at("/setTables/seatingPlan");
    assert_eq!(plan["version"], 1);
    assert_eq!(plan["hasUnpublishedChanges"], false);
    let ids: Vec<Value> = plan["tables"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|table| table["id"].clone())
        .collect();
    let expected = json!([
        { "id": ids[0], "name": "主桌", "capacity": 12, "minGuests": 6, "zone": "东厅",
          "nearEntrance": false, "accessible": true, "head": true, "host": { "name": "王桌长" },
          "taken": 0, "households": [] },
        { "id": ids[1], "name": "2号桌", "capacity": 8, "minGuests": 0, "zone": null,
          "nearEntrance": true, "accessible": false, "head": false, "host": null,
          "taken": 0, "households": [] },
    ]);
    assert_eq!(plan["tables"]["nodes"], expected);
    // Two exchange their names, one is new in between, and all keep who they are.
    let input = json!({ "expectedVersion": 1, "tables": [
        { "id": ids[0], "name": "2号桌", "capacity": 12 },
        { "name": "3号桌", "capacity": 4 },
        { "id": ids[1], "name": "主桌", "capacity": 8 },
    ]});
    let set = hall.done(&app, "setTables", TABLES, input).await;
    let tables = set.at("/setTables/seatingPlan/tables/nodes");
    let names: Vec<&Value> = (0..3).map(|at| &tables[at]["name"]).collect();
    assert_eq!(names, ["2号桌", "3号桌", "主桌"]);
    assert_eq!((&tables[0]["id"], &tables[2]["id"]), (&ids[0], &ids[1]));
    assert_eq!(tables[0]["host"], Value::Null);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let hall = Hall::open(&app).await;
    let other = hall.town.event(&app, Plan::default()).await.id;
    let input = hall.input(json!({ "tables": [
        { "name": " ", "capacity": 0 },
        { "name": "1", "capacity": 201, "zone": "区".repeat(41) },
        { "name": "1", "capacity": 8, "minGuests": 9 },
        { "name": "2", "capacity": -5, "hostId": "x" },
    ]}));
    let refused = app
        .refusals(hall.organiser(), "setTables", "seatingPlan", input)
        .await;
    assert_eq!(
        refused,
        [
            "REQUIRED tables.0.name",
            "OUT_OF_RANGE tables.0.capacity",
            "INVALID_LENGTH tables.1.zone",
            "OUT_OF_RANGE tables.1.capacity",
            "OUT_OF_RANGE tables.2.minGuests",
            "MALFORMED_ID tables.3.hostId",
            "OUT_OF_RANGE tables.3.capacity",
            "DUPLICATE tables.2.name",
        ]
    );
    let many: Vec<Value> = (0..1_001)
        .map(|number| json!({ "name": number.to_string(), "capacity": 1 }))
        .collect();
    let refused = app
        .refusals(
            hall.organiser(),
            "setTables",
            "seatingPlan",
            hall.input(json!({ "tables": many })),
        )
        .await;
    assert_eq!(refused, ["TOO_MANY_ITEMS tables"]);
    // Tables that are not of this banquet, hosts that nobody knows, and events without a banquet.
    let stranger = unknown::<BanquetTableId>(&hall.town).0;
    let nobody = unknown::<PersonId>(&hall.town).0;
    let own = hall.tables(&app, &[json!({})]).await;
    let input = hall.input(json!({ "tables": [
        { "id": stranger, "name": "1", "capacity": 1 },
        { "id": own[0], "name": "2", "capacity": 1 },
        { "id": own[0], "name": "3", "capacity": 1 },
    ]}));
    let refused = app
        .refusals(hall.organiser(), "setTables", "seatingPlan", input)
        .await;
    assert_eq!(refused, ["NOT_FOUND tables.0.id", "DUPLICATE tables.2.id"]);
    let input = hall.input(json!({ "tables": [{ "name": "1", "capacity": 1, "hostId": nobody }] }));
    let refused = app
        .refusals(hall.organiser(), "setTables", "seatingPlan", input)
        .await;
    assert_eq!(refused, ["NOT_FOUND tables.0.hostId"]);
    let plain = json!({ "eventId": *gid(&hall.town, other), "tables": [] });
    let refused = app
        .refusals(hall.organiser(), "setTables", "seatingPlan", plain)
        .await;
    assert_eq!(refused, ["NOT_A_BANQUET eventId"]);
});

both_databases!(a_table_is_not_made_smaller_than_its_guests_need, |app| {
    let hall = Hall::open(&app).await;
    let (first, second) = (
        hall.home(&app, "王家", 4).await,
        hall.home(&app, "李家", 3).await,
    );
    let ids = hall.tables(&app, &[json!({}), json!({}), json!({})]).await;
    hall.seat(&app, &first, &ids[0]).await;
    hall.seat(&app, &second, &ids[1]).await;
    let input = hall.input(json!({ "tables": [
        { "id": ids[0], "name": "甲", "capacity": 3 },
        { "id": ids[1], "name": "乙", "capacity": 2 },
        { "id": ids[2], "name": "丙", "capacity": 1 },
    ]}));
    let refused = app
        .without_trace(
            Some(hall.organiser()),
            "setTables",
            "seatingPlan { version }",
            input,
        )
        .await;
    assert_eq!(
        refused.refusals("setTables"),
        [
            "TABLE_TOO_SMALL tables.0.capacity",
            "TABLE_TOO_SMALL tables.1.capacity",
        ]
    );
    let told = messages(&refused, "setTables");
    assert!(told[0].contains("甲") && told[0].contains('4') && told[0].contains('3'));
    // As small as they need is allowed; a table that is taken away frees who sat there.
    let input = json!({ "tables": [{ "id": ids[0], "name": "甲", "capacity": 4 }] });
    hall.done(&app, "setTables", "seatingPlan { version }", input)
        .await;
    hall.is_sound(&app).await;
    let seated = hall.seating(&app).await;
    assert_eq!(
        seated.get(&first.household_id).map(String::as_str),
        Some("甲")
    );
    assert_eq!(seated.len(), 1);
    let left = hall
        .plan(&app, "unseated { nodes { names seats table { id } } }")
        .await;
    let expected = json!([{ "names": ["李家"], "seats": 3, "table": null }]);
    assert_eq!(left["unseated"]["nodes"], expected);
});

both_databases!(edits_keep_versions_and_keys, |app| {
    let hall = Hall::open(&app).await;
    let tables = json!({ "tables": [{ "name": "1", "capacity": 8 }] });
    let keyed = crate::support::mutation::with(
        &hall.input(tables.clone()),
        json!({ "idempotencyKey": "tables-1" }),
    );
    let selection = "seatingPlan { version tables { nodes { id } } }";
    let first = app
        .mutate(
            Some(hall.organiser()),
            "setTables",
            selection,
            keyed.clone(),
        )
        .await;
    let again = app
        .without_trace(Some(hall.organiser()), "setTables", selection, keyed)
        .await;
    assert_eq!(
        first.at("/setTables/seatingPlan"),
        again.at("/setTables/seatingPlan")
    );
    let now = hall.plan(&app, "version").await;
    app.keeps_versions(
        hall.organiser(),
        "setTables",
        "seatingPlan",
        "version",
        &hall.input(tables),
        &now,
    )
    .await;
});

both_databases!(it_is_for_those_who_run_the_event, |app| {
    let hall = Hall::open(&app).await;
    let guest = hall.home(&app, "王家", 2).await.person_id;
    let ids = hall.tables(&app, &[json!({})]).await;
    let id = hall.id(&hall.home(&app, "李家", 2).await);
    for (mutation, more) in [
        ("setTables", json!({ "tables": [] })),
        ("setSeatingRules", json!({ "pins": [], "apart": [] })),
        ("arrangeTables", json!({})),
        (
            "moveHousehold",
            json!({ "householdId": id, "tableId": ids[0], "expectedVersion": 1 }),
        ),
        ("publishSeating", json!({})),
    ] {
        app.denied(
            mutation,
            "seatingPlan",
            &hall.input(more),
            &[
                (Some(guest), "FORBIDDEN"),
                (Some(hall.town.steward), "FORBIDDEN"),
                (None, "UNAUTHENTICATED"),
            ],
        )
        .await;
    }
    assert_eq!(hall.plan_as(&app, guest, "version").await, Value::Null);
    // Nothing is arranged any more at what was cancelled.
    hall.done(&app, "cancelEvent", "event { id }", json!({}))
        .await;
    for (mutation, more) in [
        ("setTables", json!({ "tables": [] })),
        ("arrangeTables", json!({})),
    ] {
        let input = hall.input(more);
        let refused = app
            .refusals(hall.organiser(), mutation, "seatingPlan", input)
            .await;
        assert_eq!(refused, ["EVENT_CANCELLED eventId"]);
    }
});
