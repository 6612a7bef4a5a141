//! `events`: pages by start, forwards and backwards.

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, in_shanghai};
use crate::support::app::TestApp;

const PAGE: &str = "query ($filter: EventFilter, $first: Int, $after: String, $last: Int, \
    $before: String) { events(filter: $filter, first: $first, after: $after, last: $last, \
    before: $before) { edges { cursor node { id } } nodes { id startsAt } \
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }";

/// Nine events, five of which start at the same time.
async fn events(app: &TestApp, town: &Town) {
    for days in [5, 3, 3, 9, 3, 3, 1, 3, 7] {
        let starts_at = app.now() + TimeDelta::days(days);
        let input = CreateEvent {
            starts_at: in_shanghai(starts_at),
            ends_at: in_shanghai(starts_at + TimeDelta::hours(1)),
            ..town.gathering(app, "茶话会")
        };
        town.publish(app, input).await;
    }
}

async fn page(app: &TestApp, args: Value) -> Value {
    let answer = app.run(None, PAGE, args).await;
    let page = answer.at("/events").clone();
    let edges = page["edges"].as_array().expect("a list");
    let ids = |list: &Value| -> Vec<Value> {
        let list = list.as_array().expect("a list");
        list.iter().map(|node| node["id"].clone()).collect()
    };
    let nodes: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
    assert_eq!(ids(&json!(nodes)), ids(&page["nodes"]));
    let cursor = |edge: Option<&Value>| edge.map_or(Value::Null, |edge| edge["cursor"].clone());
    assert_eq!(page["pageInfo"]["startCursor"], cursor(edges.first()));
    assert_eq!(page["pageInfo"]["endCursor"], cursor(edges.last()));
    page
}

fn nodes(page: &Value) -> Vec<Value> {
    page["nodes"].as_array().expect("a list").clone()
}

both_databases!(pages_join_up_over_events_that_start_together, |app| {
    let town = Town::found(&app).await;
    events(&app, &town).await;
    // The list of all events and that of an area come from different indexes.
    for filter in [
        json!({}),
        json!({ "areaId": *gid(&town, town.community.id) }),
    ] {
        let all = nodes(&page(&app, json!({ "filter": filter })).await);
        let order: Vec<(&str, mulin_entities::EventId)> = all
            .iter()
            .map(|node| {
                let start = node["startsAt"].as_str().expect("a time");
                let id = crate::support::mutation::key(&node["id"]);
                (start, mulin_entities::EventId(id))
            })
            .collect();
        assert_eq!(order.len(), 9);
        assert!(order.is_sorted(), "by start, then by key");

        for size in [1, 2, 3, 4, 9, 100] {
            let (mut forwards, mut after) = (Vec::new(), Value::Null);
            loop {
                let args = json!({ "filter": filter, "first": size, "after": after });
                let page = page(&app, args).await;
                assert_eq!(page["pageInfo"]["hasPreviousPage"], !forwards.is_empty());
                forwards.extend(nodes(&page));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                assert_eq!(nodes(&page).len(), size, "a full page");
            }
            assert_eq!(forwards, all, "by {size}");

            let (mut backwards, mut before) = (Vec::new(), Value::Null);
            loop {
                let args = json!({ "filter": filter, "last": size, "before": before });
                let page = page(&app, args).await;
                assert_eq!(page["pageInfo"]["hasNextPage"], !backwards.is_empty());
                backwards.splice(..0, nodes(&page));
                before = page["pageInfo"]["startCursor"].clone();
                if page["pageInfo"]["hasPreviousPage"] == false {
                    break;
                }
            }
            assert_eq!(backwards, all, "backwards by {size}");
        }
    }
});

both_databases!(a_page_lies_between_two_cursors, |app| {
    let town = Town::found(&app).await;
    events(&app, &town).await;
    let all = page(&app, json!({})).await;
    let (listed, edges) = (
        nodes(&all),
        all["edges"].as_array().expect("a list").clone(),
    );
    let (after, before) = (&edges[1]["cursor"], &edges[6]["cursor"]);
    let between = page(&app, json!({ "after": after, "before": before })).await;
    assert_eq!(nodes(&between), listed[2..6]);
    let first = json!({ "after": after, "before": before, "first": 2 });
    assert_eq!(nodes(&page(&app, first).await), listed[2..4]);
    let last = json!({ "after": after, "before": before, "last": 2 });
    assert_eq!(nodes(&page(&app, last).await), listed[4..6]);
    let nothing = page(&app, json!({ "after": before, "before": after })).await;
    assert_eq!(nodes(&nothing), [Value::Null; 0]);

    let none = page(&app, json!({ "filter": { "text": "灯会" } })).await;
    let info = json!({
        "startCursor": null, "endCursor": null, "hasNextPage": false, "hasPreviousPage": false,
    });
    assert_eq!(none["pageInfo"], info);
});

both_databases!(twenty_if_nothing_is_said, |app| {
    let town = Town::found(&app).await;
    for _ in 0..21 {
        town.publish(&app, town.gathering(&app, "茶话会")).await;
    }
    let usual = page(&app, json!({})).await;
    assert_eq!(nodes(&usual).len(), 20);
    assert_eq!(usual["pageInfo"]["hasNextPage"], true);
});

both_databases!(pages_of_nonsense_are_refused, |app| {
    let town = Town::found(&app).await;
    events(&app, &town).await;
    let areas = app
        .run(
            None,
            "query ($id: ID!) { area(id: $id) { children { pageInfo { endCursor } } } }",
            json!({ "id": *gid(&town, town.city.id) }),
        )
        .await;
    let of_another_list = areas.at("/area/children/pageInfo/endCursor").clone();
    let cursor = page(&app, json!({ "first": 1 })).await["pageInfo"]["endCursor"].clone();
    let cut = &cursor.as_str().expect("a cursor")[..20];
    let both = "Give first or last, not both.";
    for (args, message) in [
        (
            json!({ "first": 0 }),
            "first is 0; it must be from 1 to 100.",
        ),
        (
            json!({ "first": 101 }),
            "first is 101; it must be from 1 to 100.",
        ),
        (
            json!({ "first": -1 }),
            "first is -1; it must be from 1 to 100.",
        ),
        (json!({ "last": 0 }), "last is 0; it must be from 1 to 100."),
        (
            json!({ "last": 101 }),
            "last is 101; it must be from 1 to 100.",
        ),
        (json!({ "first": 1, "last": 1 }), both),
        (
            json!({ "after": "" }),
            "after is not a cursor of this list.",
        ),
        (
            json!({ "after": "会" }),
            "after is not a cursor of this list.",
        ),
        (
            json!({ "after": cut }),
            "after is not a cursor of this list.",
        ),
        (
            json!({ "after": of_another_list }),
            "after is not a cursor of this list.",
        ),
        (
            json!({ "before": "MQ" }),
            "before is not a cursor of this list.",
        ),
    ] {
        let answer = app.run(None, PAGE, args.clone()).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{args}");
        assert_eq!(answer.body["errors"][0]["message"], message, "{args}");
    }
});
