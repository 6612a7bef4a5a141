//! Who sees which teams: `team`, `area.teams`, `viewer.leads`, `node`.

use serde_json::{Value, json};

use super::{leads, name_lead, team};
use crate::both_databases;
use crate::factories::{Town, gid};

const TEAMS: &str = "query ($area: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    area(id: $area) { teams(first: $first, after: $after, last: $last, before: $before) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } } }";

both_databases!(everybody_who_is_signed_in_sees_teams, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let (lan, neighbour) = (
        town.resident(&app, "王小梅").await,
        town.resident(&app, "r").await,
    );
    let team = team(&app, &town, "帮帮团").await;
    name_lead(&app, &town, team, lan).await;
    let query = "query ($id: ID!, $area: ID!) { team(id: $id) { name leads { name person { id } } }
        node(id: $id) { ... on Team { name } } area(id: $area) { teams { nodes { name } } } }";
    let variables = json!({ "id": *gid(&town, team), "area": *gid(&town, town.community.id) });
    for (who, name, person) in [
        (lan, "王小梅", json!({ "id": *gid(&town, lan) })),
        (neighbour, "王小梅", Value::Null),
        (town.steward, "王小梅", json!({ "id": *gid(&town, lan) })),
        // A name is nobody's business in another city.
        (other.admin, "王*梅", Value::Null),
    ] {
        let answer = app.run(Some(who), query, variables.clone()).await;
        let expected = json!({
            "team": { "name": "帮帮团", "leads": [{ "name": name, "person": person }] },
            "node": { "name": "帮帮团" },
            "area": { "teams": { "nodes": [{ "name": "帮帮团" }] } },
        });
        assert_eq!(answer.data(), &expected);
    }
    let nobody = app.run(None, query, variables).await;
    let hidden = json!({ "team": null, "node": null, "area": { "teams": null } });
    assert_eq!(nobody.data(), &hidden);
    assert_eq!(leads(&app, &town, team, None).await, Value::Null);
    let of_event = "query ($id: ID!) { team(id: $id) { name } }";
    for id in [&**gid(&town, town.unit.id), "nonsense"] {
        let answer = app.run(Some(lan), of_event, json!({ "id": id })).await;
        assert_eq!(answer.at("/team"), &Value::Null);
    }
});

both_databases!(pages_tell_every_team_once_by_name, |app| {
    let town = Town::found(&app).await;
    for name in ["丁", "丙", "乙", "甲", "戊"] {
        team(&app, &town, name).await;
    }
    let ask = async |more: Value| {
        let mut variables = json!({ "area": *gid(&town, town.community.id) });
        for (name, value) in more.as_object().expect("an object") {
            variables[name] = value.clone();
        }
        let answer = app.run(Some(town.steward), TEAMS, variables).await;
        answer.at("/area/teams").clone()
    };
    let all = ask(json!({})).await["nodes"].clone();
    assert_eq!(all.as_array().map(Vec::len), Some(5));
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = ask(json!({ "first": 2, "after": after })).await;
        seen.extend(page["nodes"].as_array().cloned().expect("a list"));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(json!(seen), all);
    let last = ask(json!({ "last": 2 })).await;
    assert_eq!(last["nodes"], json!([all[3], all[4]]));
    assert_eq!(last["pageInfo"]["hasPreviousPage"], true);
});
