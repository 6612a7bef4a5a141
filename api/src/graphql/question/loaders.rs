//! Forms and answers to them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::question::store::{self, Answered};
use mulin_entities::{EventId, QuestionId, RsvpId, question};

use crate::graphql::loaders::{Rows, Shared, by_id};

// Whoever asks: the caller asks whether its event may be seen.
by_id!(
    QuestionId => question::Model,
    |_rows, db, keys| store::questions(db, keys),
    |row| (row.id, row)
);

/// The questions that an event asks now. The caller has asked whether the event may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuestionsOf(pub EventId);

impl Loader<QuestionsOf> for Rows {
    type Value = Vec<question::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[QuestionsOf],
    ) -> Result<HashMap<QuestionsOf, Vec<question::Model>>, Shared> {
        let events = keys.iter().map(|QuestionsOf(event)| *event);
        let rows = store::current_forms(self.core.db().reader(), events).await;
        let mut forms: HashMap<QuestionsOf, Vec<question::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            let form = forms.entry(QuestionsOf(row.event_id)).or_default();
            form.push(row);
        }
        Ok(forms)
    }
}

/// What an answer to an event holds; the caller asks which of it may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuestionAnswersOf(pub RsvpId);

impl Loader<QuestionAnswersOf> for Rows {
    type Value = Vec<Answered>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[QuestionAnswersOf],
    ) -> Result<HashMap<QuestionAnswersOf, Vec<Answered>>, Shared> {
        let rsvps = keys.iter().map(|QuestionAnswersOf(rsvp)| *rsvp);
        let rows = store::answers(self.core.db().reader(), rsvps).await;
        let mut answers: HashMap<QuestionAnswersOf, Vec<Answered>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            let own = answers.entry(QuestionAnswersOf(row.rsvp_id)).or_default();
            own.push(row);
        }
        Ok(answers)
    }
}
