//! What a helper at check-in sees and may do: who comes, and no more.

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{about, appoint};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond};
use crate::support::app::TestApp;

const RSVPS: &str = "query ($id: ID!) { event(id: $id) { rsvps { nodes { id state note via \
    waitlistPosition party { adults children } respondent { name email phone } person { id } \
    viewerCan { change withdraw } } } attendees { name } } }";

async fn stage(app: &TestApp, plan: Plan) -> (Town, EventId, Vec<PersonId>) {
    let town = Town::found(app).await;
    let event = town.event(app, plan).await.id;
    let people = vec![
        town.resident(app, "helper").await,
        town.resident(app, "王小梅").await,
        town.resident(app, "李雷").await,
    ];
    appoint(app, &town, event, people[0], "CHECK_IN_HELPER").await;
    (town, event, people)
}

both_databases!(names_parties_and_states_without_contacts_and_notes, |app| {
    let plan = Plan {
        capacity: Some(2),
        ..Plan::default()
    };
    let (town, event, people) = stage(&app, plan).await;
    let noted = json!({
        "status": "GOING", "note": "带轮椅", "party": { "adults": 1, "children": 1 },
    });
    let noted = about(&town, event, noted);
    app.mutate(Some(people[1]), "respondToEvent", "rsvp { id }", noted)
        .await
        .data();
    let waits = respond(&app.core, people[2], event, Answer::Going, 1).await;
    waits.expect("an answer is taken");
    let id = json!({ "id": *gid(&town, event) });
    let seen = app.run(Some(people[0]), RSVPS, id.clone()).await;
    let nobody = json!({ "change": false, "withdraw": false });
    let nodes = seen.at("/event/rsvps/nodes");
    let expected = json!([
        {
            "id": nodes[0]["id"], "state": "GOING", "note": null, "via": "APP",
            "waitlistPosition": null, "party": { "adults": 1, "children": 1 }, "person": null,
            "respondent": { "name": "王小梅", "email": null, "phone": null }, "viewerCan": nobody,
        },
        {
            "id": nodes[1]["id"], "state": "WAITLISTED", "note": null, "via": "APP",
            "waitlistPosition": 1, "party": { "adults": 1, "children": 0 }, "person": null,
            "respondent": { "name": "李雷", "email": null, "phone": null }, "viewerCan": nobody,
        },
    ]);
    assert_eq!(nodes, &expected);
    assert_eq!(seen.at("/event/attendees"), &json!([{ "name": "王小梅" }]));
    assert!(!seen.text.contains("轮椅") && !seen.text.contains("example.org"));

    // By its id an answer shows no more; the person and the organiser see it whole.
    let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { note respondent { email } } } }";
    let one = json!({ "id": nodes[0]["id"] });
    let hidden = app.run(Some(people[0]), query, one.clone()).await;
    let bare = json!({ "note": null, "respondent": { "email": null } });
    assert_eq!(hidden.at("/node"), &bare);
    for who in [people[1], town.organiser] {
        let whole = app.run(Some(who), query, one.clone()).await;
        let all = json!({ "note": "带轮椅", "respondent": { "email": "王小梅@example.org" } });
        assert_eq!(whole.at("/node"), &all);
    }
});

both_databases!(a_helper_changes_nothing, |app| {
    let (town, event, people) = stage(&app, Plan::default()).await;
    let forbidden = [(Some(people[0]), "FORBIDDEN")];
    let of = |more: Value| about(&town, event, more);
    let part = json!({ "personId": *gid(&town, people[1]), "role": "CHECK_IN_HELPER" });
    for (mutation, object, input) in [
        ("updateEvent", "event", of(json!({ "title": "灯会" }))),
        ("publishEvent", "event", of(json!({}))),
        (
            "rescheduleEvent",
            "event",
            of(json!({ "startsAt": "2027-02-20T18:30", "endsAt": "2027-02-20T20:00" })),
        ),
        ("setEventReminders", "event", of(json!({ "reminders": [] }))),
        ("cancelEvent", "event", of(json!({}))),
        (
            "addProgrammeItem",
            "item",
            of(json!({ "title": "舞狮", "startsAfter": "PT40M", "duration": "PT10M" })),
        ),
        ("grantEventRole", "grant", of(part)),
    ] {
        app.denied(mutation, object, &input, &forbidden).await;
    }
    let going = respond(&app.core, people[1], event, Answer::Going, 1).await;
    let going = going.expect("an answer is taken").id;
    let withdraw = json!({ "rsvpId": *gid(&town, going) });
    let told = app
        .refusals(people[0], "withdrawRsvp", "rsvp", withdraw)
        .await;
    assert!(!told.is_empty());
});

both_databases!(a_helper_sees_their_event_once_it_is_published, |app| {
    let (town, draft, people) = stage(
        &app,
        Plan {
            visibility: Visibility::Invited,
            published: false,
            ..Plan::default()
        },
    )
    .await;
    let other = Plan {
        visibility: Visibility::Invited,
        ..Plan::default()
    };
    let other = town.event(&app, other).await.id;
    let query = "query ($id: ID!) { event(id: $id) { title rsvps { nodes { id } } } \
                 events { nodes { id } } }";
    let seen = async |event| {
        let answer = app
            .run(Some(people[0]), query, json!({ "id": *gid(&town, event) }))
            .await;
        (
            answer.at("/event").clone(),
            answer.at("/events/nodes").clone(),
        )
    };
    assert_eq!(seen(draft).await, (Value::Null, json!([])));
    let publish = about(&town, draft, json!({}));
    app.mutate(
        Some(town.organiser),
        "publishEvent",
        "event { id }",
        publish,
    )
    .await
    .data();
    let listed = json!([{ "id": *gid(&town, draft) }]);
    let shown = json!({ "title": "元宵灯会", "rsvps": { "nodes": [] } });
    assert_eq!(seen(draft).await, (shown, listed.clone()));
    assert_eq!(seen(other).await, (Value::Null, listed));
});
