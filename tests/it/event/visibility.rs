//! Who sees which event: the list, `event`, `node` and the policy say the same.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::event::{CancelEvent, CreateEvent, cancel_event, policy};
use mulin_domain::person::{GrantRole, grant_role};
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, actor, area, gid, grant, resident};
use crate::support::app::TestApp;

/// An event of each area with each visibility in each stage of life.
async fn events(app: &TestApp, town: &Town, areas: &[&area::Model]) {
    for area in areas {
        for visibility in [
            Visibility::Public,
            Visibility::Audience,
            Visibility::Invited,
        ] {
            let input = || CreateEvent {
                area_id: Ok(area.id),
                visibility,
                ..town.gathering(app, "茶话会")
            };
            for state in [
                EventState::Draft,
                EventState::Published,
                EventState::Cancelled,
            ] {
                town.make(app, input(), state).await;
            }
            let never_shown = town.make(app, input(), EventState::Draft).await;
            let cancel = CancelEvent {
                event_id: Ok(never_shown.id),
                expected_version: None,
                reason: None,
            };
            let admin = actor(&app.core, town.admin).await;
            cancel_event(&app.core, &admin, cancel)
                .await
                .expect("a draft can be cancelled");
        }
    }
}

both_databases!(lists_and_lookups_show_what_the_policy_allows, |app| {
    let core = &app.core;
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let second = area(
        core,
        town_street(&app, &town).await.as_ref(),
        AreaKind::Community,
        "丹桂社区",
    )
    .await;
    let grid = area(core, Some(&second), AreaKind::Grid, "二网格").await;
    let far_unit = area(core, Some(&grid), AreaKind::Unit, "远邻").await;
    let own_grid = own_grid(&app, &town).await;

    let neighbour = town.resident(&app, "neighbour").await;
    let next_door = resident(core, &town.other_unit, "next-door").await.id;
    let far = resident(core, &far_unit, "far").await.id;
    let grid_steward = resident(core, &far_unit, "grid-steward").await.id;
    grant(core, grid_steward, Role::Steward, &own_grid).await;
    let unit_organiser = resident(core, &far_unit, "unit-organiser").await.id;
    grant(core, unit_organiser, Role::Organiser, &town.unit).await;
    let former = resident(core, &far_unit, "former").await.id;
    let past = GrantRole {
        person_id: Ok(former),
        role: Role::Admin,
        area_id: Ok(town.city.id),
        valid_from: Some(app.now() - TimeDelta::days(2)),
        valid_until: Some(app.now()),
    };
    grant_role(core, &Actor::System, past, None)
        .await
        .expect("a role can be given");

    let own = [
        &town.city,
        &town.community,
        &town.unit,
        &town.other_unit,
        &second,
    ];
    events(&app, &town, &own).await;
    events(&app, &other, &[&other.city]).await;
    let rows = event::Entity::find()
        .order_by_asc(event::Column::StartsAt)
        .order_by_asc(event::Column::Id)
        .all(core.db().reader())
        .await
        .expect("the table is read");
    assert_eq!(rows.len(), 6 * 3 * 4);

    // Of each area two public events are seen by all: the published and the cancelled one. Of an
    // area that somebody runs all twelve.
    for (name, who, count) in [
        ("nobody", None, 12),
        ("neighbour", Some(neighbour), 12 + 3 * 2),
        ("next door", Some(next_door), 12 + 3 * 2),
        ("far away", Some(far), 12 + 2 * 2),
        ("of another city", Some(other.steward), 12 + 2),
        ("steward", Some(town.steward), 12 + 3 * 2),
        (
            "steward of the grid, living elsewhere",
            Some(grid_steward),
            12 + 5 * 2,
        ),
        (
            "organiser of the community",
            Some(town.organiser),
            3 * 12 + 4 + 2 + 2,
        ),
        (
            "organiser of a unit, living elsewhere",
            Some(unit_organiser),
            12 + 4 + 4 + 2 + 4 + 2,
        ),
        ("administrator", Some(town.admin), 5 * 12 + 2),
        (
            "administrator of another city",
            Some(other.admin),
            12 + 5 * 2,
        ),
        ("former administrator", Some(former), 12 + 2 * 2),
    ] {
        let acting = match who {
            Some(person) => actor(core, person).await,
            None => Actor::Anonymous,
        };
        let seen: Vec<&event::Model> = rows
            .iter()
            .filter(|row| policy::may_see(&acting, row))
            .collect();
        assert_eq!(seen.len(), count, "{name}");
        let expected: Vec<String> = seen.iter().map(|row| global(row)).collect();
        assert_eq!(listed(&app, who, json!({})).await, expected, "{name}");
        for town_area in own {
            let inside = |row: &&&event::Model| row.area_path.starts_with(&town_area.path);
            let expected: Vec<String> = seen.iter().filter(inside).map(|row| global(row)).collect();
            let filter = json!({ "areaId": *gid(&town, town_area.id) });
            assert_eq!(listed(&app, who, filter).await, expected, "{name}");
        }
        assert_eq!(looked_up(&app, who, &rows).await, expected, "{name}");
    }
});

fn global(row: &event::Model) -> String {
    mulin::graphql::id::encode(row.root_area_id, row.id).0
}

/// The ids of a list of all states.
async fn listed(app: &TestApp, who: Option<PersonId>, mut filter: Value) -> Vec<String> {
    filter["states"] = json!(["DRAFT", "PUBLISHED", "CANCELLED"]);
    let query = "query ($filter: EventFilter) { events(filter: $filter, first: 100) \
                 { nodes { id } } }";
    let answer = app.run(who, query, json!({ "filter": filter })).await;
    let nodes = answer.at("/events/nodes").as_array().cloned();
    let nodes = nodes.expect("a list");
    nodes
        .iter()
        .map(|node| node["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// Those of the rows that `event`, `node` and `nodes` show.
async fn looked_up(app: &TestApp, who: Option<PersonId>, rows: &[event::Model]) -> Vec<String> {
    let ids: Vec<String> = rows.iter().map(global).collect();
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let nodes = app.run(who, query, json!({ "ids": ids })).await;
    let nodes = nodes.at("/nodes").clone();
    let mut seen = Vec::new();
    for (index, id) in ids.into_iter().enumerate() {
        let query = "query ($id: ID!) { event(id: $id) { id } node(id: $id) { id } }";
        let answer = app.run(who, query, json!({ "id": id })).await;
        let event = answer.at("/event");
        assert_eq!((event, event), (answer.at("/node"), &nodes[index]));
        if !event.is_null() {
            assert_eq!(event["id"], id);
            seen.push(id);
        }
    }
    seen
}

async fn parent(app: &TestApp, area: &area::Model) -> Option<area::Model> {
    let parent = area.parent_id.expect("an area below another");
    area::Entity::find_by_id(parent)
        .one(app.core.db().reader())
        .await
        .expect("the table is read")
}

async fn town_street(app: &TestApp, town: &Town) -> Option<area::Model> {
    parent(app, &town.community).await
}

async fn own_grid(app: &TestApp, town: &Town) -> area::Model {
    parent(app, &town.unit).await.expect("a unit has a grid")
}
