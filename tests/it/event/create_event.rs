//! `createEvent`

use mulin_domain::event::CreateEvent;
use mulin_entities::{AreaId, EventId, EventKind, EventState, VenueId, Visibility};
use serde_json::{Value, json};

use super::FIELDS;
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const EVENT: &str = "event { id startsAt endsAt timeZone rsvpClosesAt }";

fn tea(town: &Town, more: Value) -> Value {
    let input = json!({
        "areaId": *gid(town, town.community.id), "kind": "GATHERING", "title": "邻里茶话会",
        "startsAt": "2027-02-20T18:30", "endsAt": "2027-02-20T20:00:30",
    });
    with(&input, more)
}

async fn refusals(app: &TestApp, town: &Town, input: Value) -> Vec<String> {
    app.refusals(town.organiser, "createEvent", "event", input)
        .await
}

both_databases!(a_draft_is_made_with_all_its_terms, |app| {
    let town = Town::found(&app).await;
    let festival = CreateEvent {
        kind: EventKind::Festival,
        ..town.gathering(&app, "邻里文化节")
    };
    let festival = town.make(&app, festival, EventState::Draft).await;
    let end = app.journal_end().await;
    let more = json!({
        "kind": "BANQUET", "title": " 百家宴 ", "description": "八十桌。\r\n自带一道菜。",
        "visibility": "AUDIENCE", "festivalId": *gid(&town, festival.id),
        "venueId": *gid(&town, town.venue.id), "timeZone": "Asia/Shanghai", "capacity": 0,
        "maxParty": 8, "rsvpOpensAt": "2027-02-01T08:00", "rsvpClosesAt": "2027-02-20T20:00:30",
    });
    let (who, selection) = (Some(town.organiser), format!("event {{ {FIELDS} }}"));
    let answer = app
        .mutate(who, "createEvent", &selection, tea(&town, more))
        .await;
    let event = answer.at("/createEvent/event");
    let expected = json!({
        "id": event["id"], "kind": "BANQUET", "state": "DRAFT", "visibility": "AUDIENCE",
        "title": "百家宴", "description": "八十桌。\n自带一道菜。",
        "startsAt": "2027-02-20T10:30:00Z", "endsAt": "2027-02-20T12:00:30Z",
        "timeZone": "Asia/Shanghai", "isOver": false, "rsvpOpensAt": "2027-02-01T00:00:00Z",
        "rsvpClosesAt": "2027-02-20T12:00:30Z", "maxParty": 8, "cancelReason": null, "version": 1,
        "area": { "id": *gid(&town, town.community.id) },
        "venue": { "id": *gid(&town, town.venue.id) },
        "festival": { "id": *gid(&town, festival.id) },
        "seats": { "capacity": 0, "taken": 0, "free": 0, "waitlisted": 0 },
        "viewerCan": { "edit": true, "respond": false },
    });
    assert_eq!(event, &expected);
    let made = entry(
        "event created",
        key(&event["id"]),
        town.organiser,
        json!({ "capacity": 0 }),
    );
    assert_eq!(app.journalled_since(end).await, [made]);
});

both_databases!(what_is_left_out_is_the_usual, |app| {
    let town = Town::found(&app).await;
    let nulls = json!({
        "description": null, "festivalId": null, "venueId": null, "timeZone": null,
        "capacity": null, "maxParty": null, "rsvpOpensAt": null, "rsvpClosesAt": null,
        "idempotencyKey": null,
    });
    let (who, selection) = (
        Some(town.admin),
        format!("event {{ {FIELDS} reminders {{ before }} }}"),
    );
    for more in [json!({}), nulls] {
        let answer = app
            .mutate(who, "createEvent", &selection, tea(&town, more))
            .await;
        let event = answer.at("/createEvent/event");
        for (field, usual) in [
            ("visibility", json!("PUBLIC")),
            ("description", json!("")),
            ("timeZone", json!("Asia/Shanghai")),
            ("rsvpOpensAt", Value::Null),
            ("rsvpClosesAt", event["startsAt"].clone()),
            ("maxParty", json!(20)),
            ("venue", Value::Null),
            ("festival", Value::Null),
            (
                "reminders",
                json!([{ "before": "P1D" }, { "before": "PT2H" }]),
            ),
        ] {
            assert_eq!(event[field], usual, "{field}");
        }
        assert_eq!(event["seats"]["capacity"], Value::Null, "unlimited");
        assert_eq!(event["seats"]["free"], Value::Null);
    }
});

both_databases!(wall_clock_times_are_of_their_zone, |app| {
    let town = Town::found(&app).await;
    let create = async |zone: &str, starts: &str, ends: &str| {
        let more = json!({ "timeZone": zone, "startsAt": starts, "endsAt": ends });
        let (who, input) = (Some(town.organiser), tea(&town, more));
        let answer = app.mutate(who, "createEvent", EVENT, input).await;
        answer.at("/createEvent").clone()
    };
    // The night of a change of clocks: twice half past two, of which the earlier is meant.
    let twice = create("Europe/Berlin", "2027-10-31T02:30", "2027-10-31T03:30").await;
    assert_eq!(twice["event"]["startsAt"], "2027-10-31T00:30:00Z");
    assert_eq!(twice["event"]["endsAt"], "2027-10-31T02:30:00Z");
    assert_eq!(twice["event"]["timeZone"], "Europe/Berlin");
    // Later on the wall, earlier in time.
    let back = create("Europe/Berlin", "2027-10-31T02:59:59", "2027-10-31T02:30").await;
    assert_eq!(back["event"], Value::Null);
    assert_eq!(back["userErrors"][0]["code"], "END_BEFORE_START");

    for (starts, ends, expected) in [
        (
            "2027-03-28T02:30",
            "2027-03-28T04:00",
            vec!["TIME_DOES_NOT_EXIST startsAt"],
        ),
        (
            "2027-03-28T01:30",
            "2027-03-28T02:00",
            vec!["TIME_DOES_NOT_EXIST endsAt"],
        ),
    ] {
        let zone = "Europe/Berlin";
        let more = json!({ "timeZone": zone, "startsAt": starts, "endsAt": ends });
        let told = refusals(&app, &town, tea(&town, more)).await;
        assert_eq!(told, expected, "{starts}");
    }
    for zone in ["Mars/Olympus", "", "+08:00", "asia/shanghai "] {
        let told = refusals(&app, &town, tea(&town, json!({ "timeZone": zone }))).await;
        assert_eq!(told, ["UNKNOWN_TIME_ZONE timeZone"], "{zone:?}");
    }
});

both_databases!(an_event_lies_ahead_and_ends_after_it_starts, |app| {
    let town = Town::found(&app).await;
    for (starts, ends, expected) in [
        // It is noon.
        (
            "2026-11-21T12:00",
            "2026-11-21T13:00",
            "IN_THE_PAST startsAt",
        ),
        (
            "2027-02-20T18:30",
            "2027-02-20T18:30",
            "END_BEFORE_START endsAt",
        ),
        ("2027-02-20T18:30", "2028-02-22T18:30", "TOO_LONG endsAt"),
        ("2027-02-20", "2027-02-20T18:30", "INVALID_FORMAT startsAt"),
        (
            "2027-02-30T18:30",
            "2027-03-30T18:30",
            "INVALID_FORMAT startsAt",
        ),
        (
            "2027-02-20T18:30+08:00",
            "2027-02-20T19:30",
            "INVALID_FORMAT startsAt",
        ),
    ] {
        let more = json!({ "startsAt": starts, "endsAt": ends });
        let told = refusals(&app, &town, tea(&town, more)).await;
        assert_eq!(told, [expected], "{starts} to {ends}");
    }
    let past = json!({ "startsAt": "2026-11-21T11:00", "endsAt": "2026-11-21T10:00" });
    assert_eq!(
        refusals(&app, &town, tea(&town, past)).await,
        ["IN_THE_PAST startsAt", "END_BEFORE_START endsAt"]
    );
    let soon = json!({ "startsAt": "2026-11-21T12:00:01", "endsAt": "2026-11-21T12:00:02" });
    let answer = app
        .mutate(Some(town.organiser), "createEvent", EVENT, tea(&town, soon))
        .await;
    assert!(answer.refusals("createEvent").is_empty());
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let input = json!({
        "areaId": "?", "kind": "GATHERING", "title": " ", "description": "字".repeat(10_001),
        "festivalId": *gid(&town, town.venue.id), "venueId": *gid(&town, town.unit.id),
        "startsAt": "soon", "endsAt": "later", "timeZone": "Mars/Olympus", "capacity": -1,
        "maxParty": 21, "rsvpOpensAt": "now", "rsvpClosesAt": "then",
    });
    assert_eq!(
        refusals(&app, &town, input).await,
        [
            "REQUIRED title",
            "INVALID_LENGTH description",
            "UNKNOWN_TIME_ZONE timeZone",
            "INVALID_FORMAT startsAt",
            "INVALID_FORMAT endsAt",
            "INVALID_FORMAT rsvpOpensAt",
            "INVALID_FORMAT rsvpClosesAt",
            "OUT_OF_RANGE capacity",
            "OUT_OF_RANGE maxParty",
            "MALFORMED_ID areaId",
            "ID_OF_ANOTHER_TYPE venueId",
            "ID_OF_ANOTHER_TYPE festivalId",
        ]
    );
    let more = json!({
        "title": "长".repeat(121), "capacity": 1_000_001, "maxParty": 0,
        "rsvpOpensAt": "2027-02-20T20:00", "rsvpClosesAt": "2027-02-20T20:00",
    });
    assert_eq!(
        refusals(&app, &town, tea(&town, more)).await,
        [
            "INVALID_LENGTH title",
            "NOT_BEFORE rsvpClosesAt",
            "OUT_OF_RANGE capacity",
            "OUT_OF_RANGE maxParty",
        ]
    );
    let after_the_end = json!({ "rsvpClosesAt": "2027-02-20T20:00:31" });
    assert_eq!(
        refusals(&app, &town, tea(&town, after_the_end)).await,
        ["ONLY_TOGETHER rsvpClosesAt"]
    );
});

both_databases!(
    area_venue_and_festival_must_be_there_and_of_one_city,
    |app| {
        let town = Town::found(&app).await;
        let other = Town::named(&app, "邻市").await;
        let (who, input) = (town.organiser, tea(&town, json!({})));
        let areas = [
            (&**unknown::<AreaId>(&town), "NOT_FOUND"),
            (&*gid(&town, town.venue.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        app.refuses_ids(who, "createEvent", "event", &input, "areaId", &areas)
            .await;
        let venues = [
            (&**unknown::<VenueId>(&town), "NOT_FOUND"),
            (&*gid(&other, other.venue.id), "ELSEWHERE"),
            (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        app.refuses_ids(who, "createEvent", "event", &input, "venueId", &venues)
            .await;
        let festival = |town: &Town, visibility| CreateEvent {
            kind: EventKind::Festival,
            visibility,
            ..town.gathering(&app, "邻里文化节")
        };
        let abroad = other
            .publish(&app, festival(&other, Visibility::Public))
            .await;
        let hidden = other
            .publish(&app, festival(&other, Visibility::Invited))
            .await;
        let gathering = town.publish(&app, town.gathering(&app, "茶话会")).await;
        let festivals = [
            (&**unknown::<EventId>(&town), "NOT_FOUND"),
            (&*gid(&other, abroad.id), "ELSEWHERE"),
            (&*gid(&other, hidden.id), "NOT_FOUND"),
            (&*gid(&town, gathering.id), "ELSEWHERE"),
            (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense", "MALFORMED_ID"),
        ];
        app.refuses_ids(
            who,
            "createEvent",
            "event",
            &input,
            "festivalId",
            &festivals,
        )
        .await;
    }
);

both_databases!(only_who_plans_for_the_area_drafts_events, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = tea(&town, json!({}));
    app.denied("createEvent", "event", &input, &actors).await;
    let city = with(&input, json!({ "areaId": *gid(&town, town.city.id) }));
    let above_their_own = [(Some(town.organiser), "FORBIDDEN")];
    app.denied("createEvent", "event", &city, &above_their_own)
        .await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let actors = (town.organiser, town.admin);
    let (input, changed) = (tea(&town, json!({})), json!({ "capacity": 1 }));
    app.keeps_idempotency(actors, "createEvent", "event", &input, changed)
        .await;
});
