//! Ways to the messages about an event.

use super::{Door, door, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (public, failed) = (
        text(stage, stage.public),
        text(stage, stage.messages.failed),
    );
    let what = ("EventDelivery", "one that failed");
    let listed = "{ event(id: $id) { deliveries(first: 100) { nodes { FIELDS } } } }";
    let edges = "{ event(id: $id) { deliveries(state: FAILED) { edges { node { FIELDS } } } } }";
    let counted = "{ event(id: $id) { deliveryCounts { FIELDS } } }";
    vec![
        door(
            what,
            "event.deliveries",
            &public,
            "/event/deliveries/nodes",
            Some(&failed),
            listed,
        ),
        door(
            what,
            "event.deliveries.edges",
            &public,
            "/event/deliveries/edges/0/node",
            Some(&failed),
            edges,
        ),
        door(
            ("EventDeliveryCount", "of a public event"),
            "event.deliveryCounts",
            &public,
            "/event/deliveryCounts",
            None,
            counted,
        ),
    ]
}

/// What mutations answer.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let sent = text(stage, stage.messages.sent);
    vec![door(
        ("RefusedRetry", "of a message that was sent"),
        "retryDeliveries.refused",
        &sent,
        "/retryDeliveries/refused",
        Some(&sent),
        "mutation ($id: ID!) { retryDeliveries(input: { deliveryIds: [$id] }) { refused { FIELDS } } }",
    )]
}
