//! What reading and calling costs: no list asks once an object, and each statement goes by an index.

use std::collections::HashMap;

use serde_json::json;

use crate::both_databases;
use crate::factories::ServiceDay;

/// Tables that grow without end.
const TABLES: &[&str] = &[
    "ticket",
    "ticket_move",
    "slot",
    "stall",
    "stall_service",
    "station",
];

const LIST: &str = "query ($id: ID!, $n: Int!) { node(id: $id) { ... on Stall { board { next serving \
    { number } waiting { waiting } } tickets(first: $n) { nodes { number wait { placesAhead latest } \
    person { name } service { name } slot { startsAt } station { name } moves { verb } \
    viewerCan { cancel } transferredFrom { id } } } services { slots { left } } } } }";

const MINE: &str =
    "{ viewer { tickets(first: 5) { nodes { number wait { placesAhead } stall { name } } } } }";

both_databases!(no_list_asks_once_an_object_and_all_go_by_an_index, |app| {
    let mut app = app;
    let (day, stall) = ServiceDay::open(&app, 2).await;
    let service = &stall["services"][0];
    for _ in 0..80 {
        day.desk(&app, service, json!({})).await;
    }
    let resident = day.town.resident(&app, "王小梅").await;
    day.take(&app, resident, service, json!({})).await;
    for _ in 0..3 {
        day.serve(&app, &stall["stations"][0]).await;
    }
    let organiser = day.organiser();
    let statements = app.record_statements();
    app.run(Some(organiser), "{ viewer { person { name } } }", json!({}))
        .await
        .data();
    statements.take();
    let input = json!({ "id": stall["id"], "n": 80 });
    let answer = app.run(Some(organiser), LIST, input).await;
    assert_eq!(
        answer.at("/node/tickets/nodes").as_array().map(Vec::len),
        Some(80)
    );
    let mut ran = statements.take();
    // A busy machine splits a level into several batches of unlike lengths; what is asked once an object
    // is asked in the same words each time.
    let mut times: HashMap<&str, usize> = HashMap::new();
    for statement in &ran {
        *times.entry(statement.sql.as_str()).or_default() += 1;
    }
    let often = times.into_iter().max_by_key(|(_, times)| *times);
    assert!(often.is_some_and(|(_, times)| times < 40), "{often:?}");
    app.run(Some(resident), MINE, json!({})).await.data();
    ran.extend(statements.take());
    let called = day.call(&app, &stall["stations"][0]).await;
    day.step(&app, "startServing", &called).await;
    day.step(&app, "finishServing", &called).await;
    ran.extend(statements.take());
    let explained = app.assert_indexed(ran, TABLES).await;
    assert!(explained > 12, "only {explained} statements were looked at");
});
