//! Messages as they lie in the database, for tests that need one past all commands.

use mulin_domain::{Actor, delivery};
use mulin_entities::{self as entities, Channel, MessageKind};

use crate::support::app::TestApp;

/// A message that is wanted now, as the domain plans it: on an occasion of its own, about nothing yet
/// and to nobody, and not written down. A test fills in what it is about and what became of it.
pub async fn blank_message(
    app: &TestApp,
    kind: MessageKind,
    channel: Channel,
) -> entities::delivery::Model {
    let now = app.now();
    let made = app.core.transact(&Actor::System, move |tx| {
        Box::pin(async move { Ok(vec![delivery::blank(tx, kind, channel, String::new(), now)]) })
    });
    let made = made.await.expect("a message can be made").remove(0);
    entities::delivery::Model {
        dedupe_key: made.id.to_string(),
        ..made
    }
}
