//! Many at once.

use std::collections::HashSet;
use std::sync::Arc;

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::both_databases;
use crate::factories::ServiceDay;
use crate::rsvp::rush::{Call, PATIENT, all_at_once, people};
use crate::support::app::TestApp;

const BOOK: &str = "mutation ($input: BookSlotInput!) { bookSlot(input: $input) { ticket { id } \
    userErrors { code path } } }";
const TAKE: &str = "mutation ($input: TakeTicketInput!) { takeTicket(input: $input) \
    { ticket { id number } userErrors { code path } } }";
const CALL: &str = "mutation ($input: CallNextInput!) { callNext(input: $input) \
    { ticket { id number } userErrors { code path } } }";

both_databases!(the_last_place_is_booked_once, with PATIENT, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(&app, &stall, 3).await;
    let slot = &stall["services"][0]["slots"][0]["id"];
    let people = people(&app, &day.town, 12).await;
    let app = Arc::new(app);
    let calls = people.iter().map(|who| Call {
        who: *who,
        query: BOOK,
        variables: json!({ "input": { "slotId": slot } }),
    });
    let answers = all_at_once(&app, calls.collect()).await;
    let booked = answers.iter().filter(|answer| !answer.at("/bookSlot/ticket").is_null());
    assert_eq!(booked.count(), 3);
    let refused = answers.iter().filter(|answer| answer.refusals("bookSlot") == ["SLOT_FULL slotId"]);
    assert_eq!(refused.count(), 9);
    let slot = slot::Entity::find().filter(slot::Column::Booked.gt(0));
    let slot = slot.one(app.core.db().writer()).await.expect("slots are read");
    assert_eq!(slot.map(|slot| (slot.booked, slot.bookable)), Some((3, 3)));
});

both_databases!(two_devices_of_one_person_have_one_ticket, with PATIENT, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let who = day.town.resident(&app, "王小梅").await;
    let service = &stall["services"][0]["id"];
    let app = Arc::new(app);
    let calls = (0..6).map(|_| Call {
        who,
        query: TAKE,
        variables: json!({ "input": { "serviceId": service } }),
    });
    let answers = all_at_once(&app, calls.collect()).await;
    let taken = answers.iter().filter(|answer| answer.refusals("takeTicket").is_empty());
    assert_eq!(taken.count(), 1);
    let tickets = ticket::Entity::find().count(app.core.db().writer()).await;
    assert_eq!(tickets.expect("tickets are counted"), 1);
});

both_databases!(eight_stations_call_nobody_twice_and_leave_nobody_out, with PATIENT, |app| {
    let (day, stall) = ServiceDay::open(&app, 8).await;
    let service = &stall["services"][0];
    let crowd = people(&app, &day.town, 40).await;
    let app = Arc::new(app);
    let take = |who: &PersonId| Call {
        who: *who,
        query: TAKE,
        variables: json!({ "input": { "serviceId": service["id"] } }),
    };
    let answers = all_at_once(&app, crowd.iter().map(take).collect()).await;
    let numbers: HashSet<String> = answers
        .iter()
        .filter_map(|answer| answer.at("/takeTicket/ticket/number").as_str())
        .map(str::to_owned)
        .collect();
    assert_eq!(numbers.len(), 40, "a number was given twice, or not at all");

    let stations = stall["stations"].as_array().expect("a list");
    let mut called: Vec<String> = Vec::new();
    loop {
        let calls = stations.iter().map(|station| Call {
            who: day.organiser(),
            query: CALL,
            variables: json!({ "input": { "stationId": station["id"] } }),
        });
        let answers = all_at_once(&app, calls.collect()).await;
        let mut round = Vec::new();
        for answer in answers {
            assert_eq!(answer.refusals("callNext"), [""; 0]);
            let ticket = answer.at("/callNext/ticket").clone();
            if ticket.is_null() {
                continue;
            }
            round.push(ticket["number"].as_str().expect("a number").to_owned());
            day.step(&app, "startServing", &ticket).await;
            day.step(&app, "finishServing", &ticket).await;
        }
        if round.is_empty() {
            break;
        }
        // All drew in one moment of the clock: their numbers are their order.
        round.sort();
        called.extend(round);
    }
    let distinct: HashSet<&String> = called.iter().collect();
    assert_eq!((called.len(), distinct.len()), (40, 40));
    assert!(called.is_sorted(), "{called:?}");
});

both_databases!(bookings_moves_and_cancellations_oversell_nothing, with PATIENT, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(&app, &stall, 2).await;
    let slots = &stall["services"][0]["slots"];
    let crowd = people(&app, &day.town, 8).await;
    let mut tickets = Vec::new();
    for (number, who) in crowd.iter().take(6).enumerate() {
        tickets.push(day.book(&app, *who, &slots[number / 2]).await);
    }
    let app = Arc::new(app);
    let mut calls = Vec::new();
    for (number, who) in crowd.iter().enumerate() {
        calls.push(match tickets.get(number) {
            Some(ticket) if number % 3 == 0 => Call {
                who: *who,
                query: "mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) \
                        { userErrors { code path } } }",
                variables: json!({ "input": { "ticketId": ticket["id"] } }),
            },
            Some(ticket) => Call {
                who: *who,
                query: "mutation ($input: MoveBookingInput!) { moveBooking(input: $input) \
                        { userErrors { code path } } }",
                variables: json!({ "input": { "ticketId": ticket["id"],
                                              "slotId": slots[(number / 2 + 1) % 4]["id"] } }),
            },
            None => Call {
                who: *who,
                query: BOOK,
                variables: json!({ "input": { "slotId": slots[0]["id"], "waitlist": true } }),
            },
        });
    }
    for answer in all_at_once(&app, calls).await {
        assert!(answer.body.get("errors").is_none(), "{}", answer.body);
    }
    let db = app.core.db().writer();
    for slot in slot::Entity::find().all(db).await.expect("slots are read") {
        let holders = ticket::Entity::find()
            .filter(ticket::Column::SlotId.eq(slot.id))
            .filter(ticket::Column::State.eq(TicketState::Booked))
            .count(db)
            .await
            .expect("tickets are counted");
        assert_eq!(u64::try_from(slot.booked), Ok(holders), "{slot:?}");
        assert!(slot.booked <= slot.bookable);
    }
});

/// Two transactions that wait for each other are ended by PostgreSQL, one of them with this code. Whoever
/// sent it tries again; nothing of it is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_taken_out_of_a_deadlock_is_told_to_try_again() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let service = &stall["services"][0];
    let db = app.core.db().writer();
    let deadlock = "CREATE FUNCTION deadlock() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$; \
        CREATE TRIGGER deadlock AFTER INSERT ON ticket_move EXECUTE FUNCTION deadlock();";
    db.execute_unprepared(deadlock).await.expect("a trigger");
    let input = json!({ "serviceId": service["id"], "atDesk": true });
    let who = Some(day.organiser());
    let reply = app.mutate(who, "takeTicket", "ticket { id }", input).await;
    assert_eq!(reply.error_code(), "THROTTLED");
    let over = db.execute_unprepared("DROP TRIGGER deadlock ON ticket_move");
    over.await.expect("no trigger");
    let ticket = day.desk(&app, service, json!({})).await;
    assert_eq!(ticket["number"], "A001");
}
