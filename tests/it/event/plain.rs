//! The walk over plain data answers the same bytes as the library's own resolution.
//!
//! A selection that is written twice means the same as once, and the walk leaves it to the library:
//! a key occurs twice. So each feed is asked both ways.

use mulin_domain::event::CreateEvent;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, respond};
use crate::support::app::TestApp;

/// Events with and without all that a list can show of them.
async fn events(app: &TestApp, town: &Town) -> Vec<PersonId> {
    let people = town.residents(app, 4).await;
    let plan = Plan {
        capacity: Some(3),
        title: "百家宴 \"引号\" \\ \u{1F3EE}",
        ..Plan::default()
    };
    let full = town.event(app, plan).await.id;
    for person in &people {
        let answer = respond(&app.core, *person, full, Answer::Going, 1).await;
        answer.expect("an answer");
    }
    let terms = CreateEvent {
        kind: EventKind::ServiceDay,
        description: Some("第一行\n**第二行**\t<b>".to_owned()),
        time_zone: Some("Europe/Berlin".to_owned()),
        max_party: Some(2),
        rsvp_opens_at: Some("2026-11-21T08:00:30".to_owned()),
        rsvp_closes_at: Some("2026-11-28T12:00".to_owned()),
        ..town.gathering(app, "Tea")
    };
    town.publish(app, terms).await;
    let gone = town.make(app, town.gathering(app, "取消"), EventState::Cancelled);
    gone.await;
    let maybe = town.event(app, Plan::default()).await.id;
    respond(&app.core, people[0], maybe, Answer::Maybe, 2)
        .await
        .expect("an answer");
    people
}

/// Every plain field.
const EVERYTHING: &str = "__typename
    pageInfo { __typename hasNextPage hasPreviousPage startCursor endCursor }
    edges { __typename cursor node { title } }
    nodes {
        __typename id kind state visibility title description startsAt endsAt timeZone rsvpOpensAt
        rsvpClosesAt maxParty cancelReason version isOver
        viewerCan { __typename edit publish reschedule cancel editProgramme seeRsvps checkIn grantRoles
            respond }
        seats { __typename capacity taken free waitlisted }
        venue { __typename id name address position { __typename latitude longitude } seats stepFree
            accessibility version }
        viewerRsvp { __typename id state party { __typename adults children } note via answeredAt }
        attendees { __typename name partySize }
    }";

const SELECTIONS: [&str; 16] = [
    EVERYTHING,
    "nodes { title }",
    "edges { node { id } }",
    "pageInfo { endCursor }",
    // Aliases, also of one field under several names.
    "list: nodes { a: title b: title title c: seats { f: free t: taken } }",
    "nodes { title: id id: title }",
    "a: nodes { title } b: nodes { id attendees { name } } c: edges { d: node { e: version } }",
    // Fragments: named, within one another, inline with and without a type.
    "...Page",
    "nodes { ...Card ... on Event { version } ... { kind } }",
    "... on EventConnection { edges { ... { cursor ... on EventEdge { node { ...Card } } } } }",
    "nodes { ... on Node { id } ... on Event { title } }",
    "nodes { seats { ...Free ... on Seats { taken } } venue { ... on Venue { name } } }",
    // Skipped and included.
    "nodes { title @include(if: $yes) id @include(if: $no) kind @skip(if: $yes) }",
    "nodes { ... on Event @skip(if: $yes) { title } ...Card @include(if: $yes) version }
     edges @skip(if: $yes) { cursor } pageInfo @include(if: $no) { endCursor }",
    // Attendees, as many as a variable says, and differently in nodes and edges.
    "nodes { attendees(first: $n) { name } } edges { node { attendees(first: $n) { partySize } } }",
    "nodes { attendees(first: 1) { name } more: attendees(first: 3) { name } }
     edges { node { attendees { name } viewerRsvp { state } } }",
];

const FRAGMENTS: &str = "
    fragment Page on EventConnection { nodes { ...Card } pageInfo { endCursor } }
    fragment Card on Event { title seats { ...Free } venue { name } }
    fragment Free on Seats { free }";

/// A feed of this selection with the fragments and variables that it uses.
fn feed(selection: &str, args: &str) -> (String, Value) {
    let mut fragments = String::new();
    let wanted = |name: &str| selection.contains(&format!("...{name}"));
    for fragment in FRAGMENTS
        .split_inclusive('\n')
        .filter(|line| !line.trim().is_empty())
    {
        let name = fragment.split_whitespace().nth(1).expect("a name");
        let used = match name {
            "Page" => wanted("Page"),
            "Card" => wanted("Page") || wanted("Card"),
            _ => wanted("Page") || wanted("Card") || wanted("Free"),
        };
        if used {
            fragments += fragment;
        }
    }
    let (mut variables, mut definitions) = (json!({}), String::new());
    for (name, kind, value) in [
        ("yes", "Boolean!", json!(true)),
        ("no", "Boolean!", json!(false)),
        ("n", "Int!", json!(2)),
    ] {
        if selection.contains(&format!("${name})")) {
            definitions += &format!("${name}: {kind} ");
            variables[name] = value;
        }
    }
    let definitions = match definitions.is_empty() {
        true => String::new(),
        false => format!("({definitions})"),
    };
    let query = format!("query {definitions} {{ events{args} {{ {selection} }} }} {fragments}");
    (query, variables)
}

both_databases!(the_walk_and_the_library_give_the_same_bytes, |app| {
    let town = Town::found(&app).await;
    let people = events(&app, &town).await;
    let all = "(first: 3, filter: { states: [PUBLISHED, CANCELLED, DRAFT] })";
    for selection in SELECTIONS {
        for args in ["", all, "(last: 1)", "(filter: { text: \"没有\" })"] {
            for who in [None, Some(people[0]), Some(people[3]), Some(town.organiser)] {
                let (once, variables) = feed(selection, args);
                let walked = app.run(who, &once, variables.clone()).await;
                walked.data();
                let (twice, _) = feed(&format!("{selection} {selection}"), args);
                let resolved = app.run(who, &twice, variables).await;
                assert_eq!(walked.text, resolved.text, "{once}");
            }
        }
    }
});

both_databases!(
    a_field_that_has_to_be_resolved_changes_nothing_else,
    |app| {
        let town = Town::found(&app).await;
        let people = events(&app, &town).await;
        for field in [
            "reminders { before }",
            "roles { id }",
            "area { name }",
            "programme { id }",
        ] {
            let (walked, _) = feed(EVERYTHING, "");
            let (resolved, _) = feed(
                &EVERYTHING.replace("nodes {", &format!("nodes {{ {field}")),
                "",
            );
            let walked = app.run(Some(people[0]), &walked, json!({})).await;
            let resolved = app.run(Some(people[0]), &resolved, json!({})).await;
            let mut rest = resolved.data().clone();
            let name = field.split_whitespace().next().expect("a name");
            for node in rest["events"]["nodes"].as_array_mut().expect("a list") {
                let there = node.as_object_mut().expect("an object").remove(name);
                assert!(there.is_some(), "{name} was answered");
            }
            assert_eq!(walked.data(), &rest, "{name}");
        }
    }
);

both_databases!(a_key_that_occurs_twice_is_one_with_all_its_fields, |app| {
    let town = Town::found(&app).await;
    events(&app, &town).await;
    let query = "{ events(filter: { text: \"百家宴\" }) { nodes { title } nodes { seats { free } seats { taken } } \
                 ... on EventConnection { nodes { kind title } } } }";
    let answer = app.run(None, query, json!({})).await;
    let merged = r#"{"data":{"events":{"nodes":[{"title":"百家宴 \"引号\" \\ 🏮","seats":{"free":0,"taken":3},"kind":"FESTIVAL"}]}}}"#;
    assert_eq!(answer.text, merged);
    // Two that contradict each other are refused.
    let query = "{ events { nodes { title title: id } } }";
    let answer = app.run(None, query, json!({})).await;
    assert_eq!(answer.error_code(), "GRAPHQL_VALIDATION_FAILED");
});

both_databases!(what_cannot_be_selected_is_refused_as_ever, |app| {
    let town = Town::found(&app).await;
    events(&app, &town).await;
    for (query, code) in [
        (
            "{ events { nodes { nothing } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { seats } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { title { x } } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { title @include } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { ... on Venue { name } } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { ...Missing } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { title(loud: true) } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ events { nodes { attendees(first: 21) { name } } } }",
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = app.run(Some(town.admin), query, json!({})).await;
        let errors = answer.body["errors"].as_array().expect("errors");
        let codes = errors
            .iter()
            .all(|error| error["extensions"]["code"] == code);
        assert!(codes && !errors.is_empty(), "{query}: {:#}", answer.body);
    }
});
