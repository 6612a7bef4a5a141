//! What becomes of answers when two records of one person become one.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_domain::Error;
use mulin_domain::person::{Acting, PersonError};
use mulin_domain::rsvp::{Answer, RespondToEvent, WhenFull, respond_to_event};
use mulin_entities::*;
use serde_json::{Value, json};

use super::model::assert_adds_up;
use super::rush::{Call, PATIENT, all_at_once, go};
use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, actor, gid, person_row};
use crate::support::app::TestApp;

const MERGE: &str = "mutation ($input: MergePeopleInput!) {
    mergePeople(input: $input) { person { id } userErrors { code path } } }";

fn merging(town: &Town, keep: PersonId, duplicate: PersonId) -> Value {
    json!({ "input": { "keepId": *gid(town, keep), "duplicateId": *gid(town, duplicate) } })
}

async fn merge(app: &TestApp, town: &Town, keep: PersonId, duplicate: PersonId) {
    let answer = app
        .run(Some(town.steward), MERGE, merging(town, keep, duplicate))
        .await;
    assert_eq!(answer.refusals("mergePeople"), [""; 0]);
}

both_databases!(an_answer_moves_with_its_seats, |app| {
    let town = Town::found(&app).await;
    let [lan, twin, mei] = [
        town.resident(&app, "lan").await,
        town.resident(&app, "twin").await,
        town.resident(&app, "mei").await,
    ];
    let full = event_of(&app, &town, 3).await;
    let other = event_of(&app, &town, 1).await;
    going(&app, &town, twin, full, 2).await;
    going(&app, &town, mei, other, 1).await;
    assert_eq!(going(&app, &town, twin, other, 1).await, "WAITLISTED");
    let before = [
        rsvp_of(&app, full, twin).await.expect("an answer"),
        rsvp_of(&app, other, twin).await.expect("an answer"),
    ];
    let seats = (seats_of(&app, full).await, seats_of(&app, other).await);
    merge(&app, &town, lan, twin).await;
    for mut row in before {
        row.person_id = lan;
        let moved = rsvp_of(&app, row.event_id, lan).await;
        assert_eq!(moved, Some(row), "nothing else of it changes");
    }
    assert_eq!(
        (seats_of(&app, full).await, seats_of(&app, other).await),
        seats
    );
    // It is the keeper's from now on, in the same place of the queue.
    leave(&app, &town, mei, other).await;
    assert_eq!(states(&app, other, &[lan]).await, [RsvpState::Going]);
    leave(&app, &town, lan, full).await;
    assert_eq!(seats_of(&app, full).await.taken, 0);
});

both_databases!(where_both_answered_the_kept_ones_answer_stands, |app| {
    let town = Town::found(&app).await;
    let [lan, twin, mei] = [
        town.resident(&app, "lan").await,
        town.resident(&app, "twin").await,
        town.resident(&app, "mei").await,
    ];
    let full = event_of(&app, &town, 3).await;
    going(&app, &town, lan, full, 1).await;
    going(&app, &town, twin, full, 2).await;
    assert_eq!(going(&app, &town, mei, full, 2).await, "WAITLISTED");
    let waits = event_of(&app, &town, 1).await;
    going(&app, &town, mei, waits, 1).await;
    going(&app, &town, twin, waits, 1).await;
    going(&app, &town, lan, waits, 1).await;
    let perhaps = event_of(&app, &town, None).await;
    state_after(&app, &town, lan, perhaps, json!({ "status": "DECLINED" })).await;
    state_after(&app, &town, twin, perhaps, json!({ "status": "MAYBE" })).await;
    let never = event_of(&app, &town, None).await;
    going(&app, &town, lan, never, 1).await;
    state_after(&app, &town, twin, never, json!({ "status": "DECLINED" })).await;

    merge(&app, &town, lan, twin).await;
    use RsvpState::*;
    assert_eq!(
        states(&app, full, &[lan, twin, mei]).await,
        [Going, Withdrawn, Going]
    );
    assert_eq!(
        states(&app, waits, &[lan, twin, mei]).await,
        [Waitlisted, Withdrawn, Going]
    );
    assert_eq!(
        states(&app, perhaps, &[lan, twin]).await,
        [Declined, Withdrawn]
    );
    assert_eq!(states(&app, never, &[lan, twin]).await, [Going, Declined]);
    for event in [full, waits, perhaps, never] {
        assert_adds_up(&app, event).await;
    }
    assert_eq!(seats_of(&app, waits).await.waitlisted, 1);
    app.run_due_work().await;
    assert_eq!(
        told_of_a_place(&app),
        ["mei"],
        "who waited is let in and told"
    );
});

both_databases!(reminders_follow_the_answer_and_come_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    let event = town.event(&app, Plan::default()).await.id;
    let both = town
        .event(
            &app,
            Plan {
                title: "茶会",
                ..Plan::default()
            },
        )
        .await
        .id;
    going(&app, &town, twin, event, 1).await;
    going(&app, &town, twin, both, 1).await;
    going(&app, &town, lan, both, 1).await;
    app.advance(TimeDelta::days(5) + TimeDelta::hours(23));
    app.run_due_work().await;
    assert!(app.mail.sent().is_empty(), "listed, and not yet due");
    merge(&app, &town, lan, twin).await;
    app.run_due_work().await;
    // A new answer of the keeper does not remind of the same again.
    going(&app, &town, lan, event, 2).await;
    app.advance(TimeDelta::hours(2));
    app.run_due_work().await;
    let letters = app.mail.letters();
    let to: Vec<&str> = letters
        .iter()
        .map(|(address, _)| address.as_str())
        .collect();
    assert_eq!(
        to,
        ["lan@example.org", "lan@example.org"],
        "one of each event: {letters:?}"
    );
});

both_databases!(
    whoever_asked_before_the_merge_answers_nothing_after_it,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let twin = town.resident(&app, "twin").await;
        let event = event_of(&app, &town, 3).await;
        // The twin as a request knows them that came in before, and gets its turn after.
        let stale = actor(&app.core, twin).await;
        merge(&app, &town, lan, twin).await;
        let input = RespondToEvent {
            event_id: Ok(event),
            acting: Acting::default(),
            answer: Answer::Going,
            party: None,
            note: None,
            when_full: WhenFull::Waitlist,
            answers: None,
        };
        let Err(Error::Refused(refusals)) = respond_to_event(&app.core, &stale, input, None).await
        else {
            panic!("a closed record answers nothing")
        };
        assert_eq!(refusals, [PersonError::SubjectClosed.into()]);
        assert!(rsvps_of(&app, event).await.is_empty());
    }
);

both_databases!(two_merges_of_a_pair_make_one_record, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let app = Arc::new(app);
    for round in 0..6 {
        let one = town.resident(&app, &format!("one{round}")).await;
        let two = town.resident(&app, &format!("two{round}")).await;
        let event = event_of(&app, &town, 4).await;
        going(&app, &town, one, event, 1).await;
        going(&app, &town, two, event, 2).await;
        let call = |keep, duplicate| Call {
            who: town.steward,
            query: MERGE,
            variables: merging(&town, keep, duplicate),
        };
        let calls = vec![call(one, two), call(two, one), call(one, two), call(two, one)];
        for answer in all_at_once(&app, calls).await {
            let refusals = answer.refusals("mergePeople");
            let lost = ["RECORD_CLOSED keepId"];
            assert!(refusals.is_empty() || refusals == lost, "{refusals:?}");
        }
        let rows = [person_row(&app, one).await, person_row(&app, two).await];
        let merged = rows.iter().filter(|row| row.state == PersonState::Merged);
        assert_eq!(merged.count(), 1);
        let (kept, size) = if rows[0].state == PersonState::Active { (one, 1) } else { (two, 2) };
        assert_eq!(states(&app, event, &[kept]).await, [RsvpState::Going]);
        assert_eq!(seats_of(&app, event).await.taken, size);
        assert_adds_up(&app, event).await;
    }
});

both_databases!(nothing_is_left_when_the_duplicate_answers_meanwhile, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let app = Arc::new(app);
    for round in 0..6 {
        let lan = town.resident(&app, &format!("lan{round}")).await;
        let twin = town.resident(&app, &format!("twin{round}")).await;
        let mut events = Vec::new();
        for _ in 0..4 {
            events.push(event_of(&app, &town, 2).await);
        }
        // One that the twin has answered, and waits in, before.
        going(&app, &town, town.admin, events[0], 2).await;
        going(&app, &town, twin, events[0], 1).await;
        let mut calls: Vec<Call> = Vec::new();
        for event in &events {
            calls.push(go(&town, twin, *event, 2));
            calls.push(go(&town, lan, *event, 1));
        }
        let merge = Call {
            who: town.steward,
            query: MERGE,
            variables: merging(&town, lan, twin),
        };
        calls.insert(round, merge);
        for answer in all_at_once(&app, calls).await {
            if answer.body.get("errors").is_some() {
                assert_eq!(answer.error_code(), "UNAUTHENTICATED");
            } else if answer.data().get("mergePeople").is_some() {
                assert_eq!(answer.refusals("mergePeople"), [""; 0]);
            } else {
                let refusals = answer.refusals("respondToEvent");
                let closed = ["RECORD_CLOSED onBehalfOf"];
                let too_many = ["PARTY_DOES_NOT_FIT party"];
                let expected = refusals.is_empty() || refusals == closed || refusals == too_many;
                assert!(expected, "{refusals:?}");
            }
        }
        assert_eq!(person_row(&app, twin).await.state, PersonState::Merged);
        for event in events {
            assert_adds_up(&app, event).await;
            if let Some(left) = rsvp_of(&app, event, twin).await {
                assert_eq!(left.state, RsvpState::Withdrawn, "round {round}");
                assert!(rsvp_of(&app, event, lan).await.is_some());
            }
        }
    }
});
