//! `cities`, `area` with its children and venues, `venue`.

use mulin_domain::place::{CreateVenue, create_venue};
use mulin_entities::{AreaKind, PersonId};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, actor, area, gid, unknown};
use crate::support::app::TestApp;

/// Names of a list.
fn names(nodes: &Value) -> Vec<&str> {
    let nodes = nodes.as_array().expect("a list");
    nodes
        .iter()
        .map(|node| node["name"].as_str().expect("a name"))
        .collect()
}

async fn named_venue(app: &TestApp, town: &Town, name: &str) {
    let input = CreateVenue {
        area_id: Ok(town.community.id),
        name: name.to_owned(),
        address: "桂花路1号".to_owned(),
        position: None,
        seats: None,
        step_free: false,
        accessibility: None,
    };
    create_venue(
        &app.core,
        &actor(&app.core, town.organiser).await,
        input,
        None,
    )
    .await
    .expect("a venue can be made");
}

both_databases!(everybody_finds_their_area_from_the_cities_down, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "安宁市").await;
    let query = "{ cities { id name kind parent { id } } }";
    let answer = app.run(None, query, json!({})).await;
    let city = |town: &Town| json!({ "id": *gid(town, town.city.id), "name": town.city.name, "kind": "CITY", "parent": null });
    assert_eq!(answer.at("/cities"), &json!([city(&other), city(&town)]));

    let query = "query ($id: ID!) { area(id: $id) { children { nodes { name kind parent { id } \
                 children { nodes { name } } } } venues { nodes { name area { name } } } } }";
    let id = |id| json!({ "id": *gid(&town, id) });
    let city = app.run(None, query, id(town.city.id)).await;
    assert_eq!(
        city.at("/area/children/nodes"),
        &json!([{
            "name": "澄湖街道", "kind": "STREET", "parent": { "id": *gid(&town, town.city.id) },
            "children": { "nodes": [{ "name": "桂花社区" }] },
        }])
    );
    let community = app.run(None, query, id(town.community.id)).await;
    assert_eq!(
        community.at("/area/venues/nodes"),
        &json!([{ "name": "邻里中心", "area": { "name": "桂花社区" } }])
    );
    let unit = app.run(None, query, id(town.unit.id)).await;
    let nothing = json!({ "children": { "nodes": [] }, "venues": { "nodes": [] } });
    assert_eq!(unit.at("/area"), &nothing);
});

both_databases!(what_is_not_there_is_null, |app| {
    let town = Town::found(&app).await;
    let query =
        "query ($area: ID!, $venue: ID!) { area(id: $area) { id } venue(id: $venue) { id } }";
    for (area, venue) in [
        (&*unknown::<mulin_entities::AreaId>(&town), "venue_x"),
        (&gid(&town, town.venue.id), &*gid(&town, town.unit.id)),
        (&gid(&town, PersonId(town.unit.id.0)), ""),
    ] {
        let answer = app
            .run(None, query, json!({ "area": **area, "venue": venue }))
            .await;
        assert_eq!(answer.data(), &json!({ "area": null, "venue": null }));
    }
});

both_databases!(venues_and_children_come_in_pages_by_name, |app| {
    let town = Town::found(&app).await;
    // Some of one name, which the key then orders.
    for name in ["丙", "甲", "甲", "乙", "甲"] {
        named_venue(&app, &town, name).await;
        area(&app.core, Some(&town.community), AreaKind::Grid, name).await;
    }
    let query = "query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
        area(id: $id) {
            children(first: $first, after: $after, last: $last, before: $before) {
                edges { cursor node { id name } } nodes { id name }
                pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
            }
            venues(first: $first, after: $after, last: $last, before: $before) {
                edges { cursor node { id name } } nodes { id name }
                pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
            }
        }
    }";
    for list in ["children", "venues"] {
        let page = async |mut args: Value| {
            args["id"] = json!(*gid(&town, town.community.id));
            let answer = app.run(None, query, args).await;
            let page = answer.at(&format!("/area/{list}")).clone();
            let edges = page["edges"].as_array().expect("a list");
            let nodes: Vec<&Value> = edges.iter().map(|edge| &edge["node"]).collect();
            assert_eq!(json!(nodes), page["nodes"]);
            page
        };
        let all = page(json!({})).await["nodes"].clone();
        let mut sorted = names(&all);
        sorted.sort_unstable();
        assert_eq!((names(&all), sorted.len()), (sorted, 6), "by name");

        let (mut forwards, mut after) = (Vec::new(), Value::Null);
        for number in 0..3 {
            let page = page(json!({ "first": 2, "after": after })).await;
            let (next, previous) = (number < 2, number > 0);
            assert_eq!(page["pageInfo"]["hasNextPage"], next);
            assert_eq!(page["pageInfo"]["hasPreviousPage"], previous);
            forwards.extend(page["nodes"].as_array().expect("a list").clone());
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(json!(forwards), all);

        let (mut backwards, mut before) = (Vec::new(), Value::Null);
        for _ in 0..3 {
            let page = page(json!({ "last": 2, "before": before })).await;
            let mut nodes = page["nodes"].as_array().expect("a list").clone();
            nodes.extend(backwards);
            backwards = nodes;
            before = page["pageInfo"]["startCursor"].clone();
        }
        assert_eq!(json!(backwards), all);
    }
    for (args, message) in [
        ("first: 0", "first is 0; it must be from 1 to 100."),
        ("last: 101", "last is 101; it must be from 1 to 100."),
        ("first: 1, last: 1", "Give first or last, not both."),
        ("after: \"?\"", "after is not a cursor of this list."),
    ] {
        let id = gid(&town, town.community.id);
        let query = format!(
            "{{ area(id: \"{}\") {{ venues({args}) {{ nodes {{ id }} }} }} }}",
            *id
        );
        let answer = app.run(None, &query, json!({})).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{args}");
        assert_eq!(answer.body["errors"][0]["message"], message);
    }
});
