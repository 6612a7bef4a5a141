//! From one 28th to the next, and when the day moves.

use chrono::TimeDelta;
use mulin_domain::series::Frequency;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{STALL, ServiceDay, evenings, every, occurrences};
use crate::support::app::TestApp;

async fn slots_of(app: &TestApp, event: EventId) -> Vec<slot::Model> {
    slot::Entity::find()
        .filter(slot::Column::EventId.eq(event))
        .order_by_asc(slot::Column::StartsAt)
        .all(app.core.db().writer())
        .await
        .expect("slots are read")
}

both_databases!(the_next_days_of_a_series_have_the_same_stalls, |app| {
    let day = ServiceDay::plan(&app).await;
    let monthly = day.town.service_days(evenings(every(Frequency::Monthly)));
    let series = day.town.begin(&app, monthly).await;
    let days = occurrences(&app, series.id).await;
    let (first, next) = (&days[0].1, &days[1].1);
    let stall = day
        .stall(
            &app,
            json!({
                "eventId": day.id(first.id), "place": "东门",
                "stations": [{ "name": "甲", "servicePrefix": "A" }],
            }),
        )
        .await;
    let input = json!({
        "serviceId": stall["services"][0]["id"],
        "ranges": [{ "from": "2026-11-28T18:30", "until": "2026-11-28T19:30", "everyMinutes": 30,
                     "places": 10 }],
    });
    let stall = day
        .done(&app, day.organiser(), "setSlots", STALL, input)
        .await;
    let resident = day.town.resident(&app, "王小梅").await;
    let slot = &stall["services"][0]["slots"][0];
    day.book(&app, resident, slot).await;

    let carry = json!({ "eventId": day.id(first.id) });
    let denied = [(None, "UNAUTHENTICATED"), (Some(resident), "FORBIDDEN")];
    app.denied("carryStalls", "events", &carry, &denied).await;
    let events = day
        .done(
            &app,
            day.organiser(),
            "carryStalls",
            "events { id }",
            carry.clone(),
        )
        .await;
    assert_eq!(events.as_array().map(Vec::len), Some(days.len() - 1));
    let query = "query ($id: ID!) { event(id: $id) { startsAt stalls { name place services { prefix \
                 slots { startsAt places left } } stations { state service { prefix } } } } }";
    let copied = app.run(None, query, json!({ "id": day.id(next.id) })).await;
    let starts_at = copied.at("/event/startsAt").clone();
    let copied: &Value = copied.at("/event/stalls/0");
    assert_eq!(
        (&copied["name"], &copied["place"]),
        (&json!("义务理发"), &json!("东门"))
    );
    assert_eq!(
        copied["stations"],
        json!([{ "state": "CLOSED", "service": { "prefix": "A" } }])
    );
    let slots = copied["services"][0]["slots"].as_array().expect("a list");
    // As that day begins, and nobody has booked.
    assert_eq!(slots.len(), 2);
    assert_eq!(
        slots[0],
        json!({ "startsAt": starts_at, "places": 10, "left": 7 })
    );
    // Where there are stalls there come no others.
    let again = day
        .done(&app, day.organiser(), "carryStalls", "events { id }", carry)
        .await;
    assert_eq!(again, json!([]));
});

both_databases!(what_the_series_makes_later_has_them_too, |app| {
    let day = ServiceDay::plan(&app).await;
    let monthly = day.town.service_days(evenings(every(Frequency::Monthly)));
    let series = day.town.begin(&app, monthly).await;
    let days = occurrences(&app, series.id).await;
    let last = &days.last().expect("there are some").1;
    day.stall(&app, json!({ "eventId": day.id(last.id) })).await;
    app.advance(TimeDelta::days(40));
    app.run_due_work().await;
    let made = occurrences(&app, series.id).await;
    assert!(made.len() > days.len(), "nothing was made");
    let query = "query ($id: ID!) { event(id: $id) { stalls { name } } }";
    let id = json!({ "id": day.id(made[days.len()].1.id) });
    let copied = app.run(None, query, id).await;
    assert_eq!(copied.at("/event/stalls"), &json!([{ "name": "义务理发" }]));
});

both_databases!(slots_and_numbers_move_with_the_day, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({})).await;
    let stall = day.slots(&app, &stall, 10).await;
    let resident = day.town.resident(&app, "王小梅").await;
    let ticket = day
        .book(&app, resident, &stall["services"][0]["slots"][0])
        .await;
    assert_eq!(ticket["day"], "2026-11-28");
    let move_it = json!({
        "eventId": day.id(day.event.id),
        "startsAt": "2026-11-29T10:00", "endsAt": "2026-11-29T18:00",
    });
    day.done(
        &app,
        day.organiser(),
        "rescheduleEvent",
        "event { id }",
        move_it,
    )
    .await;
    let moved = day.look(&app, resident, &ticket).await;
    assert_eq!(
        (&moved["day"], &moved["number"]),
        (&json!("2026-11-29"), &json!("A001"))
    );
    assert_eq!(moved["slot"]["startsAt"], "2026-11-29T02:00:00Z");
    let slots = slots_of(&app, day.event.id).await;
    assert_eq!(slots.len(), 4);
    // The next number is the next, on that day too.
    let other = day.town.resident(&app, "李大海").await;
    let next = day
        .book(&app, other, &stall["services"][0]["slots"][0])
        .await;
    assert_eq!(next["number"], "A002");
});
