//! `respondToEvent`

use mulin_entities::{EventId, PersonId};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

const RESPOND: &str = "mutation ($input: RespondToEventInput!) {
    respondToEvent(input: $input) {
        rsvp { id state party { adults children } note waitlistPosition }
        event { seats { capacity taken free waitlisted } }
        userErrors { __typename code message path
            ... on EventFullError { waitlistLength free } }
    }
}";

async fn respond(app: &TestApp, town: &Town, who: PersonId, event: EventId, more: Value) -> Answer {
    let mut input = json!({ "eventId": *gid(town, event), "status": "GOING" });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    app.run(Some(who), RESPOND, json!({ "input": input })).await
}

both_databases!(going_takes_seats_and_a_full_event_has_a_waitlist, |app| {
    let town = Town::found(&app).await;
    let event = town
        .event(
            &app,
            Plan {
                capacity: Some(3),
                ..Plan::default()
            },
        )
        .await
        .id;
    let people = town.residents(&app, 3).await;

    let party = json!({ "party": { "adults": 1, "children": 1 }, "note": " 带轮椅 " });
    let first = respond(&app, &town, people[0], event, party).await;
    let rsvp = first.at("/respondToEvent/rsvp");
    assert_eq!(rsvp["state"], "GOING");
    assert_eq!(rsvp["note"], "带轮椅");
    let seats = first.at("/respondToEvent/event/seats");
    assert_eq!(
        seats,
        &json!({ "capacity": 3, "taken": 2, "free": 1, "waitlisted": 0 })
    );

    let second = respond(
        &app,
        &town,
        people[1],
        event,
        json!({ "party": { "adults": 2 } }),
    )
    .await;
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

    let refused = json!({ "whenFull": "REFUSE", "party": { "adults": 3 } });
    let refused = respond(&app, &town, town.steward, event, refused).await;
    let error = refused.at("/respondToEvent/userErrors/0");
    assert_eq!(error["__typename"], "EventFullError");
    assert_eq!(
        (&error["waitlistLength"], &error["free"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(refused.at("/respondToEvent/rsvp"), &Value::Null);
});
