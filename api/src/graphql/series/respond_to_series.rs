//! `respondToSeries`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::Refusal;
use mulin_domain::input::InputError;
use mulin_domain::rsvp::{self, EventsResult};
use mulin_entities::{EventId, SeriesId};

use super::types::Series;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::event::types::Event;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::person::acting::acting;
use crate::graphql::question::types::QuestionAnswerInput;
use crate::graphql::rsvp::respond_to_event::{PartyInput, RsvpAnswer, WhenFull};
use crate::graphql::rsvp::types::{Rsvp, Via};
use crate::graphql::user_error::UserError;

/// An answer to the events of a series.
#[derive(InputObject)]
pub struct RespondToSeriesInput {
    /// Of which series.
    pub series_id: ID,
    /// These of its events, 200 at most; left out, all that are still to come and take answers now.
    pub event_ids: Option<Vec<ID>>,
    /// All but these of its events; not together with `eventIds`.
    #[graphql(default)]
    pub except_event_ids: Vec<ID>,
    /// Whose answer; the caller's if left out. For a person whom the caller may act for: of the
    /// household, or, while they agree, of the unit that the caller looks after.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// What.
    pub status: RsvpAnswer,
    /// For whom, to each event; as in the answer to it before if left out, or one adult.
    pub party: Option<PartyInput>,
    /// A word to the organiser, up to 500 characters; empty to remove it, as before if left out.
    pub note: Option<String>,
    /// What to do with each event that is full.
    #[graphql(default_with = "WhenFull::Waitlist")]
    pub when_full: WhenFull,
    /// All answers to the questions of one of the events. They answer the same questions of the others;
    /// as before if left out.
    pub answers: Option<Vec<QuestionAnswerInput>>,
    /// Makes a retry safe: the same key within 24 hours answers the same events, and those that were
    /// answered stay as they are.
    pub idempotency_key: Option<String>,
}

/// What became of the answer to one event of a series.
pub struct RespondToOccurrencePayload {
    event: EventId,
    rsvp: Option<Rsvp>,
    user_errors: Vec<UserError>,
}

/// What became of the answer to one event of a series.
#[Object]
impl RespondToOccurrencePayload {
    /// The event with its seats as they are now; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.event).await?.map(Event::new))
    }

    /// The answer as it stands now; null if refused.
    async fn rsvp(&self) -> Option<&Rsvp> {
        self.rsvp.as_ref()
    }

    /// Why it was refused; empty if it was not. Paths start from the top of `input`.
    async fn user_errors(&self) -> &Vec<UserError> {
        &self.user_errors
    }
}

/// What became of `respondToSeries`.
pub struct RespondToSeriesPayload {
    series: Option<SeriesId>,
    answers: Option<Vec<RespondToOccurrencePayload>>,
    user_errors: Vec<UserError>,
}

/// What became of `respondToSeries`.
#[Object]
impl RespondToSeriesPayload {
    /// The series; null if there is none that the caller may see.
    async fn series(&self, ctx: &Context<'_>) -> Result<Option<Series>> {
        match self.series {
            Some(series) => Ok(load(ctx, series).await?.map(Series)),
            None => Ok(None),
        }
    }

    /// What became of each event, in order of their start; null if all of it was refused.
    #[graphql(complexity = "20 * child_complexity")]
    async fn answers(&self) -> Option<&Vec<RespondToOccurrencePayload>> {
        self.answers.as_ref()
    }

    /// Why all of it was refused; empty if it was not. Each of `answers` has its own.
    async fn user_errors(&self) -> &Vec<UserError> {
        &self.user_errors
    }
}

/// See the module.
#[derive(Default)]
pub struct RespondToSeriesMutation;

#[Object]
impl RespondToSeriesMutation {
    /// Answers the events of a series that are still to come, or some of them, as `respondToEvent` does
    /// with each: one that is full or takes no answer is refused by itself, and does not stop the others.
    /// Whoever comes is told by one message. Events that are made later are not answered.
    async fn respond_to_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RespondToSeriesInput,
    ) -> Result<RespondToSeriesPayload> {
        let series = decode::<SeriesId>(&input.series_id);
        let ids = |ids: &[ID]| ids.iter().map(|id| decode(id)).collect::<Vec<_>>();
        let wanted: Option<Vec<_>> = input.event_ids.as_deref().map(ids);
        let named: Option<Vec<EventId>> = wanted
            .as_ref()
            .map(|wanted| wanted.iter().filter_map(|id| id.clone().ok()).collect());
        let command = rsvp::RespondToSeries {
            series_id: series.clone(),
            event_ids: wanted,
            except_event_ids: ids(&input.except_event_ids),
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            answer: input.status.into(),
            party: input.party.map(Into::into),
            note: input.note,
            when_full: input.when_full.into(),
            answers: (input.answers).map(|answers| answers.into_iter().map(Into::into).collect()),
        };
        let key = input.idempotency_key;
        let answer = rsvp::respond_to_series(ctx.core(), ctx.actor(), command, key).await;
        let (answers, user_errors) = outcome(ctx, answer)?;
        let answers = answers.map(|answers| {
            let results = answers.results.into_iter();
            let told = results.map(|(event, result)| told(ctx, named.as_deref(), event, result));
            told.collect()
        });
        Ok(RespondToSeriesPayload {
            series: series.ok(),
            answers,
            user_errors,
        })
    }
}

/// What became of the answer to this event.
fn told(
    ctx: &Context<'_>,
    named: Option<&[EventId]>,
    event: EventId,
    result: EventsResult,
) -> RespondToOccurrencePayload {
    let (rsvp, refusals) = match result {
        Ok(row) => (Some(Rsvp(row)), Vec::new()),
        Err(refusals) => (None, refusals),
    };
    let speech = ctx.request().speech;
    let error = |refusal: Refusal| {
        if let Refusal::Input(InputError { path, rule }) = refusal {
            let path = placed(named, event, path);
            return UserError::new(&Refusal::Input(InputError { path, rule }), speech);
        }
        let mut error = UserError::new(&refusal, speech);
        let path = error.path_mut();
        *path = placed(named, event, std::mem::take(path));
        error
    };
    RespondToOccurrencePayload {
        event,
        rsvp,
        user_errors: refusals.into_iter().map(error).collect(),
    }
}

/// Where what names the event lies in the whole input.
fn placed(named: Option<&[EventId]>, event: EventId, path: Vec<String>) -> Vec<String> {
    if path.first().is_none_or(|first| first != "eventId") {
        return path;
    }
    let index = named.and_then(|named| named.iter().position(|id| *id == event));
    match index {
        Some(index) => vec!["eventIds".to_owned(), index.to_string()],
        None => vec!["seriesId".to_owned()],
    }
}
