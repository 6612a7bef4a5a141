//! `retryDeliveries`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::delivery::of_event;
use mulin_entities::{AreaId, DeliveryId};
use uuid::Uuid;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::{decode, encode, root_of};
use crate::graphql::user_error::UserError;

/// Which messages: those about an event, or single ones.
#[derive(InputObject)]
pub struct RetryDeliveriesInput {
    /// All about this event that came to nothing, up to 500; give it or `deliveryIds`.
    pub event_id: Option<ID>,
    /// These, 1 to 500, of one event or several.
    pub delivery_ids: Option<Vec<ID>>,
}

/// A message that was not tried again.
#[derive(SimpleObject)]
pub struct RefusedRetry {
    /// The message.
    pub delivery_id: ID,
    /// Why: the state in which the message is, `NEVER_AGAIN` for codes and calls, `NO_ADDRESS`. Codes
    /// may be added.
    pub code: String,
}

/// What became of `retryDeliveries`.
#[derive(SimpleObject)]
pub struct RetryDeliveriesPayload {
    /// How many are tried again; null if the call as a whole was refused.
    pub retried: Option<i32>,
    /// Those that are not, and why; null if the call as a whole was refused.
    pub refused: Option<Vec<RefusedRetry>>,
    /// Why the call as a whole was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RetryDeliveriesMutation;

#[Object]
impl RetryDeliveriesMutation {
    /// Tries messages again that failed or came back, if they still hold, for those who run their
    /// events. Only what came to nothing is tried: doing so twice sends nothing twice.
    async fn retry_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which messages.")] input: RetryDeliveriesInput,
    ) -> Result<RetryDeliveriesPayload> {
        let ids = input.delivery_ids.unwrap_or_default();
        let command = of_event::RetryDeliveries {
            event_id: input.event_id.as_ref().map(|id| decode(id)),
            ids: (!ids.is_empty()).then(|| ids.iter().map(|id| decode(id)).collect()),
        };
        let answer = of_event::retry_deliveries(ctx.core(), ctx.actor(), command).await;
        let (retried, user_errors) = outcome(ctx, answer)?;
        // As it was given; or in the tree of the event that was.
        let root = input.event_id.as_ref().and_then(|id| root_of(id));
        let named = |id: DeliveryId| {
            let given = ids.iter().find(|given| decode(given) == Ok(id));
            let root = root.unwrap_or(AreaId(Uuid::nil()));
            given.cloned().unwrap_or_else(|| encode(root, id))
        };
        let count = retried.as_ref().map(|retried| retried.again.len());
        Ok(RetryDeliveriesPayload {
            retried: count.map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
            refused: retried.map(|retried| {
                let refused = retried.refused.into_iter();
                let one = |(id, code)| RefusedRetry {
                    delivery_id: named(id),
                    code,
                };
                refused.map(one).collect()
            }),
            user_errors,
        })
    }
}
