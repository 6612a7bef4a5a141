//! The end of the day, and of the event.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::both_databases;
use crate::factories::{ServiceDay, TICKET};
use crate::support::app::TestApp;

async fn states(app: &TestApp) -> Vec<(TicketState, Option<TicketEnd>)> {
    ticket::Entity::find()
        .order_by_asc(ticket::Column::CreatedAt)
        .order_by_asc(ticket::Column::Number)
        .all(app.core.db().writer())
        .await
        .expect("tickets are read")
        .into_iter()
        .map(|row| (row.state, row.ended_reason))
        .collect()
}

both_databases!(the_end_of_the_day_closes_what_is_open, |app| {
    let day = ServiceDay::plan(&app).await;
    let more = json!({ "walkInPercent": 0, "services": [
        { "name": "理发", "prefix": "A", "minutes": 20 },
        { "name": "磨刀", "prefix": "D", "minutes": 10, "mode": "DROP_OFF" },
    ] });
    let stall = day.stall(&app, more).await;
    let stall = day.slots(&app, &stall, 2).await;
    let (cut, knives) = (&stall["services"][0], &stall["services"][1]);
    let resident = day.town.resident(&app, "王小梅").await;
    day.book(&app, resident, &cut["slots"][3]).await;
    day.begin(&app);
    day.open_station(&app, &stall["stations"][0]).await;
    let left = day.desk(&app, knives, json!({})).await;
    let called = day.call(&app, &stall["stations"][0]).await;
    assert_eq!(called["id"], left["id"]);
    day.step(&app, "startServing", &left).await;
    day.step(&app, "finishServing", &left).await;
    let served = day.desk(&app, cut, json!({})).await;
    day.call(&app, &stall["stations"][0]).await;
    day.step(&app, "startServing", &served).await;
    let held = day.desk(&app, cut, json!({})).await;
    day.step(&app, "holdTicket", &held).await;
    day.desk(&app, cut, json!({})).await;

    app.run_due_work().await;
    assert_eq!(states(&app).await[4].0, TicketState::Waiting);
    app.advance(TimeDelta::hours(9));
    app.run_due_work().await;
    let ended = Some(TicketEnd::DayEnded);
    let closed = [
        (TicketState::NoShow, ended),
        // What lies at the stall can be collected still.
        (TicketState::Received, None),
        (TicketState::Done, None),
        (TicketState::Cancelled, ended),
        (TicketState::Cancelled, ended),
    ];
    assert_eq!(states(&app).await, closed);
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    assert_eq!(states(&app).await, closed);
});

both_databases!(tickets_end_with_a_cancelled_event, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({})).await;
    let stall = day.slots(&app, &stall, 4).await;
    let resident = day.town.resident(&app, "王小梅").await;
    let slot = &stall["services"][0]["slots"][0];
    let ticket = day.book(&app, resident, slot).await;
    let cancel = json!({ "eventId": day.id(day.event.id) });
    day.done(&app, day.organiser(), "cancelEvent", "event { id }", cancel)
        .await;
    let ended = Some(TicketEnd::EventCancelled);
    assert_eq!(states(&app).await, [(TicketState::Cancelled, ended)]);
    let seen = day.look(&app, resident, &ticket).await;
    assert_eq!(seen["endedReason"], "EVENT_CANCELLED");
    let reply = app
        .mutate(
            Some(resident),
            "bookSlot",
            TICKET,
            json!({ "slotId": slot["id"] }),
        )
        .await;
    assert_eq!(reply.refusals("bookSlot"), ["EVENT_CANCELLED slotId"]);
});

both_databases!(a_closed_day_stays_closed, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(&app, &stall, 2).await;
    let service = &stall["services"][0];
    let resident = day.town.resident(&app, "王小梅").await;
    let booked = day.book(&app, resident, &service["slots"][3]).await;
    day.begin(&app);
    day.open_station(&app, &stall["stations"][0]).await;
    let served = day.desk(&app, service, json!({})).await;
    day.call(&app, &stall["stations"][0]).await;
    day.step(&app, "startServing", &served).await;
    // Shortly before the end, so that it could be undone for a while yet.
    app.advance(TimeDelta::minutes(8 * 60 - 5));
    day.step(&app, "finishServing", &served).await;
    app.advance(TimeDelta::minutes(6));
    app.run_due_work().await;
    let closed = states(&app).await;
    assert_eq!(closed[0].0, TicketState::NoShow);
    for (step, ticket) in [("returnToQueue", &booked), ("undoTicketMove", &served)] {
        let input = json!({ "ticketId": ticket["id"] });
        let refused = app.refusals(day.organiser(), step, "ticket", input).await;
        assert_eq!(refused, ["EVENT_ENDED ticketId"], "{step}");
    }
    assert_eq!(states(&app).await, closed);
});

both_databases!(
    a_day_that_moves_before_anybody_has_a_number_ends_at_its_new_end,
    |app| {
        let day = ServiceDay::plan(&app).await;
        day.stall(&app, json!({})).await;
        // The follower of the new stall plans the end of the day.
        app.run_due_work().await;
        let moved = json!({
            "eventId": day.id(day.event.id),
            "startsAt": "2026-11-27T09:00", "endsAt": "2026-11-27T12:00",
        });
        day.done(
            &app,
            day.organiser(),
            "rescheduleEvent",
            "event { id }",
            moved,
        )
        .await;
        app.run_due_work().await;
        let closes = due_work::Entity::find()
            .filter(due_work::Column::Kind.eq(DueWorkKind::CloseStalls))
            .one(app.core.db().writer())
            .await
            .expect("work is read")
            .expect("the end is planned");
        assert_eq!(closes.due_at.to_rfc3339(), "2026-11-27T04:00:00+00:00");
    }
);
