//! Layouts that nobody can arrange: each contradiction is named by itself.

use serde_json::{Value, json};

use super::{Hall, messages};
use crate::both_databases;
use crate::support::app::TestApp;

/// What is refused, as reason and message.
async fn contradictions(app: &TestApp, hall: &Hall) -> Vec<(String, String)> {
    let selection = "seatingPlan { version } moved";
    let input = hall.input(json!({}));
    let reply = app
        .without_trace(
            Some(hall.organiser()),
            "arrangeTables",
            selection,
            input.clone(),
        )
        .await;
    let codes = reply.refusals("arrangeTables");
    assert!(
        codes
            .iter()
            .all(|code| code == "SEATING_IMPOSSIBLE eventId"),
        "{codes:?}"
    );
    assert!(reply.at("/arrangeTables/seatingPlan").is_null());
    let query = "mutation ($input: ArrangeTablesInput!) { arrangeTables(input: $input) {
        userErrors { ... on SeatingImpossibleError { reason message nextStep } } } }";
    let again = app
        .run(Some(hall.organiser()), query, json!({ "input": input }))
        .await;
    let told = again
        .at("/arrangeTables/userErrors")
        .as_array()
        .unwrap()
        .clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    assert_eq!(messages(&reply, "arrangeTables").len(), told.len());
    told.iter()
        .inspect(|error| assert_eq!(error["nextStep"], "CHANGE_INPUT"))
        .map(|error| (text(&error["reason"]), text(&error["message"])))
        .collect()
}

fn reasons(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(reason, _)| reason.as_str()).collect()
}

both_databases!(
    too_few_seats_and_a_household_larger_than_every_table,
    |app| {
        let hall = Hall::open(&app).await;
        hall.home(&app, "王家", 6).await;
        hall.home(&app, "李家", 4).await;
        hall.tables(&app, &[json!({ "capacity": 5 }), json!({ "capacity": 4 })])
            .await;
        let told = contradictions(&app, &hall).await;
        assert_eq!(reasons(&told), ["TOO_FEW_SEATS", "LARGER_THAN_EVERY_TABLE"]);
        assert!(
            told[0].1.contains("10") && told[0].1.contains('9'),
            "{}",
            told[0].1
        );
        assert!(
            told[1].1.contains("王家") && told[1].1.contains('6'),
            "{}",
            told[1].1
        );
        // Nobody has a seat where there is no table at all.
        hall.done(
            &app,
            "setTables",
            "seatingPlan { version }",
            json!({ "tables": [] }),
        )
        .await;
        let told = contradictions(&app, &hall).await;
        assert!(reasons(&told).contains(&"TOO_FEW_SEATS"), "{told:?}");
    }
);

both_databases!(pins_that_contradict_each_other, |app| {
    let hall = Hall::open(&app).await;
    let mut homes = Vec::new();
    for name in ["王家", "李家", "张家"] {
        homes.push(hall.home(&app, name, 4).await);
    }
    let ids = hall
        .tables(
            &app,
            &[json!({ "capacity": 10 }), json!({ "capacity": 10 })],
        )
        .await;
    let pin = |home: usize| json!({ "householdId": hall.id(&homes[home]), "tableId": ids[0] });
    let rules = json!({
        "pins": [pin(0), pin(1), pin(2)],
        "apart": [{
            "householdId": hall.id(&homes[0]), "otherHouseholdId": hall.id(&homes[2]),
        }],
    });
    hall.done(&app, "setSeatingRules", "seatingPlan { version }", rules)
        .await;
    let told = contradictions(&app, &hall).await;
    assert_eq!(reasons(&told), ["PINS_OVERFILL", "PINNED_APART"]);
    assert!(
        told[0].1.contains("12") && told[0].1.contains("1号桌"),
        "{}",
        told[0].1
    );
    let pair = &told[1].1;
    assert!(
        pair.contains("王家") && pair.contains("张家") && pair.contains("1号桌"),
        "{pair}"
    );
});

both_databases!(nobody_sits_alone_where_all_tables_are_for_one, |app| {
    let hall = Hall::open(&app).await;
    hall.home(&app, "王奶奶", 1).await;
    hall.home(&app, "李奶奶", 1).await;
    hall.tables(&app, &[json!({ "capacity": 1 }), json!({ "capacity": 1 })])
        .await;
    let told = contradictions(&app, &hall).await;
    assert_eq!(reasons(&told), ["ALONE_EVERYWHERE", "ALONE_EVERYWHERE"]);
    assert!(told.iter().any(|(_, message)| message.contains("王奶奶")));
    assert!(told.iter().any(|(_, message)| message.contains("李奶奶")));
});

both_databases!(
    who_cannot_be_seated_by_the_rules_stays_unseated_and_is_told,
    |app| {
        let hall = Hall::open(&app).await;
        // Three who are all apart from each other, and two tables: no sum proves it.
        let mut homes = Vec::new();
        for name in ["王家", "李家", "张家"] {
            homes.push(hall.home(&app, name, 3).await);
        }
        hall.tables(&app, &[json!({}), json!({})]).await;
        let pair = |one: usize, other: usize| json!({ "householdId": hall.id(&homes[one]), "otherHouseholdId": hall.id(&homes[other]) });
        let rules = json!({ "pins": [], "apart": [pair(0, 1), pair(1, 2), pair(0, 2)] });
        hall.done(&app, "setSeatingRules", "seatingPlan { version }", rules)
            .await;
        let arranged = hall.arrange(&app, json!({})).await;
        assert_eq!(arranged["seatingPlan"]["brokenCount"], 1);
        let plan = hall
            .plan(
                &app,
                "broken { rule message household { seats } } unseated { nodes { seats } }",
            )
            .await;
        assert_eq!(plan["broken"][0]["rule"], "SEATED");
        assert_eq!(plan["unseated"]["nodes"], json!([{ "seats": 3 }]));
        hall.is_sound(&app).await;
    }
);
