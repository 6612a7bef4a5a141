//! `node`, `nodes`: any object by its global id.

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::item;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, grant, respond, unknown};

both_databases!(every_type_is_found_again_by_those_who_may_see_it, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let draft = town.make(&app, town.gathering(&app, "茶话会"), EventState::Draft);
    let draft = draft.await.id;
    let (shown, hidden) = (
        item(&app, &town, event).await,
        item(&app, &town, draft).await,
    );
    let person = town.resident(&app, "lan").await;
    let going = respond(&app.core, person, event, Answer::Going, 1).await;
    let rsvp = going.expect("an answer").id;
    let role = grant(&app.core, person, Role::Steward, &town.other_unit).await;
    let id = |id: async_graphql::ID| json!(*id);
    let objects = [
        ("Area", id(gid(&town, town.unit.id))),
        ("Venue", id(gid(&town, town.venue.id))),
        ("Event", id(gid(&town, event))),
        ("ProgrammeItem", shown),
        ("Person", id(gid(&town, person))),
        ("RoleGrant", id(gid(&town, role.id))),
        ("Rsvp", id(gid(&town, rsvp))),
        ("Event", id(gid(&town, draft))),
        ("ProgrammeItem", hidden),
    ];
    let nonsense = [
        id(unknown::<EventId>(&town)),
        id(unknown::<AreaId>(&town)),
        id(unknown::<RsvpId>(&town)),
        id(gid(&town, EventId(town.unit.id.0))),
        json!("nonsense"),
        json!("cat_AAAA"),
        json!(""),
    ];
    let neighbour = town.resident(&app, "neighbour").await;
    for (who, seen) in [
        (None, 4),
        (Some(neighbour), 4),
        (Some(town.steward), 5),
        (Some(person), 7),
        (Some(town.admin), 9),
    ] {
        let query = "query ($id: ID!) { node(id: $id) { __typename id } }";
        let mut expected: Vec<Value> = Vec::new();
        for (index, (kind, id)) in objects.iter().enumerate() {
            let answer = app.run(who, query, json!({ "id": id })).await;
            let object = match index < seen {
                true => json!({ "__typename": kind, "id": id }),
                false => Value::Null,
            };
            assert_eq!(answer.at("/node"), &object, "{kind} as {who:?}");
            expected.push(object);
        }
        for id in &nonsense {
            let answer = app.run(who, query, json!({ "id": id })).await;
            assert_eq!(answer.data(), &json!({ "node": null }));
            expected.push(Value::Null);
        }
        let ids = objects.iter().map(|(_, id)| id).chain(&nonsense);
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let ids: Vec<&Value> = ids.collect();
        let answer = app.run(who, query, json!({ "ids": ids })).await;
        assert_eq!(answer.at("/nodes"), &json!(expected), "in order, {who:?}");
    }
});

both_databases!(as_many_as_a_hundred_also_twice, |app| {
    let town = Town::found(&app).await;
    let id = gid(&town, town.unit.id);
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for count in [0, 1, 100] {
        let answer = app
            .run(None, query, json!({ "ids": vec![&*id; count] }))
            .await;
        let all = vec![json!({ "id": *id }); count];
        assert_eq!(answer.at("/nodes"), &json!(all));
    }
    let answer = app
        .run(None, query, json!({ "ids": vec![&*id; 101] }))
        .await;
    assert_eq!(answer.error_code(), "BAD_USER_INPUT");
});
