//! The answers of people, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::clock::Instant;
use mulin_domain::page::{Page, Slice};
use mulin_domain::rsvp::list_store::{self, OwnKey};
use mulin_domain::rsvp::store;
use mulin_entities::{EventId, PersonId, rsvp};

use crate::graphql::loaders::{Rows, Shared, grouped};

/// Somebody's answer to an event. The caller has asked whether it may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnswerOf {
    /// Whose.
    pub person: PersonId,
    /// To what.
    pub event: EventId,
}

impl Loader<AnswerOf> for Rows {
    type Value = rsvp::Model;
    type Error = Shared;

    async fn load(&self, keys: &[AnswerOf]) -> Result<HashMap<AnswerOf, rsvp::Model>, Shared> {
        let mut answers = HashMap::new();
        for (person, events) in grouped(keys.iter().map(|key| (key.person, key.event))) {
            let read = store::of_viewer(self.core.db().reader(), person, events).await;
            for row in read.map_err(Arc::new)? {
                let event = row.event_id;
                answers.insert(AnswerOf { person, event }, row);
            }
        }
        Ok(answers)
    }
}

/// A page of somebody's answers. The caller has asked whether they may be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AnswersOf {
    /// Whose.
    pub person: PersonId,
    /// To events that have not ended by then; to all if none.
    pub ending_after: Option<Instant>,
    /// Which part.
    pub page: Page<OwnKey>,
}

impl Loader<AnswersOf> for Rows {
    type Value = Slice<(rsvp::Model, Instant)>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[AnswersOf],
    ) -> Result<HashMap<AnswersOf, Slice<(rsvp::Model, Instant)>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.ending_after, key.page.clone()), key.person));
        for ((ending_after, page), people) in grouped(questions) {
            let db = self.core.db().reader();
            let read = list_store::of_people(db, &people, ending_after, &page).await;
            for (person, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                let key = AnswersOf {
                    person,
                    ending_after,
                    page,
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}
