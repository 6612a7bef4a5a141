//! A waitlist in which nobody passes, limits of households, and who leaves late.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;

use super::model::assert_adds_up;
use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, housemate};
use crate::support::app::TestApp;
use RsvpState::{Going, Waitlisted};

async fn event_row(app: &TestApp, id: EventId) -> event::Model {
    let row = event::Entity::find_by_id(id)
        .one(app.core.db().writer())
        .await;
    row.expect("the database answers").expect("it is there")
}

both_databases!(nobody_passes_whoever_waits_first, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 4).await;
    edit(&app, &town, event, json!({ "waitlistOrder": "STRICT" })).await;
    let people = town.residents(&app, 5).await;
    for (who, party) in people.iter().zip([2, 2, 3, 1]) {
        going(&app, &town, *who, event, party).await;
    }
    // Two seats are free, the next party wants three: neither the one behind it, nor a newcomer, nor
    // one that grows gets them.
    leave(&app, &town, people[0], event).await;
    assert_eq!(states(&app, event, &people[2..4]).await, [Waitlisted; 2]);
    assert_eq!(going(&app, &town, people[4], event, 1).await, "WAITLISTED");
    let larger = json!({ "party": { "adults": 3 } });
    refused(
        &app,
        &town,
        people[1],
        event,
        larger,
        &["PARTY_DOES_NOT_FIT party"],
    )
    .await;
    assert_eq!(going(&app, &town, people[3], event, 1).await, "WAITLISTED");
    assert_eq!(seats_of(&app, event).await.taken, 2);
    // Who held up the others goes.
    leave(&app, &town, people[2], event).await;
    assert_eq!(states(&app, event, &people[3..]).await, [Going; 2]);
    assert_adds_up(&app, event).await;
});

both_databases!(who_has_not_confirmed_a_new_time_holds_nobody_up, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    edit(&app, &town, event, json!({ "waitlistOrder": "STRICT" })).await;
    let people = town.residents(&app, 3).await;
    for (who, party) in people.iter().zip([2, 2, 1]) {
        going(&app, &town, *who, event, party).await;
    }
    reschedule(&app, &town, event, TimeDelta::days(9)).await;
    leave(&app, &town, people[0], event).await;
    assert_eq!(going(&app, &town, people[2], event, 1).await, "GOING");
    assert_eq!(states(&app, event, &people[1..]).await, [Waitlisted, Going]);
});

both_databases!(a_less_strict_order_lets_in_who_fits, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    edit(&app, &town, event, json!({ "waitlistOrder": "STRICT" })).await;
    let people = town.residents(&app, 2).await;
    going(&app, &town, people[0], event, 3).await;
    assert_eq!(going(&app, &town, people[1], event, 1).await, "WAITLISTED");
    edit(&app, &town, event, json!({ "waitlistOrder": "FIRST_FIT" })).await;
    assert_eq!(states(&app, event, &people).await, [Waitlisted, Going]);
});

both_databases!(a_household_has_no_more_seats_than_one_gives_it, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let first = town.resident(&app, "r0").await;
    let second = housemate(&app, first, "r1", Some(1962)).await;
    edit(&app, &town, event, json!({ "householdLimit": 3 })).await;
    going(&app, &town, first, event, 2).await;
    let two = json!({ "party": { "adults": 2 } });
    refused(
        &app,
        &town,
        second,
        event,
        two.clone(),
        &["HOUSEHOLD_LIMIT party"],
    )
    .await;
    assert_eq!(going(&app, &town, second, event, 1).await, "GOING");
    // Others have their own, and a lower limit takes nothing away.
    let other = town.resident(&app, "other").await;
    assert_eq!(going(&app, &town, other, event, 3).await, "GOING");
    edit(&app, &town, event, json!({ "householdLimit": 1 })).await;
    assert_eq!(states(&app, event, &[first, second]).await, [Going; 2]);
    assert_eq!(going(&app, &town, first, event, 2).await, "GOING");
    leave(&app, &town, second, event).await;
    refused(&app, &town, second, event, two, &["HOUSEHOLD_LIMIT party"]).await;
});

both_databases!(
    who_leaves_late_is_marked_and_may_leave_until_the_end,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 10).await;
        let people = town.residents(&app, 4).await;
        for who in &people[..3] {
            going(&app, &town, *who, event, 1).await;
        }
        respond(&app, &town, people[3], event, json!({ "status": "MAYBE" })).await;
        let starts = event_row(&app, event).await.starts_at;
        app.clock
            .set(starts - TimeDelta::hours(24) - TimeDelta::microseconds(1));
        leave(&app, &town, people[0], event).await;
        app.clock.set(starts - TimeDelta::hours(24));
        leave(&app, &town, people[1], event).await;
        // Answers are closed once the event begins; who sits there may still leave.
        app.clock.set(starts + TimeDelta::minutes(5));
        leave(&app, &town, people[2], event).await;
        leave(&app, &town, people[3], event).await;
        let mut rows = Vec::new();
        for who in &people {
            rows.push(rsvp_of(&app, event, *who).await.expect("an answer"));
        }
        let late: Vec<bool> = rows.iter().map(|row| row.withdrew_late).collect();
        assert_eq!(
            late,
            [false, true, true, false],
            "who held no seat is not late"
        );
        let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { withdrewLate } } }";
        for (who, seen) in [(town.organiser, json!(true)), (people[1], json!(true))] {
            let id = json!({ "id": *gid(&town, rows[1].id) });
            assert_eq!(
                app.run(Some(who), query, id).await.at("/node/withdrewLate"),
                &seen
            );
        }
    }
);
