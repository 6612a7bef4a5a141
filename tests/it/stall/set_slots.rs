//! `setSlots`

use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{STALL, ServiceDay};
use crate::support::app::TestApp;

fn range(from: &str, until: &str, every: i32, places: i32) -> Value {
    json!({
        "from": format!("2026-11-28T{from}"), "until": format!("2026-11-28T{until}"),
        "everyMinutes": every, "places": places,
    })
}

fn slots(service: &Value, ranges: &[Value]) -> Value {
    json!({ "serviceId": service["id"], "ranges": ranges })
}

async fn refused(
    app: &TestApp,
    day: &ServiceDay,
    service: &Value,
    ranges: &[Value],
) -> Vec<String> {
    let input = slots(service, ranges);
    app.refusals(day.organiser(), "setSlots", "stall", input)
        .await
}

both_databases!(slots_follow_one_another_and_keep_a_share, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({})).await;
    let set = day.slots(&app, &stall, 10).await;
    let slots = set["services"][0]["slots"].as_array().expect("a list");
    assert_eq!(slots.len(), 4);
    assert_eq!(slots[0]["startsAt"], "2026-11-28T01:00:00Z");
    assert_eq!(slots[3]["endsAt"], "2026-11-28T03:00:00Z");
    // Three of ten are for those who did not book.
    assert_eq!(
        (&slots[0]["places"], &slots[0]["left"]),
        (&json!(10), &json!(7))
    );

    // As long as the service takes, unless told otherwise.
    let input = json!({
        "serviceId": stall["services"][0]["id"],
        "ranges": [{ "from": "2026-11-28T09:00", "until": "2026-11-28T10:10", "places": 1 }],
    });
    let set = day
        .done(&app, day.organiser(), "setSlots", STALL, input)
        .await;
    assert_eq!(
        set["services"][0]["slots"].as_array().map(Vec::len),
        Some(3)
    );
});

both_databases!(a_slot_keeps_who_booked_it, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({})).await;
    let stall = day.slots(&app, &stall, 4).await;
    let service = &stall["services"][0];
    for name in ["王小梅", "李大海"] {
        let resident = day.town.resident(&app, name).await;
        day.book(&app, resident, &service["slots"][1]).await;
    }

    let gone = refused(&app, &day, service, &[range("09:00", "09:30", 30, 4)]).await;
    assert_eq!(gone, ["SLOT_HAS_BOOKINGS ranges"]);
    let fewer = refused(&app, &day, service, &[range("09:30", "10:00", 30, 1)]).await;
    assert_eq!(fewer, ["OUT_OF_RANGE ranges.0.places"]);
    let kept = slots(service, &[range("09:30", "10:00", 30, 8)]);
    let set = day
        .done(&app, day.organiser(), "setSlots", STALL, kept)
        .await;
    let slot = &set["services"][0]["slots"][0];
    assert_eq!(slot["id"], service["slots"][1]["id"]);
    // Five of eight can be booked, and two are.
    assert_eq!(slot["left"], 3);
});

both_databases!(faults_of_slots_are_told_at_once, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({})).await;
    let service = &stall["services"][0];
    let told = refused(
        &app,
        &day,
        service,
        &[
            range("08:00", "09:00", 30, 1),
            range("10:00", "10:10", 30, 0),
            json!({ "from": "nine", "until": "2026-11-28T10:00", "places": 1 }),
            range("11:00", "12:00", 30, 1),
            range("11:30", "12:30", 30, 1),
        ],
    )
    .await;
    assert_eq!(
        told,
        [
            "ELSEWHERE ranges.0.from",
            "OUT_OF_RANGE ranges.1.places",
            "END_BEFORE_START ranges.1.until",
            "INVALID_FORMAT ranges.2.from",
            "DUPLICATE ranges.4.from",
        ]
    );
    let many = refused(&app, &day, service, &vec![range("09:00", "17:00", 5, 1); 6]).await;
    assert_eq!(many, ["TOO_MANY_ITEMS ranges"]);
});

both_databases!(another_share_takes_nobodys_place, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(&app, &stall, 2).await;
    let slot = stall["services"][0]["slots"][0].clone();
    for name in ["王小梅", "李大海"] {
        let resident = day.town.resident(&app, name).await;
        day.book(&app, resident, &slot).await;
    }
    let input = json!({ "stallId": stall["id"], "walkInPercent": 100 });
    let stall = day
        .done(&app, day.organiser(), "updateStall", STALL, input)
        .await;
    let lefts: Vec<_> = stall["services"][0]["slots"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|slot| slot["left"].as_i64())
        .collect();
    assert_eq!(lefts, [Some(0); 4]);
});
