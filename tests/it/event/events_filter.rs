//! `events`: which events a filter finds.

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use mulin_domain::place::{CreateVenue, Position, create_venue};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::titles;
use crate::both_databases;
use crate::factories::{Town, actor, gid, in_shanghai, respond, unknown};
use crate::support::app::TestApp;

const LIST: &str = "query ($filter: EventFilter) { events(filter: $filter) { nodes { title } } }";

/// What anybody finds.
async fn found(app: &TestApp, filter: Value) -> Vec<String> {
    titles(&app.run(None, LIST, json!({ "filter": filter })).await)
}

/// A filter is refused as a whole.
async fn refused(app: &TestApp, filter: Value) {
    let answer = app.run(None, LIST, json!({ "filter": filter })).await;
    assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{filter}");
    assert!(answer.body["data"].is_null());
}

/// Publishes an event that starts so many days from now.
async fn event(app: &TestApp, town: &Town, title: &str, days: i64, more: CreateEvent) -> EventId {
    let starts_at = app.now() + TimeDelta::days(days);
    let input = CreateEvent {
        title: title.to_owned(),
        starts_at: in_shanghai(starts_at),
        ends_at: in_shanghai(starts_at + TimeDelta::hours(2)),
        ..more
    };
    town.publish(app, input).await.id
}

both_databases!(by_kind_and_festival, |app| {
    let town = Town::found(&app).await;
    let usual = || town.gathering(&app, "");
    let kind = |kind| CreateEvent { kind, ..usual() };
    let festival = event(&app, &town, "节", 1, kind(EventKind::Festival)).await;
    let of_festival = |kind| CreateEvent {
        kind,
        festival_id: Some(Ok(festival)),
        ..usual()
    };
    event(&app, &town, "宴", 2, of_festival(EventKind::Banquet)).await;
    event(&app, &town, "日", 3, kind(EventKind::ServiceDay)).await;
    event(&app, &town, "聚", 4, of_festival(EventKind::Gathering)).await;

    let all = ["节", "宴", "日", "聚"];
    assert_eq!(found(&app, Value::Null).await, all);
    assert_eq!(found(&app, json!({ "kinds": [] })).await, all);
    assert_eq!(found(&app, json!({ "kinds": null })).await, all);
    assert_eq!(found(&app, json!({ "kinds": ["BANQUET"] })).await, ["宴"]);
    let two = json!({ "kinds": ["GATHERING", "SERVICE_DAY"] });
    assert_eq!(found(&app, two).await, ["日", "聚"]);

    let grouped = json!({ "festivalId": *gid(&town, festival) });
    assert_eq!(found(&app, grouped).await, ["宴", "聚"]);
    let both = json!({ "festivalId": *gid(&town, festival), "kinds": ["GATHERING"] });
    assert_eq!(found(&app, both).await, ["聚"]);
    let none = json!({ "festivalId": **unknown::<EventId>(&town) });
    assert_eq!(found(&app, none).await, [""; 0]);
    refused(&app, json!({ "festivalId": *gid(&town, town.unit.id) })).await;
    refused(&app, json!({ "kinds": ["PARTY"] })).await;
});

both_databases!(by_area_and_all_areas_below, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    for (title, days, area) in [
        ("市", 1, &town.city),
        ("社区", 2, &town.community),
        ("东邻", 3, &town.unit),
        ("西邻", 4, &town.other_unit),
    ] {
        let input = CreateEvent {
            area_id: Ok(area.id),
            ..town.gathering(&app, "")
        };
        event(&app, &town, title, days, input).await;
    }
    let below =
        async |town: &Town, area: AreaId| found(&app, json!({ "areaId": *gid(town, area) })).await;
    let all = ["市", "社区", "东邻", "西邻"];
    assert_eq!(below(&town, town.city.id).await, all);
    assert_eq!(below(&town, town.community.id).await, all[1..]);
    assert_eq!(
        below(&town, town.unit.id).await,
        ["东邻"],
        "not the sibling"
    );
    assert_eq!(below(&town, town.other_unit.id).await, ["西邻"]);
    assert_eq!(below(&other, other.city.id).await, [""; 0]);
    assert_eq!(below(&town, AreaId(town.venue.id.0)).await, [""; 0]);
    refused(&app, json!({ "areaId": *gid(&town, town.venue.id) })).await;
    refused(&app, json!({ "areaId": "nonsense" })).await;
});

both_databases!(by_dates, |app| {
    let town = Town::found(&app).await;
    for (title, days) in [("一", 1), ("二", 2), ("三", 3)] {
        event(&app, &town, title, days, town.gathering(&app, "")).await;
    }
    let second = "2026-11-23T12:00:00+08:00";
    let from = json!({ "startsFrom": second });
    assert_eq!(found(&app, from).await, ["二", "三"], "inclusive");
    let before = json!({ "startsBefore": second });
    assert_eq!(found(&app, before).await, ["一"], "exclusive");
    let one = json!({ "startsFrom": second, "startsBefore": "2026-11-23T04:00:00.000001Z" });
    assert_eq!(found(&app, one).await, ["二"]);
    let backwards = json!({ "startsFrom": second, "startsBefore": "2026-11-22T00:00:00Z" });
    assert_eq!(found(&app, backwards).await, [""; 0]);

    app.advance(TimeDelta::days(1));
    assert_eq!(
        found(&app, json!({})).await,
        ["一", "二", "三"],
        "it begins now"
    );
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(
        found(&app, json!({})).await,
        ["二", "三"],
        "what is to come"
    );
    let past = json!({ "startsFrom": "2026-01-01T00:00:00Z" });
    assert_eq!(found(&app, past).await, ["一", "二", "三"]);
    refused(&app, json!({ "startsFrom": "2026-11-23" })).await;
});

both_databases!(by_state, |app| {
    let town = Town::found(&app).await;
    for (title, state) in [
        ("草", EventState::Draft),
        ("布", EventState::Published),
        ("消", EventState::Cancelled),
    ] {
        town.make(&app, town.gathering(&app, title), state).await;
    }
    let seen = async |who: Option<PersonId>, states: Value| {
        let variables = json!({ "filter": { "states": states } });
        let mut seen = titles(&app.run(who, LIST, variables).await);
        seen.sort_unstable();
        seen
    };
    let organiser = Some(town.organiser);
    for usual in [Value::Null, json!([]), json!(["PUBLISHED"])] {
        assert_eq!(seen(organiser, usual.clone()).await, ["布"]);
        assert_eq!(seen(None, usual).await, ["布"]);
    }
    assert_eq!(seen(None, json!(["CANCELLED"])).await, ["消"]);
    assert_eq!(seen(None, json!(["DRAFT"])).await, [""; 0]);
    assert_eq!(seen(organiser, json!(["DRAFT"])).await, ["草"]);
    let all = json!(["DRAFT", "PUBLISHED", "CANCELLED"]);
    assert_eq!(seen(organiser, all.clone()).await, ["布", "消", "草"]);
    assert_eq!(seen(None, all).await, ["布", "消"]);
});

both_databases!(by_free_seats, |app| {
    let town = Town::found(&app).await;
    let capacity = |capacity| CreateEvent {
        capacity,
        ..town.gathering(&app, "")
    };
    event(&app, &town, "满", 1, capacity(Some(2))).await;
    let full = event(&app, &town, "满", 2, capacity(Some(2))).await;
    let some = event(&app, &town, "三", 3, capacity(Some(5))).await;
    let endless = event(&app, &town, "无限", 4, capacity(None)).await;
    event(&app, &town, "零", 5, capacity(Some(0))).await;
    for event in [full, some, endless] {
        let answer = respond(&app.core, town.steward, event, Answer::Going, 2).await;
        answer.expect("an answer");
    }
    let free = async |seats: i32| found(&app, json!({ "freeSeats": seats })).await;
    assert_eq!(free(1).await, ["满", "三", "无限"]);
    assert_eq!(free(2).await, ["满", "三", "无限"]);
    assert_eq!(free(3).await, ["三", "无限"]);
    assert_eq!(free(4).await, ["无限"]);
    refused(&app, json!({ "freeSeats": 0 })).await;
});

both_databases!(by_distance, |app| {
    let town = Town::found(&app).await;
    let organiser = actor(&app.core, town.organiser).await;
    let at = async |position: Option<(f64, f64)>| {
        let input = CreateVenue {
            area_id: Ok(town.community.id),
            name: "场地".to_owned(),
            address: "某处".to_owned(),
            position: position.map(|(latitude, longitude)| Position {
                latitude,
                longitude,
            }),
            seats: None,
            step_free: false,
            accessibility: None,
        };
        let venue = create_venue(&app.core, &organiser, input, None).await;
        Some(Ok(venue.expect("a venue can be made").id))
    };
    // A hundredth of a degree is 1,113 m to the north, and 960 m to the east at this latitude.
    for (title, days, venue_id) in [
        ("此处", 1, Some(Ok(town.venue.id))),
        ("北", 2, at(Some((30.39, 106.78))).await),
        ("东", 3, at(Some((30.38, 106.79))).await),
        ("东北", 4, at(Some((30.39, 106.79))).await),
        ("远", 5, at(Some((31.38, 106.78))).await),
        ("不明", 6, at(None).await),
        ("未定", 7, None),
    ] {
        let input = CreateEvent {
            venue_id,
            ..town.gathering(&app, "")
        };
        event(&app, &town, title, days, input).await;
    }
    let near = |metres: f64| json!({ "near": { "latitude": 30.38, "longitude": 106.78, "metres": metres } });
    assert_eq!(found(&app, near(1.0)).await, ["此处"]);
    assert_eq!(found(&app, near(950.0)).await, ["此处"]);
    assert_eq!(found(&app, near(970.0)).await, ["此处", "东"]);
    assert_eq!(found(&app, near(1_120.0)).await, ["此处", "北", "东"]);
    let all_near = ["此处", "北", "东", "东北"];
    assert_eq!(found(&app, near(1_480.0)).await, all_near);
    assert_eq!(found(&app, near(110_000.0)).await, all_near);
    assert_eq!(
        found(&app, near(112_000.0)).await.last().expect("one"),
        "远"
    );
    for (field, value) in [
        ("metres", json!(0)),
        ("metres", json!(200_001)),
        ("latitude", json!(90.1)),
        ("longitude", json!(-180.1)),
    ] {
        let mut filter = near(1.0);
        filter["near"][field] = value;
        refused(&app, filter).await;
    }
});

both_databases!(all_conditions_must_hold, |app| {
    let town = Town::found(&app).await;
    let input = || CreateEvent {
        kind: EventKind::Banquet,
        venue_id: Some(Ok(town.venue.id)),
        capacity: Some(10),
        ..town.gathering(&app, "")
    };
    event(&app, &town, "百家宴", 2, input()).await;
    let all = json!({
        "areaId": *gid(&town, town.community.id), "kinds": ["BANQUET"], "states": ["PUBLISHED"],
        "startsFrom": "2026-11-22T00:00:00Z", "startsBefore": "2026-11-24T00:00:00Z",
        "text": "家宴", "freeSeats": 10,
        "near": { "latitude": 30.38, "longitude": 106.78, "metres": 100 },
    });
    assert_eq!(found(&app, all.clone()).await, ["百家宴"]);
    for (field, other) in [
        ("areaId", json!(*gid(&town, town.unit.id))),
        ("kinds", json!(["FESTIVAL"])),
        ("states", json!(["CANCELLED"])),
        ("startsFrom", json!("2026-11-23T12:00:00Z")),
        ("startsBefore", json!("2026-11-23T00:00:00Z")),
        ("text", json!("灯会")),
        ("freeSeats", json!(11)),
        (
            "near",
            json!({ "latitude": 31, "longitude": 106.78, "metres": 100 }),
        ),
    ] {
        let mut filter = all.clone();
        filter[field] = other;
        assert_eq!(found(&app, filter).await, [""; 0], "{field}");
    }
});
