//! `setNotificationPreferences`

use mulin_entities::PersonId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, housemate, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::entry;

const MUTATION: &str = "setNotificationPreferences";
const FIELDS: &str = "locale quietHours { from until } notificationPreferences { channels isOwnOrder \
    digestAt timeZone reminderOffsets choices { channel purpose allowed maskedAddress entry { id } } }";

fn of(town: &Town, person: PersonId, more: Value) -> Value {
    with(&json!({ "personId": *gid(town, person) }), more)
}

async fn set(app: &TestApp, town: &Town, who: PersonId, whose: PersonId, more: Value) -> Value {
    let (selection, input) = (format!("person {{ {FIELDS} }}"), of(town, whose, more));
    let answer = app.mutate(Some(who), MUTATION, &selection, input).await;
    assert_eq!(answer.refusals(MUTATION), [""; 0]);
    answer.at(&format!("/{MUTATION}/person")).clone()
}

both_databases!(what_is_left_out_stays_and_null_empties, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let end = app.journal_end().await;
    let first = json!({
        "channels": ["SMS"], "digestAt": "07:15", "reminderOffsets": ["PT2H", "P1D"],
        "quietHours": { "from": "22:00", "until": "07:00" }, "locale": "en",
        "timeZone": "Asia/Urumqi",
    });
    let person = set(&app, &town, lan, lan, first).await;
    let told = &person["notificationPreferences"];
    assert_eq!(told["channels"], json!(["SMS", "EMAIL", "CALL"]));
    assert_eq!(told["isOwnOrder"], true);
    assert_eq!(told["digestAt"], "07:15");
    assert_eq!(told["timeZone"], "Asia/Urumqi");
    assert_eq!(told["reminderOffsets"], json!(["P1D", "PT2H"]));
    assert_eq!(
        (&person["locale"], &person["quietHours"]["from"]),
        (&json!("en"), &json!("22:00"))
    );

    // Nothing given changes nothing, and is not told.
    let same = set(&app, &town, lan, lan, json!({})).await;
    assert_eq!(same, person);
    let same = set(
        &app,
        &town,
        lan,
        lan,
        json!({ "digestAt": "7:15", "locale": "en" }),
    )
    .await;
    assert_eq!(same, person);
    let edit = |by| entry("person updated", lan.0, by, json!({}));
    let change = |by| entry("person preferences_changed", lan.0, by, json!({}));
    assert_eq!(app.journalled_since(end).await, [edit(lan), change(lan)]);

    let nulls = json!({
        "channels": null, "digestAt": null, "reminderOffsets": null, "quietHours": null,
        "timeZone": null,
    });
    let person = set(&app, &town, town.steward, lan, nulls).await;
    let told = &person["notificationPreferences"];
    assert_eq!(told["channels"], json!(["EMAIL", "SMS", "CALL"]));
    assert_eq!(told["isOwnOrder"], false);
    assert!(told["digestAt"].is_null() && told["reminderOffsets"].is_null());
    assert!(told["timeZone"].is_null());
    assert!(person["quietHours"].is_null());
    assert_eq!(person["locale"], "en", "it cannot be empty, and stays");
});

both_databases!(who_said_nothing_has_the_platforms_ways, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let query = format!("query ($id: ID!) {{ person(id: $id) {{ {FIELDS} }} }}");
    let answer = app
        .run(Some(lan), &query, json!({ "id": *gid(&town, lan) }))
        .await;
    let told = answer.at("/person/notificationPreferences");
    assert_eq!(told["isOwnOrder"], false);
    let choices = told["choices"].as_array().expect("a list");
    assert_eq!(choices.len(), 6);
    for choice in choices {
        let service = choice["purpose"] == "SERVICE";
        assert_eq!(choice["allowed"], service, "{choice}");
        let address = (choice["channel"] == "EMAIL").then_some("l**@example.org");
        assert_eq!(choice["maskedAddress"], json!(address));
        assert!(choice["entry"].is_null());
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let refusals = async |input: Value| app.refusals(lan, MUTATION, "person", input).await;
    let input = json!({
        "channels": [], "digestAt": "noon", "reminderOffsets": ["soon", "P31D"],
        "quietHours": { "from": "25:00", "until": "7" }, "locale": null,
        "timeZone": "Asia/Mulin",
    });
    assert_eq!(
        refusals(with(&input, json!({ "personId": "?" }))).await,
        [
            "MALFORMED_ID personId",
            "REQUIRED channels",
            "REQUIRED locale",
            "INVALID_FORMAT digestAt",
            "INVALID_FORMAT reminderOffsets.0",
            "OUT_OF_RANGE reminderOffsets.1",
            "INVALID_FORMAT quietHours.from",
            "INVALID_FORMAT quietHours.until",
            "UNKNOWN_TIME_ZONE timeZone",
        ]
    );
    let input = json!({
        "channels": ["SMS", "CALL", "SMS"], "reminderOffsets": [], "locale": "fr",
    });
    assert_eq!(
        refusals(of(&town, lan, input)).await,
        [
            "DUPLICATE channels.2",
            "REQUIRED reminderOffsets",
            "INVALID_FORMAT locale",
        ]
    );
    let phone = of(&town, lan, json!({ "via": "PHONE" }));
    assert_eq!(refusals(phone).await, ["ONLY_TOGETHER via"]);
});

both_databases!(only_who_keeps_the_record_sets_it, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let partner = housemate(&app, lan, "partner", Some(1961)).await;
    let child = housemate(&app, lan, "child", Some(2018)).await;
    let change = json!({ "digestAt": "08:00" });
    for stranger in [neighbour, town.organiser, other.steward, other.admin] {
        let input = of(&town, lan, change.clone());
        let refusals = app.refusals(stranger, MUTATION, "person", input).await;
        assert_eq!(refusals, ["NOT_FOUND personId"]);
    }
    let input = of(&town, lan, change.clone());
    let actors = [(None, "UNAUTHENTICATED"), (Some(partner), "FORBIDDEN")];
    app.denied(MUTATION, "person", &input, &actors).await;
    let missing = [(&**unknown::<PersonId>(&town), "NOT_FOUND")];
    app.refuses_ids(lan, MUTATION, "person", &change, "personId", &missing)
        .await;
    // An adult for a child of the household, and officers on the telephone.
    set(&app, &town, lan, child, change.clone()).await;
    let by_phone = with(&change, json!({ "via": "PHONE", "channels": ["CALL"] }));
    let person = set(&app, &town, town.steward, lan, by_phone).await;
    assert_eq!(person["notificationPreferences"]["channels"][0], "CALL");
});

both_databases!(it_is_seen_by_those_who_keep_or_act_and_nobody_else, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let partner = housemate(&app, lan, "partner", Some(1961)).await;
    let child = housemate(&app, lan, "child", Some(2018)).await;
    let query = "query ($id: ID!) { person(id: $id) { notificationPreferences { channels } \
        channelConsents { nodes { id } } deliveries { nodes { id } } } }";
    for (who, sees) in [
        (lan, true),
        (partner, true),
        (child, false),
        (town.steward, true),
    ] {
        let id = json!({ "id": *gid(&town, lan) });
        let answer = app.run(Some(who), query, id).await;
        let person = answer.at("/person");
        assert_eq!(
            !person["notificationPreferences"].is_null(),
            sees,
            "{who:?}"
        );
        assert_eq!(!person["channelConsents"].is_null(), sees, "{who:?}");
        // A steward acts only for who agreed.
        let acts = sees && who != town.steward;
        assert_eq!(!person["deliveries"].is_null(), acts, "{who:?}");
    }
});
