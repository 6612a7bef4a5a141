//! Names of people and places: written one way, and without what deceives the eye.

use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::mutation::with;

/// Names that look like others or hold what is not seen, each with its fault.
const DECEIVING: [(&str, &str); 6] = [
    ("Аnna", "MIXED_SCRIPTS"),
    ("Lan Οng", "MIXED_SCRIPTS"),
    ("王Ж", "MIXED_SCRIPTS"),
    ("王\u{202e}梅", "CONTROL_CHARACTERS"),
    ("王\u{200b}梅", "CONTROL_CHARACTERS"),
    ("王\u{e0100}梅", "CONTROL_CHARACTERS"),
];

both_databases!(names_that_deceive_are_refused_everywhere, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let unit = json!(*gid(&town, town.unit.id));
    let register = json!({ "unitId": unit, "home": { "building": "2栋" }, "name": "王小梅" });
    let update = json!({ "personId": *gid(&town, lan) });
    let area = json!({ "parentId": *gid(&town, town.community.id), "kind": "GRID", "name": "x" });
    let venue = json!({
        "areaId": *gid(&town, town.community.id), "name": "x", "address": "桂花路1号",
    });
    let calls: [(&str, &str, &str, &Value); 8] = [
        ("registerPerson", "person", "name", &register),
        ("registerPerson", "person", "preferredName", &register),
        ("updatePerson", "person", "name", &update),
        ("updatePerson", "person", "preferredName", &update),
        ("createArea", "area", "name", &area),
        ("updateArea", "area", "name", &json!({ "areaId": unit })),
        ("createVenue", "venue", "name", &venue),
        (
            "updateVenue",
            "venue",
            "name",
            &json!({ "venueId": *gid(&town, town.venue.id) }),
        ),
    ];
    for (mutation, object, field, input) in calls {
        for (name, fault) in DECEIVING {
            let input = with(input, json!({ field: name }));
            let refusals = app.refusals(town.admin, mutation, object, input).await;
            assert_eq!(
                refusals,
                [format!("{fault} {field}")],
                "{mutation} {name:?}"
            );
        }
    }
    let long = with(
        &update,
        json!({ "preferredName": "长".repeat(41), "name": "　" }),
    );
    let refusals = app.refusals(lan, "updatePerson", "person", long).await;
    assert_eq!(refusals, ["REQUIRED name", "INVALID_LENGTH preferredName"]);
});

both_databases!(names_are_kept_as_they_are_read, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    for (written, kept) in [
        ("　李　　小兰 ", "李 小兰"),
        ("Rene\u{301}e", "Renée"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("张Anna", "张Anna"),
        ("Анна", "Анна"),
    ] {
        let input = json!({
            "personId": *gid(&town, lan), "name": written, "preferredName": written,
        });
        let answer = app
            .mutate(
                Some(lan),
                "updatePerson",
                "person { name preferredName state }",
                input,
            )
            .await;
        let person = json!({ "name": kept, "preferredName": kept, "state": "ACTIVE" });
        assert_eq!(answer.at("/updatePerson/person"), &person);
    }
    let input = json!({ "personId": *gid(&town, lan), "preferredName": null });
    let answer = app
        .mutate(
            Some(lan),
            "updatePerson",
            "person { name preferredName }",
            input,
        )
        .await;
    let person = json!({ "name": "Анна", "preferredName": null });
    assert_eq!(answer.at("/updatePerson/person"), &person);
});
