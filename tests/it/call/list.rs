//! `callTasks`

use chrono::TimeDelta;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::stage::{PHONE, Planned, plan, task};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, gid, respond};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;

const QUERY: &str = "query ($area: ID!, $state: CallState, $first: Int, $after: String) { \
    callTasks(areaId: $area, state: $state, first: $first, after: $after) { \
    nodes { id state phone script kind tries outcome note dueAt expiresAt person { name } \
    event { title } unit { name } doneBy { name } doneAt } pageInfo { hasNextPage endCursor } } }";

async fn list(app: &TestApp, town: &Town, who: PersonId, area: AreaId, more: Value) -> Reply {
    let mut variables = json!({ "area": *gid(town, area), "state": "OPEN" });
    for (name, value) in more.as_object().expect("an object") {
        variables[name] = value.clone();
    }
    app.run(Some(who), QUERY, variables).await
}

both_databases!(the_steward_sees_whom_to_call_and_what_to_say, |app| {
    let planned = Planned::one(&app).await;
    let town = &planned.town;
    let answer = list(&app, town, town.steward, town.unit.id, json!({})).await;
    let nodes = answer.at("/callTasks/nodes").as_array().expect("a list");
    assert_eq!(nodes.len(), 1);
    let call = &nodes[0];
    assert_eq!(
        (&call["id"], &call["state"]),
        (&planned.id(), &json!("OPEN"))
    );
    assert_eq!(
        (&call["phone"], &call["person"]["name"]),
        (&json!(PHONE), &json!("lan"))
    );
    assert_eq!(
        (&call["kind"], &call["event"]["title"]),
        (&json!("RSVP_APPROVED"), &json!("元宵灯会"))
    );
    let script = call["script"].as_str().expect("something to say");
    assert!(
        script.contains("元宵灯会") && script.contains("报名通过"),
        "{script}"
    );
    assert!(
        !script.contains("http"),
        "nobody reads an address aloud: {script}"
    );
    assert_eq!(call["unit"]["name"], "东邻");
    for empty in ["outcome", "note", "doneBy", "doneAt"] {
        assert!(call[empty].is_null(), "{empty}");
    }
});

both_databases!(only_those_over_the_whole_subtree_see_it, |app| {
    let planned = Planned::one(&app).await;
    let other = Town::named(&app, "邻市").await;
    let town = &planned.town;
    for (who, area, sees) in [
        (town.steward, town.unit.id, true),
        (town.admin, town.unit.id, true),
        (town.admin, town.city.id, true),
        (town.steward, town.community.id, false),
        (town.steward, town.other_unit.id, false),
        (town.organiser, town.unit.id, false),
        (planned.lan, town.unit.id, false),
        (other.admin, town.unit.id, false),
    ] {
        let answer = list(&app, town, who, area, json!({})).await;
        let shown = answer.at("/callTasks");
        assert_eq!(!shown.is_null(), sees, "{who:?} {area}");
        let node = "query ($id: ID!) { node(id: $id) { id ... on CallTask { phone } } }";
        let answer = app
            .run(Some(who), node, json!({ "id": planned.id() }))
            .await;
        let is_over = [town.steward, town.admin].contains(&who);
        assert_eq!(!answer.at("/node").is_null(), is_over, "{who:?}");
    }
    let anonymous = app
        .run(None, QUERY, json!({ "area": *gid(town, town.unit.id) }))
        .await;
    assert!(anonymous.at("/callTasks").is_null());
    let wrong = json!({ "area": planned.id() });
    assert!(
        app.run(Some(town.admin), QUERY, wrong)
            .await
            .at("/callTasks")
            .is_null()
    );
});

both_databases!(what_is_due_first_comes_first_page_by_page, |app| {
    let planned = Planned::one(&app).await;
    let town = &planned.town;
    let mut expected = vec![(app.now(), planned.task)];
    for (number, minutes) in [(0, 30), (1, -30), (2, 90)] {
        let who = town.resident(&app, &format!("r{number}")).await;
        let answered = respond(&app.core, who, planned.event.id, Answer::Going, 1).await;
        answered.expect("an answer is taken");
        let due = app.now() + TimeDelta::minutes(minutes);
        let (task, _) = plan(&app, town, who, &planned.event, due).await;
        expected.push((due, task));
    }
    expected.sort();
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let more = json!({ "first": 3, "after": after });
        let answer = list(&app, town, town.admin, town.city.id, more).await;
        let page = answer.at("/callTasks");
        let nodes = page["nodes"].as_array().expect("a list");
        seen.extend(nodes.iter().map(|node| node["id"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let expected: Vec<Value> = expected
        .iter()
        .map(|(_, id)| json!(*gid(town, *id)))
        .collect();
    assert_eq!(seen, expected);
});

both_databases!(what_came_too_late_has_lapsed, |app| {
    let planned = Planned::one(&app).await;
    let town = &planned.town;
    let ids = async |state: &str| {
        let answer = list(
            &app,
            town,
            town.steward,
            town.unit.id,
            json!({ "state": state }),
        )
        .await;
        let nodes = answer
            .at("/callTasks/nodes")
            .as_array()
            .expect("a list")
            .clone();
        nodes
            .iter()
            .map(|node| node["state"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!((ids("OPEN").await.len(), ids("LAPSED").await.len()), (1, 0));
    app.clock.set(planned.event.starts_at);
    assert_eq!(ids("OPEN").await, [""; 0]);
    assert_eq!(ids("LAPSED").await, [json!("LAPSED")]);
    assert_eq!(
        task(&app, planned.task).await.state,
        CallState::Open,
        "computed"
    );
    assert_eq!(ids("DONE").await, [""; 0]);
});

both_databases!(what_no_longer_holds_says_nothing, |app| {
    let planned = Planned::one(&app).await;
    let town = &planned.town;
    let input = CancelEvent {
        event_id: Ok(planned.event.id),
        expected_version: None,
        reason: None,
    };
    let organiser = actor(&app.core, town.organiser).await;
    cancel_event(&app.core, &organiser, input)
        .await
        .expect("it can be");
    let answer = list(&app, town, town.steward, town.unit.id, json!({})).await;
    let nodes = answer.at("/callTasks/nodes").as_array().expect("a list");
    assert!(
        nodes.is_empty(),
        "nobody calls about it any more: {nodes:?}"
    );
});

both_databases!(calls_move_with_their_person, |app| {
    let planned = Planned::one(&app).await;
    let town = &planned.town;
    let input = json!({
        "personId": *gid(town, planned.lan), "unitId": *gid(town, town.other_unit.id),
        "home": { "building": "4栋401" },
    });
    let moved = app
        .mutate(Some(town.admin), "movePerson", "person { id }", input)
        .await;
    assert_eq!(moved.refusals("movePerson"), [""; 0]);
    let count = async |area| {
        let answer = list(&app, town, town.admin, area, json!({})).await;
        answer
            .at("/callTasks/nodes")
            .as_array()
            .expect("a list")
            .len()
    };
    assert_eq!(
        (count(town.unit.id).await, count(town.other_unit.id).await),
        (0, 1)
    );
});

both_databases!(a_list_takes_as_many_statements_however_long_it_is, |app| {
    let mut app = app;
    let planned = Planned::one(&app).await;
    let (area, who) = (planned.town.unit.id, planned.town.steward);
    let event = planned.town.event(&app, Plan::default()).await;
    let statements = app.record_statements();
    let mut counts = Vec::new();
    for round in 0..2 {
        // Keys and the like are read once.
        list(&app, &planned.town, who, area, json!({})).await.data();
        statements.take();
        list(&app, &planned.town, who, area, json!({})).await.data();
        // The journal is read in between by whoever follows it.
        let mut ran = statements.take();
        ran.retain(|one| one.sql.starts_with("SELECT") && !one.sql.contains("journal"));
        counts.push(ran.len());
        for number in 0..4 {
            let name = format!("r{round}{number}");
            let person = planned.town.resident(&app, &name).await;
            let answered = respond(&app.core, person, event.id, Answer::Going, 1).await;
            answered.expect("an answer is taken");
            plan(&app, &planned.town, person, &event, app.now()).await;
        }
    }
    // Two levels that ask for rows of one kind in the same instant share a statement, in one round and
    // not in the other; a statement for each call would be four more.
    assert!(
        counts[1] < counts[0] + 4,
        "of one call, and of five: {counts:?}"
    );
});
