//! What it costs to answer for oneself and for others.

use serde_json::json;

use super::{PURPOSE, answer_for, for_person};
use crate::both_databases;
use crate::factories::{Town, agrees, gid};
use crate::rsvp::steps::*;

both_databases!(an_answer_for_oneself_costs_no_look_at_the_person, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    let statements = app.record_statements();
    going(&app, &town, lan, event, 1).await;
    let (mut people, mut consents) = (0, 0);
    for statement in statements.take() {
        people += usize::from(
            statement.sql.contains("FROM person") || statement.sql.contains("FROM \"person\""),
        );
        consents += usize::from(statement.sql.contains("consent"));
    }
    assert_eq!((people, consents), (2, 0), "who asks, and the lock");
    let own = json!({ "onBehalfOf": *gid(&town, lan), "party": { "adults": 2 } });
    state_after(&app, &town, lan, event, own).await;
    let ran = statements.take();
    assert!(
        !ran.iter()
            .any(|statement| statement.sql.contains("consent"))
    );
    // The rights of somebody else are looked up.
    let other = for_person(&town, lan, event, json!({ "status": "MAYBE" }));
    answer_for(&app, town.steward, other).await;
    let ran = statements.take();
    assert!(
        ran.iter()
            .any(|statement| statement.sql.contains("consent"))
    );
});
