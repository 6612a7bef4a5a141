//! `respondToEvent`: the states, the seats, and when answers are taken.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town};

both_databases!(going_takes_seats_and_a_full_event_has_a_waitlist, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 3).await;
    let people = town.residents(&app, 3).await;

    let party = json!({ "party": { "adults": 1, "children": 1 }, "note": " 带轮椅 " });
    let first = respond(&app, &town, people[0], event, party).await;
    let rsvp = first.at("/respondToEvent/rsvp");
    assert_eq!(rsvp["state"], "GOING");
    assert_eq!(rsvp["note"], "带轮椅");
    assert_eq!(rsvp["via"], "APP");
    let seats = first.at("/respondToEvent/event/seats");
    assert_eq!(
        seats,
        &json!({ "capacity": 3, "taken": 2, "free": 1, "waitlisted": 0 })
    );

    let two = json!({ "party": { "adults": 2 } });
    let second = respond(&app, &town, people[1], event, two).await;
    let rsvp = second.at("/respondToEvent/rsvp");
    assert_eq!(
        (&rsvp["state"], &rsvp["waitlistPosition"]),
        (&json!("WAITLISTED"), &json!(1))
    );

    // A later party that fits passes one that does not.
    let third = respond(&app, &town, people[2], event, json!({})).await;
    assert_eq!(third.at("/respondToEvent/rsvp/state"), "GOING");
    let seats = third.at("/respondToEvent/event/seats");
    assert_eq!(
        seats,
        &json!({ "capacity": 3, "taken": 3, "free": 0, "waitlisted": 1 })
    );

    let three = json!({ "whenFull": "REFUSE", "party": { "adults": 3 } });
    let reasons = ["EVENT_FULL eventId"];
    let full = refused(&app, &town, town.steward, event, three, &reasons).await;
    let error = full.at("/respondToEvent/userErrors/0");
    assert_eq!(error["__typename"], "EventFullError");
    assert_eq!(
        (&error["waitlistLength"], &error["free"]),
        (&json!(1), &json!(0))
    );
});

both_databases!(
    every_answer_has_its_state_and_only_going_holds_seats,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 5).await;
        let who = town.resident(&app, "wang").await;
        let answers = [
            (
                json!({ "status": "MAYBE", "party": { "adults": 2 } }),
                RsvpState::Maybe,
                0,
                0,
            ),
            (json!({ "status": "GOING" }), RsvpState::Going, 2, 0),
            (json!({ "status": "MAYBE" }), RsvpState::Maybe, 0, 0),
            (json!({ "status": "DECLINED" }), RsvpState::Declined, 0, 0),
            // Whoever comes back is reminded anew.
            (json!({ "status": "MAYBE" }), RsvpState::Maybe, 0, 1),
            (json!({ "status": "DECLINED" }), RsvpState::Declined, 0, 1),
            (json!({ "status": "GOING" }), RsvpState::Going, 2, 2),
        ];
        for (answer, state, taken, answer_rev) in answers {
            assert_eq!(
                state_after(&app, &town, who, event, answer.clone()).await,
                state.as_str(),
                "{answer}"
            );
            let row = rsvp_of(&app, event, who).await.expect("an answer");
            assert_eq!((row.state, row.answer_rev), (state, answer_rev), "{answer}");
            assert_eq!((row.adults, row.children), (2, 0), "as before if left out");
            assert_eq!(row.queue_no.is_some(), state == RsvpState::Going);
            let seats = seats_of(&app, event).await;
            assert_eq!((seats.taken, seats.waitlisted), (taken, 0), "{answer}");
        }
        leave(&app, &town, who, event).await;
        assert_eq!(seats_of(&app, event).await.taken, 0);
        assert_eq!(rsvps_of(&app, event).await.len(), 1, "one row a person");
    }
);

both_databases!(a_party_grows_into_what_is_free_and_no_further, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 5).await;
    let people = town.residents(&app, 2).await;
    going(&app, &town, people[0], event, 3).await;
    going(&app, &town, people[1], event, 1).await;
    assert_eq!(going(&app, &town, people[0], event, 4).await, "GOING");
    assert_eq!(seats_of(&app, event).await.taken, 5);

    let five = json!({ "party": { "adults": 4, "children": 1 } });
    let reasons = ["PARTY_DOES_NOT_FIT party"];
    let answer = refused(&app, &town, people[0], event, five, &reasons).await;
    let error = answer.at("/respondToEvent/userErrors/0");
    assert_eq!(
        (&error["__typename"], &error["free"]),
        (&json!("EventFullError"), &json!(0))
    );

    let place = rsvp_of(&app, event, people[0])
        .await
        .map(|row| row.queue_no);
    assert_eq!(going(&app, &town, people[0], event, 2).await, "GOING");
    assert_eq!(seats_of(&app, event).await.taken, 3);
    let after = rsvp_of(&app, event, people[0])
        .await
        .map(|row| row.queue_no);
    assert_eq!(after, place, "who shrinks keeps the order of arrival");
    assert_eq!(going(&app, &town, people[1], event, 3).await, "GOING");
    assert_eq!(seats_of(&app, event).await.taken, 5);
});

both_databases!(maybe_on_a_full_event_stands_when_going_is_refused, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 1).await;
    let people = town.residents(&app, 2).await;
    going(&app, &town, people[0], event, 1).await;
    let maybe = json!({ "status": "MAYBE" });
    assert_eq!(
        state_after(&app, &town, people[1], event, maybe).await,
        "MAYBE"
    );
    let go = json!({ "whenFull": "REFUSE" });
    refused(&app, &town, people[1], event, go, &["EVENT_FULL eventId"]).await;
    assert_eq!(going(&app, &town, people[1], event, 1).await, "WAITLISTED");
    assert_eq!(seats_of(&app, event).await.waitlisted, 1);
});

both_databases!(
    an_event_without_capacity_takes_everybody_and_one_of_zero_nobody,
    |app| {
        let town = Town::found(&app).await;
        let (open, shut) = (
            event_of(&app, &town, None).await,
            event_of(&app, &town, 0).await,
        );
        let twenty = json!({ "party": { "adults": 12, "children": 8 } });
        let answer = respond(&app, &town, town.steward, open, twenty.clone()).await;
        let seats = answer.at("/respondToEvent/event/seats");
        assert_eq!(
            seats,
            &json!({ "capacity": null, "taken": 20, "free": null, "waitlisted": 0 })
        );
        assert_eq!(
            state_after(&app, &town, town.steward, shut, twenty).await,
            "WAITLISTED"
        );
    }
);

both_databases!(the_same_answer_twice_writes_nothing, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 1).await;
    let people = town.residents(&app, 2).await;
    let mut version = None;
    for (who, answer) in [
        (
            people[0],
            json!({ "note": "靠前排", "party": { "adults": 1 } }),
        ),
        (
            people[1],
            json!({ "party": { "adults": 2, "children": 1 } }),
        ),
        (town.steward, json!({ "status": "MAYBE", "note": "看天气" })),
        (town.admin, json!({ "status": "DECLINED" })),
    ] {
        let first = respond(&app, &town, who, event, answer.clone()).await;
        let before = written(&app).await;
        app.advance(TimeDelta::seconds(7));
        let second = respond(&app, &town, who, event, answer).await;
        assert_eq!(first.data(), second.data());
        // As before if left out, and `null` is left out.
        let status = first.at("/respondToEvent/rsvp/state").as_str();
        let status = status
            .filter(|state| *state != "WAITLISTED")
            .unwrap_or("GOING");
        let again = json!({ "status": status, "party": null, "note": null });
        let third = respond(&app, &town, who, event, again).await;
        assert_eq!(first.data(), third.data());
        assert_eq!(written(&app).await, before);
        let row = rsvp_of(&app, event, who).await.expect("an answer");
        assert_eq!((row.answered_by, row.created_at), (who, row.answered_at));
        let event_version = version_of(&app, event).await;
        assert_eq!(*version.get_or_insert(event_version), event_version);
    }
});

/// Answers never raise an event's version.
async fn version_of(app: &crate::support::app::TestApp, event: EventId) -> i32 {
    use sea_orm::EntityTrait;
    let row = event::Entity::find_by_id(event)
        .one(app.core.db().writer())
        .await;
    row.expect("the database answers")
        .expect("an event")
        .version
}

both_databases!(
    notes_and_parties_stay_when_left_out_and_a_blank_note_is_none,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, None).await;
        let who = town.resident(&app, "wang").await;
        let first = json!({ "note": "两位老人\n要轮椅", "party": { "adults": 2, "children": 1 } });
        respond(&app, &town, who, event, first).await;
        let kept = respond(&app, &town, who, event, json!({ "status": "MAYBE" })).await;
        let rsvp = kept.at("/respondToEvent/rsvp");
        assert_eq!(rsvp["note"], "两位老人\n要轮椅");
        assert_eq!(rsvp["party"], json!({ "adults": 2, "children": 1 }));
        let cleared = respond(&app, &town, who, event, json!({ "note": " \r\n " })).await;
        assert_eq!(cleared.at("/respondToEvent/rsvp/note"), &Value::Null);
        // One adult is what a party means that says nothing, and children may come alone.
        let children = json!({ "party": { "adults": 0, "children": 2 } });
        let answer = respond(&app, &town, who, event, children).await;
        let party = answer.at("/respondToEvent/rsvp/party");
        assert_eq!(party, &json!({ "adults": 0, "children": 2 }));
        let one = respond(&app, &town, who, event, json!({ "party": {} })).await;
        let party = one.at("/respondToEvent/rsvp/party");
        assert_eq!(party, &json!({ "adults": 1, "children": 0 }));
    }
);

both_databases!(a_lowered_largest_party_holds_for_new_answers_only, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let people = town.residents(&app, 3).await;
    going(&app, &town, people[0], event, 6).await;
    going(&app, &town, people[1], event, 6).await;
    edit(&app, &town, event, json!({ "maxParty": 4 })).await;
    let five = json!({ "party": { "adults": 5 } });
    let reasons = ["PARTY_TOO_LARGE party"];
    refused(&app, &town, people[2], event, five, &reasons).await;
    let seven = json!({ "party": { "adults": 7 } });
    refused(&app, &town, people[0], event, seven, &reasons).await;
    // The party that has answered stays, may say something more, and may decline.
    let note = json!({ "note": "靠门坐" });
    assert_eq!(
        state_after(&app, &town, people[0], event, note).await,
        "GOING"
    );
    assert_eq!(seats_of(&app, event).await.taken, 12);
    let no = json!({ "status": "DECLINED" });
    assert_eq!(
        state_after(&app, &town, people[0], event, no).await,
        "DECLINED"
    );
    // Who left comes back on the terms of now.
    refused(&app, &town, people[0], event, json!({}), &reasons).await;
    assert_eq!(going(&app, &town, people[0], event, 4).await, "GOING");
});

both_databases!(
    answers_are_taken_from_the_opening_to_the_closing_time,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, None).await;
        let who = town.resident(&app, "wang").await;
        let (opens, closes) = (
            app.now() + TimeDelta::hours(1),
            app.now() + TimeDelta::hours(3),
        );
        let window = json!({ "rsvpOpensAt": local(opens), "rsvpClosesAt": local(closes) });
        edit(&app, &town, event, window).await;

        let reasons = ["RSVP_NOT_OPEN_YET eventId"];
        let early = refused(&app, &town, who, event, json!({}), &reasons).await;
        let error = early.at("/respondToEvent/userErrors/0");
        assert_eq!(error["__typename"], "RsvpNotOpenError");
        assert_eq!(error["opensAt"], "2026-11-21T05:00:00Z");
        assert_eq!(error["closedAt"], Value::Null);

        app.clock.set(opens);
        assert_eq!(going(&app, &town, who, event, 1).await, "GOING");
        app.clock.set(closes - TimeDelta::microseconds(1));
        assert_eq!(going(&app, &town, who, event, 2).await, "GOING");
        app.clock.set(closes);
        let reasons = ["RSVP_CLOSED eventId"];
        for answer in ["GOING", "MAYBE", "DECLINED"] {
            let answer = json!({ "status": answer });
            let late = refused(&app, &town, who, event, answer, &reasons).await;
            let error = late.at("/respondToEvent/userErrors/0");
            assert_eq!(error["closedAt"], "2026-11-21T07:00:00Z");
            assert_eq!(error["opensAt"], Value::Null);
        }
    }
);

both_databases!(
    without_a_closing_time_answers_are_taken_until_the_start,
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan {
            starts_in: TimeDelta::hours(4),
            ..Plan::default()
        };
        let event = town.event(&app, plan).await;
        let who = town.resident(&app, "wang").await;
        app.clock.set(event.starts_at - TimeDelta::microseconds(1));
        assert_eq!(going(&app, &town, who, event.id, 1).await, "GOING");
        app.run_due_work().await;
        app.clock.set(event.starts_at);
        app.run_due_work().await;
        refused(
            &app,
            &town,
            who,
            event.id,
            json!({}),
            &["RSVP_CLOSED eventId"],
        )
        .await;
        app.clock.set(event.ends_at);
        refused(
            &app,
            &town,
            who,
            event.id,
            json!({}),
            &["EVENT_ENDED eventId"],
        )
        .await;
    }
);

both_databases!(
    a_draft_is_hidden_and_a_cancelled_event_takes_no_answers,
    |app| {
        let town = Town::found(&app).await;
        let who = town.resident(&app, "wang").await;
        let plan = Plan {
            published: false,
            ..Plan::default()
        };
        let draft = town.event(&app, plan).await.id;
        let reasons = ["NOT_FOUND eventId"];
        let hidden = refused(&app, &town, who, draft, json!({}), &reasons).await;
        assert_eq!(hidden.at("/respondToEvent/event"), &Value::Null);
        let reasons = ["EVENT_NOT_PUBLISHED eventId"];
        refused(&app, &town, town.organiser, draft, json!({}), &reasons).await;

        let event = event_of(&app, &town, 3).await;
        going(&app, &town, who, event, 1).await;
        cancel(&app, &town, event).await;
        app.run_due_work().await;
        for answer in ["GOING", "MAYBE", "DECLINED"] {
            let answer = json!({ "status": answer });
            let reasons = ["EVENT_CANCELLED eventId"];
            refused(&app, &town, who, event, answer, &reasons).await;
        }
    }
);
