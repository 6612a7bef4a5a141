//! `area { grants }`: who holds roles over an area, now and later.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::person::{GrantRole, grant_role};
use mulin_entities::{PersonId, Role, area};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, grant};
use crate::support::app::TestApp;

const GRANTS: &str =
    "query ($area: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    area(id: $area) { grants(first: $first, after: $after, last: $last, before: $before) {
        nodes { id role person { name } validFrom validUntil }
        pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } } }";

async fn grants(
    app: &TestApp,
    town: &Town,
    who: Option<PersonId>,
    area: &area::Model,
    more: Value,
) -> Value {
    let mut variables = json!({ "area": *gid(town, area.id) });
    for (name, value) in more.as_object().expect("an object") {
        variables[name] = value.clone();
    }
    let answer = app.run(who, GRANTS, variables).await;
    answer.at("/area/grants").clone()
}

/// `ROLE name` of each.
fn told(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    nodes
        .map(|node| format!("{} {}", text(&node["role"]), text(&node["person"]["name"])))
        .collect()
}

both_databases!(administrators_see_who_holds_roles_now_and_later, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    app.advance(TimeDelta::milliseconds(1));
    let later = GrantRole {
        person_id: Ok(people[0]),
        role: Role::Steward,
        area_id: Ok(town.community.id),
        valid_from: Some(app.now() + TimeDelta::hours(1)),
        valid_until: Some(app.now() + TimeDelta::hours(2)),
    };
    let later = grant_role(&app.core, &Actor::System, later, None).await;
    later.expect("a role can be given");
    let ended = grant(&app.core, people[1], Role::Organiser, &town.community).await;
    let revoke = json!({ "grantId": *gid(&town, ended.id) });
    app.mutate(Some(town.admin), "revokeRole", "grant { id }", revoke)
        .await
        .data();
    let list = async || {
        let all = grants(&app, &town, Some(town.admin), &town.community, json!({})).await;
        told(&all)
    };
    assert_eq!(list().await, ["ORGANISER organiser", "STEWARD r0"]);
    app.advance(TimeDelta::hours(2) - TimeDelta::microseconds(1));
    assert_eq!(list().await, ["ORGANISER organiser", "STEWARD r0"]);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(list().await, ["ORGANISER organiser"]);
    // Of this very area, and not of those above and below.
    let city = grants(&app, &town, Some(town.admin), &town.city, json!({})).await;
    assert_eq!(told(&city), ["ADMIN admin"]);
});

both_databases!(nobody_else_sees_them, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let part = town.resident(&app, "part").await;
    app.advance(TimeDelta::milliseconds(1));
    grant(&app.core, part, Role::Admin, &town.community).await;
    for who in [
        None,
        Some(town.organiser),
        Some(town.steward),
        Some(other.admin),
    ] {
        let hidden = grants(&app, &town, who, &town.community, json!({})).await;
        assert_eq!(hidden, Value::Null);
    }
    // Who runs a part sees that part, and nothing above it.
    let own = grants(&app, &town, Some(part), &town.community, json!({})).await;
    assert_eq!(told(&own), ["ORGANISER organiser", "ADMIN part"]);
    let above = grants(&app, &town, Some(part), &town.city, json!({})).await;
    assert_eq!(above, Value::Null);
});

both_databases!(pages_tell_every_role_once, |app| {
    let town = Town::found(&app).await;
    for person in town.residents(&app, 4).await {
        grant(&app.core, person, Role::Steward, &town.community).await;
    }
    let page = async |more| grants(&app, &town, Some(town.admin), &town.community, more).await;
    let all = told(&page(json!({})).await);
    assert_eq!(all.len(), 5);
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = page(json!({ "first": 2, "after": after })).await;
        seen.extend(told(&page));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, all);
    let last = page(json!({ "last": 2 })).await;
    assert_eq!(told(&last), all[3..]);
    let before = json!({ "last": 2, "before": last["pageInfo"]["startCursor"] });
    assert_eq!(told(&page(before).await), all[1..3]);
});
