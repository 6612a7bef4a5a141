//! No list asks once an object: with fifty rows each field of a query costs one statement at most.
//!
//! Exact numbers are not compared: whether two fields that read the same table share a statement
//! depends on which of their parents the database answers first.

use chrono::TimeDelta;
use mulin::graphql::id::GlobalId;
use mulin_domain::Core;
use mulin_domain::event::CreateEvent;
use mulin_domain::place::{CreateVenue, create_venue, store};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::item;
use crate::factories::{Town, actor, agrees, area, gid, grant, in_shanghai, noted, respond};
use crate::support::app::TestApp;

const ROWS: usize = 50;

#[tokio::test]
async fn sqlite() {
    no_more_statements_than_fields(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn postgres() {
    if let Some(app) = TestApp::postgres().await {
        no_more_statements_than_fields(app).await;
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
    areas: Vec<AreaId>,
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
    let mut areas = Vec::new();
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
        let starts_at = app.now() + TimeDelta::minutes(61 + number as i64);
        let below = area(
            core,
            Some(&town.community),
            AreaKind::Grid,
            &format!("网格{number}"),
        )
        .await;
        areas.push(area(core, Some(&below), AreaKind::Unit, "邻").await.id);
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
    for person in &people {
        agrees(app, *person, ConsentPurpose::ActOnBehalf).await;
        noted(app, town.steward, *person, ConsentPurpose::Photos).await;
        let going = respond(core, *person, festival, Answer::Going, 1).await;
        rsvps.push(going.expect("an answer").id);
        item(app, &town, festival).await;
        let role = grant(core, *person, Role::Organiser, &town.unit).await;
        grants.push(role.id);
    }
    // The first of them holds fifty roles, the others one each.
    for area in &areas[1..] {
        let area = area_row(core, *area).await;
        grant(core, people[0], Role::Steward, &area).await;
    }
    events.push(festival);
    World {
        town,
        events,
        items,
        rsvps,
        people,
        grants,
        areas,
    }
}

async fn area_row(core: &Core, id: AreaId) -> area::Model {
    let row = store::area(core.db().reader(), id).await;
    row.expect("the table is read").expect("the area is there")
}

/// Lists with all fields that look something up, and where they stand in the answer. `$n` is how
/// many are wanted.
const LISTS: [(&str, &str); 12] = [
    (
        "/events/nodes",
        "query ($n: Int!) { events(first: $n) { nodes { title seats { free } \
         venue { name area { name parent { name } } } area { name parent { name } } \
         festival { title } viewerRsvp { state waitlistPosition respondent { name email } } \
         viewerCan { edit respond } roles { name person { name } } attendees { name } reminders { before } } } }",
    ),
    (
        "/events/nodes",
        "query ($n: Int!) { events(first: $n) { nodes { lunarDate { text } dayHint { kind } } } }",
    ),
    (
        "/events/edges",
        "query ($n: Int!) { events(first: $n) { edges { node { venue { name } \
         viewerRsvp { state } attendees(first: 1) { name } } } \
         nodes { attendees(first: 2) { name } programme { title event { title } } } } }",
    ),
    (
        "/events/nodes",
        "query ($n: Int!) { events(first: $n) { nodes { rsvps(first: 2) { nodes { state \
         waitlistPosition respondent { name email phone } event { title } person { name email \
         household { building unit { name } } unit { name } } } } } } }",
    ),
    (
        "/event/rsvps/nodes",
        "query ($n: Int!, $event: ID!) { event(id: $event) { rsvps(first: $n) { nodes { state \
         waitlistPosition respondent { name email phone } event { title venue { name } } \
         person { name email phone household { building } unit { name } } } } } }",
    ),
    (
        "/viewer/rsvps/nodes",
        "query ($n: Int!) { viewer { rsvps(first: $n) { nodes { state waitlistPosition \
         person { name } event { title venue { name } area { name } attendees { name } } } } } }",
    ),
    (
        "/area/children/nodes",
        "query ($n: Int!, $area: ID!) { area(id: $area) { children(first: $n) { nodes { name \
         parent { name } } } } }",
    ),
    (
        "/area/children/nodes",
        "query ($n: Int!, $area: ID!) { area(id: $area) { children(first: $n) { nodes { \
         children(first: 1) { nodes { name parent { name } } } } } } }",
    ),
    (
        "/area/children/nodes",
        "query ($n: Int!, $area: ID!) { area(id: $area) { children(first: $n) { nodes { \
         venues(first: 1) { nodes { name area { name } viewerCan { edit } } } } } } }",
    ),
    (
        "/viewer/actsFor/nodes",
        "query ($n: Int!) { viewer { actsFor(first: $n) { nodes { name unit { name } \
         rsvps(first: 1) { nodes { state answeredBy { name } event { title } } } \
         consents(first: 1) { nodes { purpose givenBy { name } evidence \
         viewerCan { confirm withdraw } person { name } } } } } } }",
    ),
    (
        "/area/consentsToConfirm/nodes",
        "query ($n: Int!, $area: ID!) { area(id: $area) { consentsToConfirm(first: $n) { nodes { \
         purpose givenBy { name } evidence viewerCan { confirm withdraw } \
         person { name unit { name } } } } } }",
    ),
    (
        "/area/venues/nodes",
        "query ($n: Int!, $area: ID!) { area(id: $area) { venues(first: $n) { nodes { name \
         area { name parent { name } } } } } }",
    ),
];

/// How many fields a query names, with the statement that reads the actor's roles.
fn most(query: &str) -> usize {
    let (mut depth, mut fields) = (0_i32, String::new());
    for character in query.chars() {
        depth += i32::from(character == '(') - i32::from(character == ')');
        if depth == 0 && character != ')' {
            fields.push(character);
        }
    }
    let word = |word: &&str| word.starts_with(|first: char| first.is_ascii_lowercase());
    fields.split_whitespace().filter(word).count()
}

async fn no_more_statements_than_fields(mut app: TestApp) {
    let world = world(&app).await;
    let (statements, town) = (app.record_statements(), &world.town);
    // Asks for a list of so many, and holds the statements that it took to the fields it has.
    let count = async |query: &str, list: &str, variables: Value, who: PersonId, rows: usize| {
        statements.take();
        let answer = app.run(Some(who), query, variables).await;
        assert_eq!(
            answer.at(list).as_array().map(Vec::len),
            Some(rows),
            "{query}"
        );
        let ran = statements.take().len();
        assert!(ran > 1, "who asks, and for what: {query}");
        let most = most(query);
        assert!(ran <= most && most < ROWS, "{ran} of {most}: {query}");
    };
    let admin = town.admin;
    // The first request reads the keys of tokens.
    app.run(Some(admin), "{ viewer { person { name } } }", json!({}))
        .await
        .data();

    let festival = *world.events.last().expect("the festival");
    for (list, query) in LISTS {
        let variables = |n: usize| {
            let mut variables = json!({ "n": n });
            if query.contains("$event:") {
                variables["event"] = json!(*gid(town, festival));
            } else if query.contains("$area:") {
                variables["area"] = json!(*gid(town, town.community.id));
            }
            variables
        };
        count(query, list, variables(1), admin, 1).await;
        count(query, list, variables(ROWS), admin, ROWS).await;
    }

    let programme = "query ($event: ID!) { event(id: $event) { programme { title \
                     event { title } } } }";
    let of = |event: EventId| json!({ "event": *gid(town, event) });
    let list = "/event/programme";
    count(programme, list, of(world.events[0]), admin, 1).await;
    count(programme, list, of(festival), admin, ROWS).await;

    let roles = "{ viewer { roles { role area { name parent { name } } } } }";
    let list = "/viewer/roles";
    count(roles, list, json!({}), world.people[1], 1).await;
    count(roles, list, json!({}), world.people[0], ROWS).await;

    for (fields, ids) in world.objects() {
        let query = format!("query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}");
        count(&query, "/nodes", json!({ "ids": ids[..1] }), admin, 1).await;
        let ids = json!({ "ids": ids[..ROWS] });
        count(&query, "/nodes", ids, admin, ROWS).await;
    }
}

impl World {
    /// Ids of objects of each type, with fields that look something up.
    fn objects(&self) -> [(&'static str, Vec<Value>); 6] {
        fn ids<T: GlobalId>(town: &Town, ids: &[T]) -> Vec<Value> {
            ids.iter().map(|id| json!(*gid(town, *id))).collect()
        }
        let town = &self.town;
        [
            (
                "... on Event { title venue { name } programme { title } }",
                ids(town, &self.events),
            ),
            (
                "... on ProgrammeItem { title event { title } }",
                self.items.clone(),
            ),
            (
                "... on Rsvp { state note respondent { email } viewerCan { change withdraw } \
                 person { name } event { title } }",
                ids(town, &self.rsvps),
            ),
            (
                "... on Person { name email viewerCan { edit move actFor erase } unit { name } \
                 household { building } }",
                ids(town, &self.people),
            ),
            (
                "... on RoleGrant { role person { name } area { name } }",
                ids(town, &self.grants),
            ),
            (
                "... on Area { name parent { name } teams(first: 1) { nodes { name leads { name } } } \
                 grants(first: 1) { nodes { role person { name } } } viewerCan { edit } }",
                ids(town, &self.areas),
            ),
        ]
    }
}
