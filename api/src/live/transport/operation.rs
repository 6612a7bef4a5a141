//! An operation over either transport: from its parameters to what it answers.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response, Value};
use futures_util::stream::BoxStream;
use secrecy::SecretString;

use super::Transport;
use crate::http::graphql::run;
use crate::http::params::Params;
use crate::http::{Refusal, RequestInfo};
use crate::live::group::Rendered;
use crate::live::opening::{Caller, NotOpened};
use crate::live::recipe::Recipe;

/// What an operation answers.
pub enum Answer {
    /// States as they come: it was a subscription.
    States(BoxStream<'static, Arc<Rendered>>),
    /// One response: it was a query or a mutation.
    Once(Box<Response>),
}

/// Runs an operation as `POST /graphql` would, with the same limits, or opens a subscription for
/// somebody who knows everything up to `after`, or up to `extensions.lastEventId`.
pub async fn start(
    transport: &Transport,
    params: Params,
    info: RequestInfo,
    after: Option<i64>,
) -> Result<Answer, NotOpened> {
    let told = params.extensions.0.get("lastEventId");
    let after = match told {
        None | Some(Value::Null) => after,
        Some(Value::String(text)) => text.parse().ok(),
        Some(_) => return Err(not_an_event().into()),
    };
    let prepared = transport.preparation.prepare(params)?;
    let live = &transport.live;
    if prepared.operation.kind != OperationType::Subscription {
        let (executor, limits) = (live.executor().as_ref(), live.limits());
        let response = run(executor, limits, prepared.request, info).await?;
        return Ok(Answer::Once(Box::new(response)));
    }
    let caller = Caller {
        language: live.executor().language(&info.locales),
        bearer: info.bearer.map(Arc::<SecretString>::new),
        request_id: info.request_id,
    };
    let recipe = Arc::new(Recipe::new(prepared)?);
    Ok(Answer::States(
        live.open(recipe, caller, after).await?.states(),
    ))
}

fn not_an_event() -> Refusal {
    Refusal::bad_parameter("\"extensions.lastEventId\" must be a string, as \"eventId\" came.")
}
