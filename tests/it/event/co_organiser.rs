//! What a co-organiser may do: everything with this event but give parts in it, and nothing with
//! another.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{about, appoint, item};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, in_shanghai, respond};
use crate::support::app::TestApp;

/// What those who run an event do with it, in an order in which all of it can be done.
fn commands(app: &TestApp, town: &Town, event: EventId) -> Vec<(&'static str, Value)> {
    let starts = app.now() + TimeDelta::days(9);
    let (starts, ends) = (
        in_shanghai(starts),
        in_shanghai(starts + TimeDelta::hours(3)),
    );
    let of = |more: Value| about(town, event, more);
    vec![
        ("updateEvent", of(json!({ "title": "灯会" }))),
        ("publishEvent", of(json!({}))),
        (
            "rescheduleEvent",
            of(json!({ "startsAt": starts, "endsAt": ends })),
        ),
        (
            "setEventReminders",
            of(json!({ "reminders": [{ "before": "PT3H" }] })),
        ),
        (
            "addProgrammeItem",
            of(json!({ "title": "舞狮", "startsAfter": "PT40M", "duration": "PT10M" })),
        ),
        ("cancelEvent", of(json!({ "reason": "下雨" }))),
    ]
}

fn draft(title: &'static str) -> Plan {
    Plan {
        title,
        published: false,
        ..Plan::default()
    }
}

both_databases!(a_co_organiser_does_everything_with_the_event, |app| {
    let town = Town::found(&app).await;
    let (own, other) = (
        town.event(&app, draft("茶话会")).await.id,
        town.event(&app, draft("棋会")).await.id,
    );
    let person = town.resident(&app, "lan").await;
    appoint(&app, &town, own, person, "CO_ORGANISER").await;
    for (mutation, input) in commands(&app, &town, other) {
        let told = app
            .refusals(person, mutation, object(mutation), input)
            .await;
        assert_eq!(told, ["NOT_FOUND eventId"], "{mutation}");
    }
    for (mutation, input) in commands(&app, &town, own) {
        let selection = format!("{} {{ id }}", object(mutation));
        let answer = app.mutate(Some(person), mutation, &selection, input).await;
        assert_eq!(answer.refusals(mutation), [""; 0], "{mutation}");
    }
    let row = json!({ "id": *gid(&town, own) });
    let query = "query ($id: ID!) { event(id: $id) { state title reminders { before } } }";
    let done = app.run(Some(person), query, row).await;
    let expected =
        json!({ "state": "CANCELLED", "title": "灯会", "reminders": [{ "before": "PT3H" }] });
    assert_eq!(done.at("/event"), &expected);
});

fn object(mutation: &str) -> &'static str {
    if mutation == "addProgrammeItem" {
        "item"
    } else {
        "event"
    }
}

both_databases!(items_too_but_no_new_events_and_no_parts, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let person = town.resident(&app, "lan").await;
    appoint(&app, &town, event, person, "CO_ORGANISER").await;
    let dance = item(&app, &town, event).await;
    let edit = json!({ "itemId": dance, "title": "合唱" });
    let answer = app
        .mutate(Some(person), "updateProgrammeItem", "item { title }", edit)
        .await;
    assert_eq!(answer.at("/updateProgrammeItem/item/title"), "合唱");
    let remove = json!({ "itemId": dance });
    let answer = app
        .mutate(Some(person), "removeProgrammeItem", "event { id }", remove)
        .await;
    assert!(answer.refusals("removeProgrammeItem").is_empty());

    let forbidden = [(Some(person), "FORBIDDEN")];
    let part = json!({ "personId": *gid(&town, town.steward), "role": "CO_ORGANISER" });
    let part = about(&town, event, part);
    app.denied("grantEventRole", "grant", &part, &forbidden)
        .await;
    let create = json!({
        "areaId": *gid(&town, town.community.id), "kind": "GATHERING", "title": "茶会",
        "startsAt": "2027-02-20T18:30", "endsAt": "2027-02-20T20:00",
    });
    app.denied("createEvent", "event", &create, &forbidden)
        .await;
});

both_databases!(they_see_who_answers_and_how_to_reach_them, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    appoint(&app, &town, event, people[0], "CO_ORGANISER").await;
    let answer = respond(&app.core, people[1], event, Answer::Going, 2).await;
    answer.expect("an answer is taken");
    let query = "query ($id: ID!) { event(id: $id) { rsvps { nodes { state \
                 respondent { name email } } } attendees { name } } }";
    let seen = app
        .run(Some(people[0]), query, json!({ "id": *gid(&town, event) }))
        .await;
    let expected = json!({
        "rsvps": { "nodes": [{
            "state": "GOING", "respondent": { "name": "r1", "email": "r1@example.org" },
        }] },
        "attendees": [{ "name": "r1" }],
    });
    assert_eq!(seen.at("/event"), &expected);
});

both_databases!(a_festival_takes_the_events_of_those_who_run_it, |app| {
    let town = Town::found(&app).await;
    let festival = mulin_domain::event::CreateEvent {
        area_id: Ok(town.city.id),
        kind: EventKind::Festival,
        ..town.gathering(&app, "邻里文化节")
    };
    let festival = town.publish(&app, festival).await.id;
    let create = json!({
        "areaId": *gid(&town, town.community.id), "kind": "GATHERING", "title": "茶会",
        "startsAt": "2027-02-20T18:30", "endsAt": "2027-02-20T20:00",
        "festivalId": *gid(&town, festival),
    });
    let own = town.event(&app, Plan::default()).await.id;
    let group = about(&town, own, json!({ "festivalId": *gid(&town, festival) }));
    // Public as it is, the city's festival is not the community's to fill.
    for (mutation, input) in [("createEvent", &create), ("updateEvent", &group)] {
        let told = app
            .refusals(town.organiser, mutation, "event", input.clone())
            .await;
        assert_eq!(told, ["OF_OTHERS festivalId"], "{mutation}");
    }
    appoint(&app, &town, festival, town.organiser, "CO_ORGANISER").await;
    for (mutation, input) in [("createEvent", &create), ("updateEvent", &group)] {
        let who = Some(town.organiser);
        let answer = app
            .mutate(who, mutation, "event { festival { id } }", input.clone())
            .await;
        let grouped = answer.at(&format!("/{mutation}/event/festival/id"));
        assert_eq!(grouped, &**gid(&town, festival), "{mutation}");
    }
    // An event that is in it stays there, whoever edits the event.
    let later = town.resident(&app, "later").await;
    appoint(&app, &town, own, later, "CO_ORGANISER").await;
    let answer = app
        .mutate(Some(later), "updateEvent", "event { version }", group)
        .await;
    assert!(answer.refusals("updateEvent").is_empty());
});
