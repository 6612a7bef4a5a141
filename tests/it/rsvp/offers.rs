//! Seats that are held for a waiting party until it takes them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::model::{Model, assert_adds_up};
use super::rush::{PATIENT, all_at_once, go};
use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::support::app::TestApp;
use RsvpState::{Declined, Expired, Going, Offered, Waitlisted, Withdrawn};

const QUERY: &str = "query ($id: ID!) { event(id: $id) { viewerRsvp { state offerExpiresAt } } }";

/// Ten o'clock in Shanghai, the day after the test began.
fn ten(app: &TestApp) -> DateTime<Utc> {
    let day = (app.now() + TimeDelta::days(1)).with_timezone(&chrono_tz::Asia::Shanghai);
    let ten = day.date_naive().and_hms_opt(10, 0, 0).expect("a time");
    let there = chrono_tz::Asia::Shanghai.from_local_datetime(&ten);
    there.unwrap().to_utc()
}

/// An event with so many seats that holds them for four hours, at ten in the morning.
async fn offering(app: &TestApp, town: &Town, capacity: i32) -> EventId {
    app.clock.set(ten(app));
    let event = event_of(app, town, capacity).await;
    edit(app, town, event, json!({ "offerWindow": "PT4H" })).await;
    event
}

async fn due(app: &TestApp) -> u64 {
    let of_offers = [DueWorkKind::ExpireOffer, DueWorkKind::NudgeOffer];
    due_work::Entity::find()
        .filter(sea_orm::ColumnTrait::is_in(
            &due_work::Column::Kind,
            of_offers,
        ))
        .count(app.core.db().writer())
        .await
        .expect("a count")
}

/// How often each was told something whose subject begins so.
fn told(app: &TestApp, subject: &str) -> Vec<String> {
    let letters = app.mail.letters().into_iter();
    letters
        .filter(|(_, found)| found.starts_with(subject))
        .map(|(address, _)| address.trim_end_matches("@example.org").to_owned())
        .collect()
}

both_databases!(seats_are_held_until_they_are_taken, |app| {
    let town = Town::found(&app).await;
    let event = offering(&app, &town, 2).await;
    let people = town.residents(&app, 3).await;
    going(&app, &town, people[0], event, 2).await;
    going(&app, &town, people[1], event, 1).await;
    going(&app, &town, people[2], event, 1).await;
    leave(&app, &town, people[0], event).await;
    let expected = [Withdrawn, Offered, Offered];
    assert_eq!(states(&app, event, &people).await, expected);
    let seats = seats_of(&app, event).await;
    assert_eq!((seats.taken, seats.waitlisted), (2, 0));
    assert_eq!(due(&app).await, 4);
    let id = json!({ "id": *crate::factories::gid(&town, event) });
    let seen = app.run(Some(people[1]), QUERY, id).await;
    assert_eq!(seen.at("/event/viewerRsvp/state"), "OFFERED");
    let until = seen.at("/event/viewerRsvp/offerExpiresAt").as_str();
    let ends = app.now() + TimeDelta::hours(4);
    assert_eq!(
        until,
        Some(
            ends.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
                .as_str()
        )
    );

    // One microsecond before the end is in time; the seats stay the same.
    app.clock.set(ends - TimeDelta::microseconds(1));
    assert_eq!(going(&app, &town, people[1], event, 1).await, "GOING");
    assert_eq!(due(&app).await, 2);
    // Nobody else may have them meanwhile.
    let late = town.resident(&app, "late").await;
    assert_eq!(going(&app, &town, late, event, 1).await, "WAITLISTED");
    respond(
        &app,
        &town,
        people[2],
        event,
        json!({ "status": "DECLINED" }),
    )
    .await;
    assert_eq!(states(&app, event, &people[2..]).await, [Declined]);
    assert_eq!(states(&app, event, &[late]).await, [Offered]);
    assert_adds_up(&app, event).await;
    let model = Model::replay(&app, event, None).await;
    model.assert_is_what_stands(&app).await;
});

both_databases!(what_is_not_taken_goes_to_the_next, |app| {
    let town = Town::found(&app).await;
    let event = offering(&app, &town, 1).await;
    let people = town.residents(&app, 3).await;
    for who in &people {
        going(&app, &town, *who, event, 1).await;
    }
    leave(&app, &town, people[0], event).await;
    app.run_due_work().await;
    assert_eq!(told(&app, "给您留了位子"), ["r1"]);
    app.advance(TimeDelta::hours(2));
    app.run_due_work().await;
    assert_eq!(told(&app, "位子快留不住了"), ["r1"]);
    app.advance(TimeDelta::hours(2));
    app.run_due_work().await;
    assert_eq!(states(&app, event, &people[1..]).await, [Expired, Offered]);
    assert_eq!(told(&app, "位子已让给别人"), ["r1"]);
    assert_eq!(told(&app, "给您留了位子"), ["r1", "r2"]);
    let seats = seats_of(&app, event).await;
    assert_eq!((seats.taken, seats.waitlisted), (1, 0));
    // Who let it pass waits at the tail, and is a newcomer to reminders.
    assert_eq!(going(&app, &town, people[1], event, 1).await, "WAITLISTED");
    let row = rsvp_of(&app, event, people[1]).await.expect("an answer");
    assert_eq!(row.answer_rev, 1);
    // Who takes it is not reminded of it.
    assert_eq!(going(&app, &town, people[2], event, 1).await, "GOING");
    assert_eq!(due(&app).await, 0);
    app.advance(TimeDelta::hours(5));
    app.run_due_work().await;
    assert_eq!(told(&app, "位子快留不住了"), ["r1"]);
    let model = Model::replay(&app, event, None).await;
    model.assert_is_what_stands(&app).await;
});

both_databases!(
    an_offer_whose_time_is_over_counts_no_longer_before_the_work_is_done,
    |app| {
        let town = Town::found(&app).await;
        let event = offering(&app, &town, 1).await;
        let people = town.residents(&app, 3).await;
        for who in &people {
            going(&app, &town, *who, event, 1).await;
        }
        leave(&app, &town, people[0], event).await;
        app.advance(TimeDelta::hours(4));
        let id = json!({ "id": *crate::factories::gid(&town, event) });
        let seen = app.run(Some(people[1]), QUERY, id).await;
        assert_eq!(seen.at("/event/viewerRsvp/state"), "EXPIRED");
        assert_eq!(seen.at("/event/viewerRsvp/offerExpiresAt"), &json!(null));
        // To answer now is to come back: behind the one to whom the seat went.
        assert_eq!(going(&app, &town, people[1], event, 1).await, "WAITLISTED");
        assert_eq!(
            states(&app, event, &people[1..]).await,
            [Waitlisted, Offered]
        );
        assert_eq!(due(&app).await, 2, "of the next one");
        app.run_due_work().await;
        assert_eq!(
            states(&app, event, &people[1..]).await,
            [Waitlisted, Offered]
        );
        // It is the same for a newcomer, who finds the seat free.
        app.advance(TimeDelta::hours(20));
        leave(&app, &town, people[1], event).await;
        let late = town.resident(&app, "late").await;
        assert_eq!(going(&app, &town, late, event, 1).await, "GOING");
        assert_eq!(states(&app, event, &people[2..]).await, [Expired]);
        assert_adds_up(&app, event).await;
        let model = Model::replay(&app, event, None).await;
        model.assert_is_what_stands(&app).await;
    }
);

both_databases!(too_late_for_an_offer_the_party_is_seated, |app| {
    let town = Town::found(&app).await;
    app.clock.set(ten(&app));
    let plan = Plan {
        capacity: Some(1),
        starts_in: TimeDelta::minutes(134),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    edit(&app, &town, event, json!({ "offerWindow": "PT1H" })).await;
    let people = town.residents(&app, 2).await;
    for who in &people {
        going(&app, &town, *who, event, 1).await;
    }
    leave(&app, &town, people[0], event).await;
    assert_eq!(states(&app, event, &people[1..]).await, [Going]);
    assert_eq!(due(&app).await, 0);
});

both_databases!(offers_move_with_the_event_and_end_with_it, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    let event = offering(&app, &town, 1).await;
    for who in &people {
        going(&app, &town, *who, event, 1).await;
    }
    leave(&app, &town, people[0], event).await;
    let made = rsvp_of(&app, event, people[1]).await.expect("an answer");
    // Later: the end stands. Sooner: two hours before the start.
    reschedule(&app, &town, event, TimeDelta::days(9)).await;
    let kept = rsvp_of(&app, event, people[1]).await.expect("an answer");
    assert_eq!(kept.offer_expires_at, made.offer_expires_at);
    reschedule(&app, &town, event, TimeDelta::hours(5)).await;
    let sooner = rsvp_of(&app, event, people[1]).await.expect("an answer");
    assert_eq!(
        sooner.offer_expires_at,
        Some(app.now() + TimeDelta::hours(3))
    );
    // Answers close in an hour.
    let closes = app.now() + TimeDelta::hours(1);
    edit(&app, &town, event, json!({ "rsvpClosesAt": local(closes) })).await;
    let soonest = rsvp_of(&app, event, people[1]).await.expect("an answer");
    assert_eq!(soonest.offer_expires_at, Some(closes));
    app.clock.set(closes);
    app.run_due_work().await;
    assert_eq!(states(&app, event, &people[1..]).await, [Expired]);
    assert_eq!(seats_of(&app, event).await.taken, 0);

    let event = offering(&app, &town, 1).await;
    for who in &people {
        going(&app, &town, *who, event, 1).await;
    }
    leave(&app, &town, people[0], event).await;
    cancel(&app, &town, event).await;
    assert_eq!(due(&app).await, 0);
    app.run_due_work().await;
    assert!(told(&app, "取消了").contains(&"r1".to_owned()));
});

both_databases!(terms_of_an_offer_are_checked, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 1).await;
    let query = "mutation ($input: UpdateEventInput!) { updateEvent(input: $input) {
        event { offerWindow needsApproval waitlistOrder householdLimit }
        userErrors { code message path } } }";
    let id = json!(*crate::factories::gid(&town, event));
    for window in ["PT14M59S", "P7DT1S", "soon"] {
        let input = json!({ "input": { "eventId": id, "offerWindow": window,
            "householdLimit": 0, "waitlistOrder": null } });
        let answer = app.run(Some(town.organiser), query, input).await;
        let mut reasons = answer.refusals("updateEvent");
        reasons.sort_unstable();
        let expected = [
            "INVALID_FORMAT offerWindow",
            "OUT_OF_RANGE householdLimit",
            "REQUIRED waitlistOrder",
        ];
        assert_eq!(reasons, expected);
    }
    let input = json!({ "input": { "eventId": id, "offerWindow": "P7D", "needsApproval": true,
        "waitlistOrder": "STRICT", "householdLimit": 4 } });
    let answer = app.run(Some(town.organiser), query, input).await;
    let expected = json!({ "offerWindow": "P7D", "needsApproval": true,
        "waitlistOrder": "STRICT", "householdLimit": 4 });
    assert_eq!(answer.at("/updateEvent/event"), &expected);
});

both_databases!(an_offer_is_taken_or_passed_on_and_never_both, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    let app = Arc::new(app);
    for round in 0..6 {
        let event = offering(&app, &town, 1).await;
        for who in &people {
            going(&app, &town, *who, event, 1).await;
        }
        leave(&app, &town, people[0], event).await;
        let end = app.now() + TimeDelta::hours(4);
        let at = [end - TimeDelta::microseconds(1), end][round % 2];
        app.clock.set(at);
        let worker = {
            let app = Arc::clone(&app);
            tokio::spawn(async move { app.run_due_work().await })
        };
        let calls = vec![
            go(&town, people[1], event, 1),
            go(&town, people[1], event, 1),
        ];
        for answer in all_at_once(&app, calls).await {
            assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
        }
        worker.await.expect("the worker ends");
        let expected = match round % 2 {
            0 => [Going, Waitlisted],
            _ => [Waitlisted, Offered],
        };
        assert_eq!(states(&app, event, &people[1..]).await, expected);
        assert_adds_up(&app, event).await;
        let model = Model::replay(&app, event, None).await;
        model.assert_is_what_stands(&app).await;
    }
});
