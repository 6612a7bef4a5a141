//! `withdrawRsvp`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};

both_databases!(whoever_withdraws_gives_the_seats_back, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 4).await;
    let who = town.resident(&app, "wang").await;
    let all = json!({ "party": { "adults": 2, "children": 2 }, "note": "靠门" });
    respond(&app, &town, who, event, all).await;
    app.advance(TimeDelta::minutes(5));
    let rsvp = rsvp_of(&app, event, who).await.expect("an answer");
    let answer = withdraw(&app, &town, who, rsvp.id).await;
    let expected = json!({ "id": *gid(&town, rsvp.id), "state": "WITHDRAWN",
        "waitlistPosition": null, "party": { "adults": 2, "children": 2 } });
    assert_eq!(answer.at("/withdrawRsvp/rsvp"), &expected);
    let seats = seats_of(&app, event).await;
    assert_eq!((seats.taken, seats.waitlisted), (0, 0));
    let row = rsvp_of(&app, event, who).await.expect("the row stays");
    assert_eq!((row.state, row.queue_no), (RsvpState::Withdrawn, None));
    assert_eq!(row.answered_at, app.now());
    let last = journal(&app).await.pop().expect("it is journalled");
    assert_eq!((last.verb.as_str(), last.actor_id), ("answered", Some(who)));
    assert_eq!(last.payload["from"], "GOING");
    assert_eq!(last.payload["to"], "WITHDRAWN");
});

both_databases!(
    every_answer_can_be_withdrawn_and_twice_changes_nothing,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 1).await;
        let people = town.residents(&app, 4).await;
        for (who, answer, state) in [
            (people[0], json!({}), "GOING"),
            (people[1], json!({}), "WAITLISTED"),
            (people[2], json!({ "status": "MAYBE" }), "MAYBE"),
            (people[3], json!({ "status": "DECLINED" }), "DECLINED"),
        ] {
            assert_eq!(state_after(&app, &town, who, event, answer).await, state);
        }
        // The waiting one first, so that nobody moves up.
        for who in [people[1], people[0], people[2], people[3]] {
            leave(&app, &town, who, event).await;
            let before = written(&app).await;
            app.advance(TimeDelta::minutes(1));
            leave(&app, &town, who, event).await;
            assert_eq!(written(&app).await, before);
        }
        let seats = seats_of(&app, event).await;
        assert_eq!((seats.taken, seats.waitlisted), (0, 0));
        app.run_due_work().await;
        assert_eq!(told_of_a_place(&app), [""; 0]);
    }
);

both_databases!(only_ones_own_answer_can_be_withdrawn, |app| {
    let town = Town::found(&app).await;
    let elsewhere = Town::named(&app, "远山市").await;
    let event = event_of(&app, &town, 4).await;
    let who = town.resident(&app, "wang").await;
    going(&app, &town, who, event, 2).await;
    let rsvp = rsvp_of(&app, event, who).await.expect("an answer").id;
    let others = [
        town.resident(&app, "neighbour").await,
        town.steward,
        town.organiser,
        town.admin,
        elsewhere.admin,
    ];
    let before = written(&app).await;
    for other in others {
        let answer = withdraw(&app, &town, other, rsvp).await;
        assert_eq!(answer.refusals("withdrawRsvp"), ["NOT_FOUND rsvpId"]);
        assert_eq!(answer.at("/withdrawRsvp/rsvp"), &Value::Null);
    }
    let input = json!({ "input": { "rsvpId": *gid(&town, rsvp) } });
    let nobody = app.run(None, WITHDRAW, input).await;
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    app.run_due_work().await;
    assert_eq!(written(&app).await, before);
});

both_databases!(ids_that_are_no_answer_are_refused, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 4).await;
    let who = town.resident(&app, "wang").await;
    going(&app, &town, who, event, 2).await;
    let unknown = gid(&town, RsvpId(Uuid::from_u128(7)));
    let disguised = gid(&town, RsvpId(event.0));
    let before = written(&app).await;
    for (id, reason) in [
        ("", "MALFORMED_ID rsvpId"),
        ("rsvp_", "MALFORMED_ID rsvpId"),
        ("\u{0}", "MALFORMED_ID rsvpId"),
        (&*gid(&town, event), "ID_OF_ANOTHER_TYPE rsvpId"),
        (&*gid(&town, who), "ID_OF_ANOTHER_TYPE rsvpId"),
        (&*unknown, "NOT_FOUND rsvpId"),
        (&*disguised, "NOT_FOUND rsvpId"),
    ] {
        let input = json!({ "input": { "rsvpId": id } });
        let answer = app.run(Some(who), WITHDRAW, input).await;
        assert_eq!(answer.refusals("withdrawRsvp"), [reason], "{id}");
    }
    for input in [
        json!({ "rsvpId": null }),
        json!({}),
        json!({ "rsvpId": [1] }),
        json!(null),
    ] {
        let answer = app
            .run(Some(who), WITHDRAW, json!({ "input": input }))
            .await;
        assert!(answer.body["errors"].is_array(), "{:#}", answer.body);
    }
    assert_eq!(written(&app).await, before);
});

both_databases!(
    an_answer_is_withdrawn_after_closing_and_until_the_end,
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan {
            starts_in: TimeDelta::hours(5),
            ..Plan::default()
        };
        let event = town.event(&app, plan).await;
        let people = town.residents(&app, 3).await;
        for who in &people {
            going(&app, &town, *who, event.id, 1).await;
        }
        let closes = app.now() + TimeDelta::hours(1);
        edit(
            &app,
            &town,
            event.id,
            json!({ "rsvpClosesAt": local(closes) }),
        )
        .await;
        app.clock.set(closes);
        leave(&app, &town, people[0], event.id).await;
        app.clock.set(event.ends_at - TimeDelta::microseconds(1));
        leave(&app, &town, people[1], event.id).await;
        app.run_due_work().await;

        app.clock.set(event.ends_at);
        let rsvp = rsvp_of(&app, event.id, people[2]).await.expect("an answer");
        let before = written(&app).await;
        let late = withdraw(&app, &town, people[2], rsvp.id).await;
        assert_eq!(late.refusals("withdrawRsvp"), ["EVENT_ENDED rsvpId"]);
        app.run_due_work().await;
        assert_eq!(written(&app).await, before);
        assert_eq!(before, written(&app).await);
    }
);

both_databases!(
    an_answer_to_a_cancelled_event_can_be_withdrawn_and_promotes_nobody,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 1).await;
        let people = town.residents(&app, 2).await;
        going(&app, &town, people[0], event, 1).await;
        going(&app, &town, people[1], event, 1).await;
        cancel(&app, &town, event).await;
        leave(&app, &town, people[0], event).await;
        assert_eq!(
            states(&app, event, &people).await,
            [RsvpState::Withdrawn, RsvpState::Waitlisted]
        );
        app.run_due_work().await;
        assert_eq!(told_of_a_place(&app), [""; 0]);
    }
);

both_databases!(a_hidden_event_does_not_hold_on_to_its_guests, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 3).await;
    let who = town.resident(&app, "wang").await;
    going(&app, &town, who, event, 1).await;
    edit(&app, &town, event, json!({ "visibility": "INVITED" })).await;
    leave(&app, &town, who, event).await;
    assert_eq!(seats_of(&app, event).await.taken, 0);
});
