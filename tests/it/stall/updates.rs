//! `addStall`, `updateStall`, `removeStall`

use mulin_entities::*;
use serde_json::json;

use crate::both_databases;
use crate::factories::{STALL, ServiceDay, gid, unknown};
use crate::support::mutation::{key, with};

both_databases!(a_stall_has_services_and_stations_and_usual_rules, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day
        .stall(
            &app,
            json!({
                "place": " 广场东侧 ",
                "services": [
                    { "name": "磨刀", "prefix": "D", "minutes": 10, "mode": "DROP_OFF" },
                    { "name": "理发", "prefix": "L", "minutes": 20 },
                ],
                "stations": [{ "name": "甲" }, { "name": "乙", "servicePrefix": "L" }],
            }),
        )
        .await;
    assert_eq!(stall["place"], "广场东侧");
    let rules = [
        "walkInPercent",
        "priorityFromAge",
        "callsBeforeSkip",
        "backAfter",
        "nearlyPlaces",
    ];
    let rules = rules.map(|rule| stall[rule].as_i64());
    assert_eq!(rules, [Some(30), Some(70), Some(2), Some(3), Some(3)]);
    assert_eq!(stall["services"][0]["mode"], "DROP_OFF");
    assert_eq!(stall["services"][1]["prefix"], "L");
    assert!(stall["stations"][0]["service"].is_null());
    assert_eq!(
        stall["stations"][1]["service"]["id"],
        stall["services"][1]["id"]
    );
    assert_eq!(stall["stations"][0]["state"], "CLOSED");
    assert_eq!(stall["viewerCan"], json!({ "edit": true, "serve": true }));

    // Everybody who sees the day sees its stalls.
    let query = "query ($id: ID!) { event(id: $id) { stalls { name viewerCan { edit serve } } } }";
    let id = json!({ "id": day.id(day.event.id) });
    let seen = app.run(None, query, id).await;
    assert_eq!(seen.at("/event/stalls/0/name"), "义务理发");
    assert_eq!(
        seen.at("/event/stalls/0/viewerCan"),
        &json!({ "edit": false, "serve": false })
    );
});

both_databases!(faults_of_a_stall_are_told_at_once, |app| {
    let day = ServiceDay::plan(&app).await;
    let input = json!({
        "eventId": day.id(day.event.id), "name": " ", "walkInPercent": 101, "priorityFromAge": 20,
        "callsBeforeSkip": 0, "backAfter": 21, "nearlyPlaces": 0,
        "services": [
            { "name": "", "prefix": "AB", "minutes": 0 },
            { "name": "理发", "prefix": "B", "minutes": 20 },
            { "name": "剪发", "prefix": "B", "minutes": 20 },
        ],
        "stations": [{ "name": "甲", "servicePrefix": "Z" }, { "name": "甲" }],
    });
    let told = app
        .refusals(day.organiser(), "addStall", "stall", input)
        .await;
    assert_eq!(
        told,
        [
            "REQUIRED name",
            "OUT_OF_RANGE walkInPercent",
            "OUT_OF_RANGE priorityFromAge",
            "OUT_OF_RANGE callsBeforeSkip",
            "OUT_OF_RANGE backAfter",
            "OUT_OF_RANGE nearlyPlaces",
            "INVALID_FORMAT services.0.prefix",
            "OUT_OF_RANGE services.0.minutes",
            "REQUIRED services.0.name",
            "DUPLICATE services.2.prefix",
            "NOT_FOUND stations.0.servicePrefix",
            "DUPLICATE stations.1.name",
        ]
    );
    let nothing = json!({
        "eventId": day.id(day.event.id), "name": "空", "services": [], "stations": [],
    });
    let told = app
        .refusals(day.organiser(), "addStall", "stall", nothing)
        .await;
    assert_eq!(told, ["REQUIRED services"]);
});

both_databases!(only_who_runs_the_day_adds_stalls, |app| {
    let day = ServiceDay::plan(&app).await;
    let resident = day.town.resident(&app, "王小梅").await;
    let input = json!({
        "eventId": day.id(day.event.id), "name": "理发",
        "services": [{ "name": "理发", "prefix": "A", "minutes": 20 }], "stations": [],
    });
    let denied = [
        (None, "UNAUTHENTICATED"),
        (Some(resident), "FORBIDDEN"),
        (Some(day.town.steward), "FORBIDDEN"),
    ];
    app.denied("addStall", "stall", &input, &denied).await;
    let missing = with(&input, json!({ "eventId": *unknown::<EventId>(&day.town) }));
    let told = app
        .refusals(day.organiser(), "addStall", "stall", missing)
        .await;
    assert_eq!(told, ["NOT_FOUND eventId"]);
});

both_databases!(the_same_key_adds_a_stall_once, |app| {
    let day = ServiceDay::plan(&app).await;
    let more = json!({ "idempotencyKey": "one" });
    let first = day.stall(&app, more.clone()).await;
    let again = day.stall(&app, more).await;
    assert_eq!(first["id"], again["id"]);
});

both_databases!(
    parts_are_kept_by_their_ids_and_versions_keep_two_from_meeting,
    |app| {
        let day = ServiceDay::plan(&app).await;
        let stall = day.stall(&app, json!({})).await;
        let service = &stall["services"][0];
        let input = json!({
            "stallId": stall["id"], "expectedVersion": stall["version"], "place": "西门",
            "services": [
                { "id": service["id"], "name": "快剪", "prefix": "B", "minutes": 10 },
                { "name": "染发", "prefix": "A", "minutes": 60 },
            ],
            "stations": [],
        });
        let edited = day
            .done(&app, day.organiser(), "updateStall", STALL, input.clone())
            .await;
        assert_eq!(edited["services"][0]["id"], service["id"]);
        // The letter that one gave up is the other's.
        assert_eq!(edited["services"][1]["prefix"], "A");
        assert_eq!(edited["stations"], json!([]));
        assert_eq!(edited["place"], "西门");

        let late = app
            .mutate(Some(day.organiser()), "updateStall", STALL, input)
            .await;
        assert_eq!(
            late.refusals("updateStall"),
            ["VERSION_CONFLICT expectedVersion"]
        );
        assert_eq!(late.at("/updateStall/stall/version"), &edited["version"]);
    }
);

both_databases!(a_letter_stays_once_a_number_was_told, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let service = &stall["services"][0];
    day.desk(&app, service, json!({})).await;
    let named = |prefix: &str, minutes: i32| {
        json!({
            "stallId": stall["id"],
            "services": [{
                "id": service["id"], "name": "理发", "prefix": prefix, "minutes": minutes,
            }],
        })
    };
    let who = day.organiser();
    let told = app
        .refusals(who, "updateStall", "stall", named("B", 20))
        .await;
    assert_eq!(told, ["SERVICE_LETTER_IN_USE services"]);
    let edited = day
        .done(&app, who, "updateStall", STALL, named("A", 15))
        .await;
    assert_eq!(edited["services"][0]["minutes"], 15);
});

both_databases!(two_services_exchange_their_letters, |app| {
    let day = ServiceDay::plan(&app).await;
    let service =
        |name: &str, prefix: &str| json!({ "name": name, "prefix": prefix, "minutes": 5 });
    let two = json!({ "services": [service("磨刀", "A"), service("理发", "B")] });
    let stall = day.stall(&app, two).await;
    let id = |at: usize| json!({ "id": stall["services"][at]["id"] });
    let input = json!({
        "stallId": stall["id"],
        "services": [with(&service("磨刀", "B"), id(0)), with(&service("理发", "A"), id(1))],
    });
    let edited = day
        .done(&app, day.organiser(), "updateStall", STALL, input)
        .await;
    for (at, prefix) in [(0, "B"), (1, "A")] {
        assert_eq!(edited["services"][at]["prefix"], prefix);
        assert_eq!(edited["services"][at]["id"], stall["services"][at]["id"]);
    }
    // A station that gave the service still does.
    let stations =
        json!([{ "id": stall["stations"][0]["id"], "name": "甲", "servicePrefix": "A" }]);
    let input = json!({ "stallId": stall["id"], "stations": stations });
    let edited = day
        .done(&app, day.organiser(), "updateStall", STALL, input)
        .await;
    let given = &edited["stations"][0]["service"]["id"];
    assert_eq!(given, &stall["services"][1]["id"]);
});

both_databases!(what_people_hold_tickets_for_stays, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let service = &stall["services"][0];
    let ticket = day.desk(&app, service, json!({})).await;
    let update = json!({
        "stallId": stall["id"],
        "services": [{ "name": "磨刀", "prefix": "Z", "minutes": 5 }],
    });
    let told = app
        .refusals(day.organiser(), "updateStall", "stall", update.clone())
        .await;
    assert_eq!(told, ["STALL_HAS_TICKETS stallId"]);
    let remove = json!({ "stallId": stall["id"] });
    let told = app
        .refusals(day.organiser(), "removeStall", "stall", remove.clone())
        .await;
    assert_eq!(told, ["STALL_HAS_TICKETS stallId"]);

    let cancel = json!({ "ticketId": ticket["id"] });
    day.done(
        &app,
        day.organiser(),
        "cancelBooking",
        "ticket { state }",
        cancel,
    )
    .await;
    let removed = day
        .done(&app, day.organiser(), "removeStall", STALL, remove.clone())
        .await;
    assert!(removed["removedAt"].is_string());
    assert_eq!(removed["stations"][0]["state"], "CLOSED");
    let told = app
        .refusals(day.organiser(), "removeStall", "stall", remove)
        .await;
    assert_eq!(told, ["STALL_GONE stallId"]);
    let take = json!({ "serviceId": service["id"], "atDesk": true });
    let told = app
        .refusals(day.organiser(), "takeTicket", "ticket", take)
        .await;
    assert_eq!(told, ["SERVICE_GONE serviceId"]);
});

both_databases!(whoever_leads_the_team_sets_up_its_stall, |app| {
    let day = ServiceDay::plan(&app).await;
    let lead = day.town.resident(&app, "赵师傅").await;
    let input = json!({ "areaId": *gid(&day.town, day.town.community.id), "name": "理发队" });
    let team = day
        .done(&app, day.organiser(), "createTeam", "team { id }", input)
        .await;
    let grant = json!({ "teamId": team["id"], "personId": *gid(&day.town, lead) });
    day.done(&app, day.organiser(), "grantTeamLead", "team { id }", grant)
        .await;
    let stall = day.stall(&app, json!({ "teamId": team["id"] })).await;
    assert_eq!(stall["team"]["name"], "理发队");
    let update = json!({ "stallId": stall["id"], "place": "东门" });
    let edited = day.done(&app, lead, "updateStall", STALL, update).await;
    assert_eq!(edited["viewerCan"], json!({ "edit": true, "serve": true }));
    // Another's stall they do not.
    let other = day.stall(&app, json!({ "name": "磨刀" })).await;
    let update = json!({ "stallId": other["id"], "place": "东门" });
    app.denied(
        "updateStall",
        "stall",
        &update,
        &[(Some(lead), "FORBIDDEN")],
    )
    .await;
    assert_ne!(key(&stall["id"]), key(&other["id"]));
});
