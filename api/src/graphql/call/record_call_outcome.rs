//! `recordCallOutcome`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::call;
use mulin_entities::CallTaskId;

use super::types::{CallOutcome, CallTask};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// How a call ended.
#[derive(InputObject)]
pub struct RecordCallOutcomeInput {
    /// Which call.
    pub task_id: ID,
    /// How it ended.
    pub outcome: CallOutcome,
    /// When the person wants another call; with CALL_BACK, and with nothing else.
    pub call_again_at: Option<DateTime>,
    /// What else there is to know, up to 500 characters. It is kept sealed, and given to the person
    /// who asks for everything that is kept about them.
    pub note: Option<String>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `recordCallOutcome`.
#[derive(SimpleObject)]
pub struct RecordCallOutcomePayload {
    /// The call; null if refused, except if it was done or has lapsed, which shows it as it is now.
    pub call_task: Option<CallTask>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RecordCallOutcomeMutation;

#[Object]
impl RecordCallOutcomeMutation {
    /// Notes how a call ended: it is done, or due again. An end is noted once; saying the same again
    /// changes nothing. For the stewards and administrators over the unit.
    async fn record_call_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which call, and how it ended.")] input: RecordCallOutcomeInput,
    ) -> Result<RecordCallOutcomePayload> {
        let id = decode::<CallTaskId>(&input.task_id);
        let command = call::RecordCallOutcome {
            task_id: id.clone(),
            outcome: input.outcome.into(),
            call_again_at: input.call_again_at.map(|DateTime(at)| at),
            note: input.note,
        };
        let key = input.idempotency_key;
        let answer = call::record_call_outcome(ctx.core(), ctx.actor(), command, key).await;
        let (done, user_errors) = outcome(ctx, answer)?;
        let is_over = |error: &UserError| matches!(error, UserError::Refused(error) if error.code.starts_with("CALL_"));
        let shows = done.is_some() || user_errors.iter().any(is_over);
        let call_task = match id {
            Ok(id) if shows => load(ctx, id).await?.map(CallTask),
            _ => None,
        };
        Ok(RecordCallOutcomePayload {
            call_task,
            user_errors,
        })
    }
}
