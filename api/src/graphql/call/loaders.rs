//! Calls in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::call::store::{self, Call};
use mulin_domain::delivery::{Outgoing, to_say};
use mulin_entities::{CallTaskId, DeliveryId};

use crate::graphql::loaders::{Rows, Shared, by_id};

// A call to whomever: the caller asks whether it may be seen.
by_id!(
    CallTaskId => Call,
    |_rows, db, keys| store::calls(db, keys),
    |row| (row.task.id, row)
);

/// What a call would say now; nothing if it no longer holds. The caller has asked the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ToSay(pub DeliveryId);

impl Loader<ToSay> for Rows {
    type Value = Outgoing;
    type Error = Shared;

    async fn load(&self, keys: &[ToSay]) -> Result<HashMap<ToSay, Outgoing>, Shared> {
        let messages = keys.iter().map(|ToSay(id)| *id).collect();
        let said = to_say(&self.core, messages).await;
        let said = said.map_err(Arc::new)?.into_iter();
        Ok(said.map(|message| (ToSay(message.id), message)).collect())
    }
}
