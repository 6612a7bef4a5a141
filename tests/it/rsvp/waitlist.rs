//! The waitlist: who moves up, when, and in which order.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::support::app::TestApp;
use RsvpState::{Going, Waitlisted, Withdrawn};

/// Each place in the queue that people see, in the order asked for.
async fn positions(app: &TestApp, town: &Town, event: EventId, people: &[PersonId]) -> Vec<Value> {
    let query = "query ($id: ID!) { event(id: $id) { viewerRsvp { waitlistPosition } } }";
    let mut seen = Vec::new();
    for who in people {
        let id = json!({ "id": *crate::factories::gid(town, event) });
        let answer = app.run(Some(*who), query, id).await;
        seen.push(answer.at("/event/viewerRsvp/waitlistPosition").clone());
    }
    seen
}

both_databases!(whoever_fits_first_moves_up_when_somebody_withdraws, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 4).await;
    let people = town.residents(&app, 6).await;
    for (who, adults) in people.iter().zip([2, 2, 3, 1, 2, 1]) {
        going(&app, &town, *who, event, adults).await;
    }
    assert_eq!(
        positions(&app, &town, event, &people).await,
        [
            json!(null),
            json!(null),
            json!(1),
            json!(2),
            json!(3),
            json!(4)
        ]
    );
    // Two seats: the party of three is passed by the next one, and then by the last.
    leave(&app, &town, people[0], event).await;
    let expected = [Withdrawn, Going, Waitlisted, Going, Waitlisted, Going];
    assert_eq!(states(&app, event, &people).await, expected);
    assert_eq!(
        positions(&app, &town, event, &people).await,
        [
            json!(null),
            json!(null),
            json!(1),
            json!(null),
            json!(2),
            json!(null)
        ]
    );
    let seats = seats_of(&app, event).await;
    assert_eq!((seats.taken, seats.waitlisted), (4, 2));

    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["r3", "r5"]);
    let log = journal(&app).await;
    let verbs: Vec<&str> = log.iter().map(|row| row.verb.as_str()).collect();
    assert_eq!(
        verbs[verbs.len() - 3..],
        ["answered", "promoted", "promoted"]
    );
});

both_databases!(shrinking_declining_and_maybe_make_room, |app| {
    let town = Town::found(&app).await;
    for answer in [
        json!({ "party": { "adults": 1 } }),
        json!({ "status": "DECLINED" }),
        json!({ "status": "MAYBE" }),
    ] {
        let event = event_of(&app, &town, 3).await;
        let people = [town.steward, town.organiser];
        going(&app, &town, people[0], event, 3).await;
        going(&app, &town, people[1], event, 2).await;
        respond(&app, &town, people[0], event, answer.clone()).await;
        assert_eq!(states(&app, event, &people[1..]).await, [Going], "{answer}");
        let seats = seats_of(&app, event).await;
        let own = i32::from(answer.get("party").is_some());
        assert_eq!((seats.taken, seats.waitlisted), (2 + own, 0));
    }
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["organiser"; 3]);
});

both_databases!(more_seats_and_no_limit_let_people_in, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 0).await;
    let people = town.residents(&app, 4).await;
    for (who, adults) in people.iter().zip([2, 5, 1, 20]) {
        assert_eq!(going(&app, &town, *who, event, adults).await, "WAITLISTED");
    }
    edit(&app, &town, event, json!({ "capacity": 4 })).await;
    let expected = [Going, Waitlisted, Going, Waitlisted];
    assert_eq!(states(&app, event, &people).await, expected);
    edit(&app, &town, event, json!({ "capacity": null })).await;
    assert_eq!(states(&app, event, &people).await, [Going; 4]);
    let seats = seats_of(&app, event).await;
    assert_eq!(
        (seats.taken, seats.waitlisted, seats.seat_limit),
        (28, 0, None)
    );
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["r0", "r1", "r2", "r3"]);
});

both_databases!(fewer_seats_than_taken_evict_nobody, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 6).await;
    let people = town.residents(&app, 4).await;
    for (who, adults) in people.iter().zip([3, 2, 1, 1]) {
        going(&app, &town, *who, event, adults).await;
    }
    edit(&app, &town, event, json!({ "capacity": 2 })).await;
    let seats = seats_of(&app, event).await;
    assert_eq!(
        (seats.capacity, seats.seat_limit, seats.taken),
        (Some(2), Some(6), 6)
    );
    let four = json!({ "party": { "adults": 4 } });
    let reasons = ["PARTY_DOES_NOT_FIT party"];
    refused(&app, &town, people[0], event, four, &reasons).await;
    // As seats come back the limit falls, and nobody gets them until there is room again.
    leave(&app, &town, people[0], event).await;
    let seats = seats_of(&app, event).await;
    assert_eq!((seats.seat_limit, seats.taken), (Some(3), 3));
    assert_eq!(states(&app, event, &people[3..]).await, [Waitlisted]);
    leave(&app, &town, people[1], event).await;
    let seats = seats_of(&app, event).await;
    assert_eq!((seats.seat_limit, seats.taken), (Some(2), 2));
    let expected = [Withdrawn, Withdrawn, Going, Going];
    assert_eq!(states(&app, event, &people).await, expected);
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["r3"]);
});

both_databases!(
    a_waiting_party_that_shrinks_keeps_its_place_and_may_fit,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 3).await;
        let people = town.residents(&app, 4).await;
        for (who, adults) in people.iter().zip([2, 4, 3, 2]) {
            going(&app, &town, *who, event, adults).await;
        }
        // Still too large: the place is kept.
        assert_eq!(going(&app, &town, people[2], event, 2).await, "WAITLISTED");
        let places = positions(&app, &town, event, &people[1..]).await;
        assert_eq!(places, [json!(1), json!(2), json!(3)]);
        // Small enough: it is in, at once and in the same answer.
        assert_eq!(going(&app, &town, people[2], event, 1).await, "GOING");
        // Growing goes to the tail.
        assert_eq!(going(&app, &town, people[1], event, 5).await, "WAITLISTED");
        let places = positions(&app, &town, event, &people[1..]).await;
        assert_eq!(places, [json!(2), json!(null), json!(1)]);
    }
);

both_databases!(who_left_and_comes_back_waits_at_the_tail, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 1).await;
    let people = town.residents(&app, 4).await;
    for who in &people {
        going(&app, &town, *who, event, 1).await;
    }
    leave(&app, &town, people[1], event).await;
    respond(
        &app,
        &town,
        people[2],
        event,
        json!({ "status": "DECLINED" }),
    )
    .await;
    assert_eq!(going(&app, &town, people[1], event, 1).await, "WAITLISTED");
    assert_eq!(going(&app, &town, people[2], event, 1).await, "WAITLISTED");
    let places = positions(&app, &town, event, &people).await;
    assert_eq!(places, [json!(null), json!(2), json!(3), json!(1)]);
    let rows = rsvps_of(&app, event).await;
    let rev = |who| {
        rows.iter()
            .find(|row| row.person_id == who)
            .map(|row| row.answer_rev)
    };
    assert_eq!((rev(people[1]), rev(people[3])), (Some(1), Some(0)));
    leave(&app, &town, people[0], event).await;
    let expected = [Withdrawn, Waitlisted, Waitlisted, Going];
    assert_eq!(states(&app, event, &people).await, expected);
});

both_databases!(
    nobody_moves_up_after_answers_close_until_they_open_again,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 2).await;
        let people = town.residents(&app, 4).await;
        for who in &people {
            going(&app, &town, *who, event, 1).await;
        }
        let closes = app.now() + TimeDelta::hours(1);
        edit(&app, &town, event, json!({ "rsvpClosesAt": local(closes) })).await;
        app.clock.set(closes - TimeDelta::microseconds(1));
        leave(&app, &town, people[0], event).await;
        assert_eq!(states(&app, event, &people[2..]).await, [Going, Waitlisted]);
        app.clock.set(closes);
        leave(&app, &town, people[1], event).await;
        assert_eq!(states(&app, event, &people[2..]).await, [Going, Waitlisted]);
        assert_eq!(seats_of(&app, event).await.taken, 1);
        // Without a word about it, nobody who waits could have asked for the seat.
        edit(&app, &town, event, json!({ "rsvpClosesAt": null })).await;
        assert_eq!(states(&app, event, &people[2..]).await, [Going, Going]);
        app.run_due_work().await;
        assert_eq!(told_of_a_place(&app), ["r2", "r3"]);
    }
);

both_databases!(nobody_moves_up_within_two_hours_of_the_start, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(2),
        starts_in: TimeDelta::hours(5),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    let people = town.residents(&app, 5).await;
    for who in &people {
        going(&app, &town, *who, event.id, 1).await;
    }
    let last = event.starts_at - TimeDelta::hours(2);
    app.clock.set(last - TimeDelta::microseconds(1));
    leave(&app, &town, people[0], event.id).await;
    assert_eq!(states(&app, event.id, &people[2..3]).await, [Going]);
    app.clock.set(last);
    leave(&app, &town, people[1], event.id).await;
    edit(&app, &town, event.id, json!({ "capacity": 3 })).await;
    let expected = [Waitlisted, Waitlisted];
    assert_eq!(states(&app, event.id, &people[3..]).await, expected);
    let seats = seats_of(&app, event.id).await;
    assert_eq!((seats.taken, seats.waitlisted), (1, 2));
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["r2"]);
});

both_databases!(after_a_move_only_those_who_answer_again_move_up, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let people = town.residents(&app, 5).await;
    for who in &people {
        going(&app, &town, *who, event, 1).await;
    }
    reschedule(&app, &town, event, TimeDelta::days(9)).await;
    assert_eq!(
        states(&app, event, &people).await,
        [Going, Going, Waitlisted, Waitlisted, Waitlisted],
        "answers and places stay"
    );
    leave(&app, &town, people[0], event).await;
    assert_eq!(seats_of(&app, event).await.taken, 1, "nobody has confirmed");
    // The last but one confirms, and passes who has not; the same answer is a confirmation.
    assert_eq!(going(&app, &town, people[3], event, 1).await, "GOING");
    leave(&app, &town, people[1], event).await;
    let expected = [Waitlisted, Going, Waitlisted];
    assert_eq!(states(&app, event, &people[2..]).await, expected);
    // Who does not fit any more keeps the place that was there before.
    edit(&app, &town, event, json!({ "capacity": 1 })).await;
    assert_eq!(going(&app, &town, people[4], event, 1).await, "WAITLISTED");
    assert_eq!(going(&app, &town, people[2], event, 1).await, "WAITLISTED");
    let places = positions(&app, &town, event, &people[2..]).await;
    assert_eq!(places, [json!(1), json!(null), json!(2)]);
    edit(&app, &town, event, json!({ "capacity": 2 })).await;
    let expected = [Going, Going, Waitlisted];
    assert_eq!(states(&app, event, &people[2..]).await, expected);
});

both_databases!(who_is_promoted_twice_is_told_twice, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 1).await;
    let people = town.residents(&app, 3).await;
    going(&app, &town, people[0], event, 1).await;
    going(&app, &town, people[1], event, 1).await;
    leave(&app, &town, people[0], event).await;
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["r1"]);
    // Undecided, while somebody else takes the seat; then waiting again.
    respond(&app, &town, people[1], event, json!({ "status": "MAYBE" })).await;
    going(&app, &town, people[2], event, 1).await;
    assert_eq!(going(&app, &town, people[1], event, 1).await, "WAITLISTED");
    leave(&app, &town, people[2], event).await;
    assert_eq!(states(&app, event, &people[1..2]).await, [Going]);
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), ["r1", "r1"]);
});

both_databases!(a_place_that_was_given_up_again_is_not_announced, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 1).await;
    let people = town.residents(&app, 2).await;
    going(&app, &town, people[0], event, 1).await;
    going(&app, &town, people[1], event, 1).await;
    leave(&app, &town, people[0], event).await;
    leave(&app, &town, people[1], event).await;
    app.run_due_work().await;
    assert_eq!(told_of_a_place(&app), [""; 0]);
});
