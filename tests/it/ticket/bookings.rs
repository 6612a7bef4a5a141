//! `bookSlot`, `moveBooking`, `cancelBooking`, `checkInBooking`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{STALL, ServiceDay, TICKET, gid, housemate, unknown};
use crate::support::app::TestApp;

/// A day whose first slot has room for one who books.
async fn tight(app: &TestApp) -> (ServiceDay, Value) {
    let day = ServiceDay::plan(app).await;
    let stall = day.stall(app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(app, &stall, 1).await;
    (day, stall)
}

async fn refused(app: &TestApp, who: PersonId, mutation: &str, input: Value) -> Vec<String> {
    app.refusals(who, mutation, "ticket", input).await
}

both_databases!(
    a_booking_has_a_number_and_a_slot_and_needs_no_answer,
    |app| {
        let (day, stall) = tight(&app).await;
        let resident = day.town.resident(&app, "王小梅").await;
        let slots = &stall["services"][0]["slots"];
        let input = json!({ "slotId": slots[1]["id"], "items": 2 });
        let ticket = day.done(&app, resident, "bookSlot", TICKET, input).await;
        assert_eq!(ticket["number"], "A001");
        assert_eq!(
            (&ticket["state"], &ticket["source"]),
            (&json!("BOOKED"), &json!("BOOKED"))
        );
        assert_eq!(
            (&ticket["lane"], &ticket["items"]),
            (&json!("BOOKED"), &json!(2))
        );
        assert_eq!(
            ticket["slot"],
            json!({ "id": slots[1]["id"], "startsAt": slots[1]["startsAt"] })
        );
        assert_eq!(ticket["day"], "2026-11-28");
        assert_eq!(ticket["person"]["name"], "王小梅");
        let can = json!({ "cancel": true, "changeSlot": true, "checkIn": false, "serve": false });
        assert_eq!(ticket["viewerCan"], can);
        // Before the day there is nothing to wait for.
        assert!(ticket["wait"].is_null());
    }
);

both_databases!(a_full_slot_tells_of_the_next_one_that_is_free, |app| {
    let (day, stall) = tight(&app).await;
    let slots = &stall["services"][0]["slots"];
    let one = day.town.resident(&app, "王小梅").await;
    let other = day.town.resident(&app, "李大海").await;
    day.book(&app, one, &slots[0]).await;
    let input = json!({ "slotId": slots[0]["id"] });
    let reply = app
        .without_trace(Some(other), "bookSlot", "ticket { id }", input)
        .await;
    assert_eq!(reply.refusals("bookSlot"), ["SLOT_FULL slotId"]);
    let message = reply.at("/bookSlot/userErrors/0/message");
    assert!(
        message.as_str().expect("a text").contains("9:30"),
        "{message}"
    );
});

both_databases!(a_person_has_one_ticket_of_a_service_at_a_time, |app| {
    let (day, stall) = tight(&app).await;
    let slots = &stall["services"][0]["slots"];
    let resident = day.town.resident(&app, "王小梅").await;
    let ticket = day.book(&app, resident, &slots[0]).await;
    let twice = json!({ "slotId": slots[1]["id"] });
    let told = refused(&app, resident, "bookSlot", twice.clone()).await;
    assert_eq!(told, ["TICKET_ACTIVE_ELSEWHERE onBehalfOf"]);
    let cancel = json!({ "ticketId": ticket["id"] });
    let gone = day
        .done(&app, resident, "cancelBooking", TICKET, cancel.clone())
        .await;
    assert_eq!(
        (&gone["state"], &gone["endedReason"]),
        (&json!("CANCELLED"), &json!("HOLDER"))
    );
    // Twice is once.
    let again = day
        .done(&app, resident, "cancelBooking", TICKET, cancel)
        .await;
    assert_eq!(again["version"], gone["version"]);
    day.done(&app, resident, "bookSlot", TICKET, twice).await;
});

both_databases!(
    a_place_that_is_given_back_goes_to_the_first_who_waits,
    |app| {
        let (day, stall) = tight(&app).await;
        let slots = &stall["services"][0]["slots"];
        let mut people = Vec::new();
        for name in ["王小梅", "李大海", "陈静", "周平"] {
            people.push(day.town.resident(&app, name).await);
        }
        let held = day.book(&app, people[0], &slots[0]).await;
        let mut waiting = Vec::new();
        for person in &people[1..] {
            app.advance(TimeDelta::seconds(1));
            let input = json!({ "slotId": slots[0]["id"], "waitlist": true });
            waiting.push(day.done(&app, *person, "bookSlot", TICKET, input).await);
        }
        assert_eq!(
            (&waiting[0]["state"], &waiting[0]["number"]),
            (&json!("WAITLISTED"), &json!(null))
        );
        let positions =
            [&held, &waiting[0], &waiting[2]].map(|row| row["waitlistPosition"].clone());
        assert_eq!(positions, [json!(null), json!(1), json!(3)]);
        let cancel = json!({ "ticketId": held["id"] });
        day.done(&app, people[0], "cancelBooking", TICKET, cancel)
            .await;
        let first = day.look(&app, people[1], &waiting[0]).await;
        assert_eq!(
            (&first["state"], &first["number"]),
            (&json!("BOOKED"), &json!("A002"))
        );
        let second = day.look(&app, people[2], &waiting[1]).await;
        assert_eq!(
            (&second["state"], &second["waitlistPosition"]),
            (&json!("WAITLISTED"), &json!(1))
        );

        // Whoever moves leaves a place too, in whichever slot.
        let away = json!({ "ticketId": first["id"], "slotId": slots[3]["id"] });
        let moved = day.done(&app, people[1], "moveBooking", TICKET, away).await;
        assert_eq!(
            (&moved["number"], &moved["slot"]["id"]),
            (&json!("A002"), &slots[3]["id"])
        );
        let second = day.look(&app, people[2], &waiting[1]).await;
        assert_eq!(
            (&second["state"], &second["slot"]["id"]),
            (&json!("BOOKED"), &slots[0]["id"])
        );

        // New places too.
        day.slots(&app, &stall, 2).await;
        let third = day.look(&app, people[3], &waiting[2]).await;
        assert_eq!(third["state"], "BOOKED");
    }
);

both_databases!(
    a_booking_moves_to_a_slot_with_places_of_the_same_service,
    |app| {
        let (day, stall) = tight(&app).await;
        let slots = &stall["services"][0]["slots"];
        let one = day.town.resident(&app, "王小梅").await;
        let other = day.town.resident(&app, "李大海").await;
        let ticket = day.book(&app, one, &slots[0]).await;
        day.book(&app, other, &slots[1]).await;
        let to = |slot: &Value| json!({ "ticketId": ticket["id"], "slotId": slot["id"] });
        assert_eq!(
            refused(&app, one, "moveBooking", to(&slots[1])).await,
            ["SLOT_FULL slotId"]
        );
        let same = day
            .done(&app, one, "moveBooking", TICKET, to(&slots[0]))
            .await;
        assert_eq!(same["version"], ticket["version"]);
        let knives = json!({
            "name": "磨刀", "walkInPercent": 0,
            "services": [{ "name": "磨刀", "prefix": "D", "minutes": 30 }],
        });
        let knives = day.stall(&app, knives).await;
        let knives = day.slots(&app, &knives, 1).await;
        let elsewhere = to(&knives["services"][0]["slots"][0]);
        let told = refused(&app, one, "moveBooking", elsewhere).await;
        assert_eq!(told, ["SLOT_OF_OTHER_SERVICE slotId"]);
        // Somebody else's booking is nobody's business.
        let hidden = refused(&app, other, "moveBooking", to(&slots[2])).await;
        assert_eq!(hidden, ["NOT_FOUND ticketId"]);
    }
);

both_databases!(slots_are_booked_until_they_start, |app| {
    let (day, stall) = tight(&app).await;
    let slots = &stall["services"][0]["slots"];
    let resident = day.town.resident(&app, "王小梅").await;
    day.begin(&app);
    let input = json!({ "slotId": slots[0]["id"] });
    assert_eq!(
        refused(&app, resident, "bookSlot", input).await,
        ["SLOT_OVER slotId"]
    );
    day.book(&app, resident, &slots[1]).await;
    let missing = json!({ "slotId": *unknown::<SlotId>(&day.town) });
    let hidden = refused(&app, resident, "bookSlot", missing.clone()).await;
    assert_eq!(hidden, ["NOT_FOUND slotId"]);
    app.denied("bookSlot", "ticket", &missing, &[(None, "UNAUTHENTICATED")])
        .await;
    let faults = json!({ "slotId": slots[2]["id"], "items": 21, "via": "PHONE" });
    let told = refused(&app, resident, "bookSlot", faults).await;
    assert_eq!(told, ["ONLY_TOGETHER via", "OUT_OF_RANGE items"]);
});

both_databases!(who_waits_gets_a_place_that_is_kept_no_longer, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 50 })).await;
    let stall = day.slots(&app, &stall, 2).await;
    let slot = &stall["services"][0]["slots"][0];
    let first = day.town.resident(&app, "王小梅").await;
    day.book(&app, first, slot).await;
    let second = day.town.resident(&app, "李大海").await;
    let input = json!({ "slotId": slot["id"], "waitlist": true });
    let waiting = day.done(&app, second, "bookSlot", TICKET, input).await;
    assert_eq!(waiting["state"], "WAITLISTED");
    let input = json!({ "stallId": stall["id"], "walkInPercent": 0 });
    let organiser = day.organiser();
    let stall = day.done(&app, organiser, "updateStall", STALL, input).await;
    assert_eq!(day.look(&app, second, &waiting).await["state"], "BOOKED");
    assert_eq!(stall["services"][0]["slots"][0]["left"], 0);
});

both_databases!(who_goes_before_their_slot_leaves_its_place, |app| {
    let (day, stall) = tight(&app).await;
    let slot = &stall["services"][0]["slots"][3];
    let first = day.town.resident(&app, "王小梅").await;
    let ticket = day.book(&app, first, slot).await;
    let second = day.town.resident(&app, "李大海").await;
    let input = json!({ "slotId": slot["id"], "waitlist": true });
    let waiting = day.done(&app, second, "bookSlot", TICKET, input).await;
    day.begin(&app);
    let input = json!({ "ticketId": ticket["id"] });
    for step in ["checkInBooking", "cancelBooking"] {
        day.done(&app, first, step, TICKET, input.clone()).await;
    }
    assert_eq!(day.look(&app, second, &waiting).await["state"], "BOOKED");
});

both_databases!(households_and_stewards_book_for_others, |app| {
    let (day, stall) = tight(&app).await;
    let slots = &stall["services"][0]["slots"];
    let resident = day.town.resident(&app, "王小梅").await;
    let mother = housemate(&app, resident, "王奶奶", Some(1945)).await;
    let input = json!({ "slotId": slots[0]["id"], "onBehalfOf": *gid(&day.town, mother) });
    let ticket = day
        .done(&app, resident, "bookSlot", TICKET, input.clone())
        .await;
    // As old as that, one goes first.
    assert_eq!(ticket["lane"], "PRIORITY");
    // Why is for the staff.
    assert!(ticket["priority"].is_null());
    let seen = day.look(&app, day.organiser(), &ticket).await;
    assert_eq!(seen["priority"], "ELDER");
    // Her household sees it, and cancels it; a stranger does not.
    assert_eq!(day.look(&app, mother, &ticket).await["number"], "A001");
    let stranger = day.town.resident(&app, "李大海").await;
    assert!(day.look(&app, stranger, &ticket).await.is_null());
    let cancel = json!({ "ticketId": ticket["id"] });
    let hidden = refused(&app, stranger, "cancelBooking", cancel.clone()).await;
    assert_eq!(hidden, ["NOT_FOUND ticketId"]);
    day.done(&app, resident, "cancelBooking", TICKET, cancel)
        .await;

    // Her steward needs her word.
    let told = refused(&app, day.town.steward, "bookSlot", input).await;
    assert_eq!(told, ["CONSENT_REQUIRED onBehalfOf"]);
});

both_databases!(what_is_not_open_to_somebody_is_not_booked_for_them, |app| {
    let day = ServiceDay::plan(&app).await;
    let mut closed = day.town.gathering(&app, "只对本社区");
    closed.visibility = Visibility::Invited;
    let closed = day.town.publish(&app, closed).await;
    let stall = day
        .stall(&app, json!({ "eventId": day.id(closed.id) }))
        .await;
    // Nobody asked the resident there: there is no such stall.
    let stranger = day.town.resident(&app, "李大海").await;
    let take = json!({ "serviceId": stall["services"][0]["id"] });
    let hidden = refused(&app, stranger, "takeTicket", take).await;
    assert_eq!(hidden, ["NOT_FOUND serviceId"]);
});

both_databases!(who_booked_is_checked_in_on_the_day, |app| {
    let (day, stall) = tight(&app).await;
    let slots = &stall["services"][0]["slots"];
    let resident = day.town.resident(&app, "王小梅").await;
    let ticket = day.book(&app, resident, &slots[1]).await;
    let input = json!({ "ticketId": ticket["id"] });
    let early = refused(&app, resident, "checkInBooking", input.clone()).await;
    assert_eq!(early, ["NOT_THE_DAY ticketId"]);
    day.begin(&app);
    let there = day
        .done(&app, resident, "checkInBooking", TICKET, input.clone())
        .await;
    assert_eq!(there["state"], "CHECKED_IN");
    let again = day
        .done(&app, resident, "checkInBooking", TICKET, input)
        .await;
    assert_eq!(again["version"], there["version"]);
    let can = json!({ "cancel": true, "changeSlot": false, "checkIn": false, "serve": false });
    assert_eq!(again["viewerCan"], can);
});

both_databases!(the_same_key_books_once, |app| {
    let (day, stall) = tight(&app).await;
    let resident = day.town.resident(&app, "王小梅").await;
    let slot = &stall["services"][0]["slots"][0]["id"];
    let input = json!({ "slotId": slot, "idempotencyKey": "k" });
    let first = day
        .done(&app, resident, "bookSlot", TICKET, input.clone())
        .await;
    let again = day.done(&app, resident, "bookSlot", TICKET, input).await;
    assert_eq!(first, again);
});
