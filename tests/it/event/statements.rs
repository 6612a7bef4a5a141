//! No list asks once an object: with fifty rows as many statements run as with one.
//!
//! These tests run on one thread, where the objects of a list all ask before any is answered.

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use mulin_domain::place::{CreateVenue, create_venue};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::item;
use crate::factories::{Town, actor, area, gid, grant, in_shanghai, respond};
use crate::support::app::TestApp;

const ROWS: i64 = 50;

#[tokio::test]
async fn sqlite() {
    as_many_statements_for_fifty_rows_as_for_one(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn postgres() {
    if let Some(app) = TestApp::postgres().await {
        as_many_statements_for_fifty_rows_as_for_one(app).await;
    }
}

/// What is in the database, and who sees it all.
struct World {
    town: Town,
    events: Vec<EventId>,
    items: Vec<Value>,
    /// Answers of many people to one event.
    rsvps: Vec<RsvpId>,
    people: Vec<PersonId>,
    grants: Vec<RoleGrantId>,
}

async fn world(app: &TestApp) -> World {
    let (core, town) = (&app.core, Town::found(app).await);
    let festival = CreateEvent {
        kind: EventKind::Festival,
        ..town.gathering(app, "邻里文化节")
    };
    let festival = town.publish(app, festival).await.id;
    let organiser = actor(core, town.organiser).await;
    let (mut events, mut items, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..ROWS {
        let venue = CreateVenue {
            area_id: Ok(town.community.id),
            name: format!("场地{number}"),
            address: "桂花路".to_owned(),
            position: None,
            seats: None,
            step_free: true,
            accessibility: None,
        };
        let venue = create_venue(core, &organiser, venue, None).await;
        let starts_at = app.now() + TimeDelta::hours(number + 1);
        let below = area(core, Some(&town.community), AreaKind::Grid, &format!("网格{number}")).await;
        area(core, Some(&below), AreaKind::Unit, "邻").await;
        let input = CreateEvent {
            area_id: Ok(below.id),
            festival_id: Some(Ok(festival)),
            venue_id: Some(Ok(venue.expect("a venue can be made").id)),
            starts_at: in_shanghai(starts_at),
            ends_at: in_shanghai(starts_at + TimeDelta::hours(1)),
            capacity: Some(1),
            ..town.gathering(app, "茶话会")
        };
        let event = town.publish(app, input).await.id;
        items.push(item(app, &town, event).await);
        // One comes and one waits.
        for person in [town.steward, town.admin] {
            let answer = respond(core, person, event, Answer::Going, 1).await;
            answer.expect("an answer");
        }
        events.push(event);
        people.push(town.resident(app, &format!("p{number}")).await);
    }
    let (mut rsvps, mut grants) = (Vec::new(), Vec::new());
    for (number, person) in people.iter().enumerate() {
        let going = respond(core, *person, festival, Answer::Going, 1).await;
        rsvps.push(going.expect("an answer").id);
        if number > 0 {
            item(app, &town, festival).await;
        }
        let role = grant(core, *person, Role::Organiser, &town.unit).await;
        grants.push(role.id);
    }
    events.push(festival);
    World {
        town,
        events,
        items,
        rsvps,
        people,
        grants,
    }
}

/// Lists with all their fields that look something up, each in a part of its size. `$n` is how many.
const LISTS: [(&str, &str); 11] = [
    ("events", "query ($n: Int!) { events(first: $n) { nodes { title seats { free } \
        venue { name area { name parent { name } } } area { name parent { name } } \
        festival { title } viewerRsvp { state waitlistPosition respondent { name email } } \
        viewerCanManage attendees { name } reminders } } }"),
    ("events, again in another shape", "query ($n: Int!) { events(first: $n) { edges { node { \
        venue { name } viewerRsvp { state } attendees(first: 1) { name } } } \
        nodes { attendees(first: 2) { name } programme { title event { title } } } } }"),
    ("the answers of each", "query ($n: Int!) { events(first: $n) { nodes { rsvps(first: 2) { \
        nodes { state waitlistPosition respondent { name email phone } event { title } \
        person { name email household { building unit { name } } unit { name } } } } } } }"),
    ("answers", "query ($n: Int!, $event: ID!) { event(id: $event) { rsvps(first: $n) { nodes { \
        state waitlistPosition respondent { name email phone } event { title venue { name } } \
        person { name email phone household { building } unit { name } } } } } }"),
    ("one's own answers", "query ($n: Int!) { viewer { rsvps(first: $n) { nodes { state \
        waitlistPosition person { name } event { title venue { name } area { name } \
        attendees { name } } } } } }"),
    ("children", "query ($n: Int!, $area: ID!) { area(id: $area) { children(first: $n) { nodes { \
        name parent { name } } } } }"),
    ("grandchildren", "query ($n: Int!, $area: ID!) { area(id: $area) { children(first: $n) { \
        nodes { children(first: 1) { nodes { name parent { name } } } } } } }"),
    ("venues of children", "query ($n: Int!, $area: ID!) { area(id: $area) { children(first: $n) \
        { nodes { venues(first: 1) { nodes { name area { name } } } } } } }"),
    ("venues", "query ($n: Int!, $area: ID!) { area(id: $area) { venues(first: $n) { nodes { \
        name area { name parent { name } } } } } }"),
    ("programme", "query ($event: ID!) { event(id: $event) { programme { title \
        event { title } } } }"),
    ("roles", "{ viewer { roles { role area { name parent { name } } } } }"),
];

async fn as_many_statements_for_fifty_rows_as_for_one(mut app: TestApp) {
    let world = world(&app).await;
    let statements = app.record_statements();
    let town = &world.town;
    let count = async |who: PersonId, query: &str, variables: Value, rows: usize| {
        statements.take();
        let answer = app.run(Some(who), query, variables).await;
        answer.data();
        let text = &answer.text;
        assert!(text.matches("name\":").count() + text.matches("title\":").count() + 1 >= rows);
        statements.take().len()
    };
    // The first request reads the keys of tokens.
    count(town.admin, "{ cities { name } }", json!({}), 1).await;

    for (name, query) in &LISTS[..9] {
        let with = |n: i64| {
            let mut variables = json!({ "n": n });
            for (name, id) in [
                ("event", gid(town, *world.events.last().expect("events"))),
                ("area", gid(town, town.community.id)),
            ] {
                if query.contains(&format!("${name}:")) {
                    variables[name] = json!(*id);
                }
            }
            variables
        };
        let one = count(town.admin, query, with(1), 1).await;
        let fifty = count(town.admin, query, with(ROWS), 50).await;
        assert_eq!(fifty, one, "{name}");
        assert!(one > 1, "{name}: who asks, and what");
    }

    let programme = LISTS[9].1;
    let of = |event: EventId| json!({ "event": *gid(town, event) });
    let one = count(town.admin, programme, of(world.events[0]), 1).await;
    let last = world.events[world.events.len() - 1];
    let many = count(town.admin, programme, of(last), 49).await;
    assert_eq!(many, one, "programme");

    for person in &world.people[1..] {
        // Many roles of one person.
        let unit = area_of(&app, town, *person).await;
        grant(&app.core, world.people[0], Role::Steward, &unit).await;
    }
    let one = count(world.people[1], LISTS[10].1, json!({}), 1).await;
    let many = count(world.people[0], LISTS[10].1, json!({}), 50).await;
    assert_eq!(many, one, "roles");

    let ids = |list: Vec<String>| list;
    let objects: [(&str, Vec<String>); 6] = [
        ("... on Event { title venue { name } programme { title } }", ids(world.events.iter().map(|id| gid(town, *id).0).collect())),
        ("... on ProgrammeItem { title event { title } }", ids(world.items.iter().map(|id| id.as_str().expect("an id").to_owned()).collect())),
        ("... on Rsvp { state person { name } event { title } }", ids(world.rsvps.iter().map(|id| gid(town, *id).0).collect())),
        ("... on Person { name email unit { name } household { building } }", ids(world.people.iter().map(|id| gid(town, *id).0).collect())),
        ("... on RoleGrant { role person { name } area { name } }", ids(world.grants.iter().map(|id| gid(town, *id).0).collect())),
        ("... on Area { name parent { name } }", ids(vec![gid(town, town.unit.id).0; 50])),
    ];
    for (fields, ids) in objects {
        let query = format!("query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}");
        let one = count(town.admin, &query, json!({ "ids": ids[..1] }), 1).await;
        let fifty = count(town.admin, &query, json!({ "ids": ids[..50] }), 50).await;
        assert_eq!(fifty, one, "{fields}");
    }
}

/// Some area of the town for a role.
async fn area_of(app: &TestApp, town: &Town, _person: PersonId) -> area::Model {
    area(&app.core, Some(&town.community), AreaKind::Grid, "又一网格").await
}
