//! `setEventQuestions`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::question;

use super::types::QuestionInput;
use crate::graphql::context::ContextExt;
use crate::graphql::event::payload::{EventPayload, QuestionsSet, payload};
use crate::graphql::id::decode;

/// What to ask.
#[derive(InputObject)]
pub struct SetEventQuestionsInput {
    /// Of which event.
    pub event_id: ID,
    /// The version of the event that you saw; any if left out.
    pub expected_version: Option<i32>,
    /// All questions in order, 30 at most; empty to ask nothing any more.
    pub questions: Vec<QuestionInput>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct SetEventQuestionsMutation;

#[Object]
impl SetEventQuestionsMutation {
    /// Sets what an event asks of those who answer it. What was answered to the questions before stays
    /// readable; whoever comes is asked for what is missing when they next answer GOING. The same
    /// questions again change nothing. For those who run it.
    async fn set_event_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to ask.")] input: SetEventQuestionsInput,
    ) -> Result<EventPayload<QuestionsSet>> {
        let event_id = decode(&input.event_id);
        let command = question::SetEventQuestions {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            questions: input.questions.into_iter().map(Into::into).collect(),
        };
        let key = input.idempotency_key;
        let answer = question::set_event_questions(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, Some(event_id), answer).await
    }
}
