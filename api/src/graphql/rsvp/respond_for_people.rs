//! `respondForPeople`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::Refusal;
use mulin_domain::input::InputError;
use mulin_domain::rsvp::{self, PersonsResult};
use mulin_entities::EventId;

use super::respond_to_event::{PartyInput, RsvpAnswer, WhenFull};
use super::types::{Rsvp, Via};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::event::types::Event;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::question::types::QuestionAnswerInput;
use crate::graphql::user_error::UserError;

/// The answer of one of the people.
#[derive(InputObject)]
pub struct PersonAnswerInput {
    /// Whose: of the household, or, while they agree, of the unit that the caller looks after; each
    /// person once.
    pub person_id: ID,
    /// What.
    pub status: RsvpAnswer,
    /// For whom, as in `respondToEvent`.
    pub party: Option<PartyInput>,
    /// A word to the organiser, as in `respondToEvent`.
    pub note: Option<String>,
    /// Answers to the event's questions, as in `respondToEvent`.
    pub answers: Option<Vec<QuestionAnswerInput>>,
}

/// Answers of several people to one event.
#[derive(InputObject)]
pub struct RespondForPeopleInput {
    /// To which event.
    pub event_id: ID,
    /// The way they came. PHONE, PAPER and DESK are for others than the caller.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Whose answers, 1 to 200, in the order in which they take seats.
    pub people: Vec<PersonAnswerInput>,
    /// What to do with each when the event is full.
    #[graphql(default_with = "WhenFull::Waitlist")]
    pub when_full: WhenFull,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of one person's answer.
#[derive(SimpleObject)]
pub struct RespondForPersonPayload {
    /// Whose, as it was given.
    pub person_id: ID,
    /// The answer as it stands now; null if refused.
    pub rsvp: Option<Rsvp>,
    /// Why it was refused; empty if it was not. Paths start from the top of `input`.
    pub user_errors: Vec<UserError>,
}

/// What became of `respondForPeople`.
#[derive(SimpleObject)]
pub struct RespondForPeoplePayload {
    /// What became of each, in the order of `people`; empty if all of it was refused.
    pub results: Vec<RespondForPersonPayload>,
    /// The event with its seats as they are now; null if there is none that the caller may see.
    pub event: Option<Event>,
    /// Why all of it was refused; empty if it was not. Each of `results` has its own.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RespondForPeopleMutation;

#[Object]
impl RespondForPeopleMutation {
    /// Answers an event for several people whom the caller may act for, in the order given. Each is
    /// bound by what binds the person: who is refused is left as they were, and does not stop the
    /// others. Each is told, as after `respondToEvent`.
    async fn respond_for_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answers.")] input: RespondForPeopleInput,
    ) -> Result<RespondForPeoplePayload> {
        let event_id = decode::<EventId>(&input.event_id);
        let ids: Vec<ID> = input
            .people
            .iter()
            .map(|one| one.person_id.clone())
            .collect();
        let person = |one: PersonAnswerInput| rsvp::PersonsAnswer {
            person_id: decode(&one.person_id),
            answer: one.status.into(),
            party: one.party.map(Into::into),
            note: one.note,
            answers: (one.answers).map(|answers| answers.into_iter().map(Into::into).collect()),
        };
        let command = rsvp::RespondForPeople {
            event_id: event_id.clone(),
            via: input.via.into(),
            when_full: input.when_full.into(),
            people: input.people.into_iter().map(person).collect(),
        };
        let key = input.idempotency_key;
        let answer = rsvp::respond_for_people(ctx.core(), ctx.actor(), command, key).await;
        let (responses, user_errors) = outcome(ctx, answer)?;
        let results = responses.map(|responses| responses.results);
        let results = results.unwrap_or_default().into_iter().zip(ids).enumerate();
        let results = results.map(|(index, (result, id))| told(ctx, index, result, id));
        let event = match event_id {
            Ok(id) if ctx.look_ahead().field("event").exists() => load(ctx, id).await?,
            _ => None,
        };
        Ok(RespondForPeoplePayload {
            results: results.collect(),
            event: event.map(Event::new),
            user_errors,
        })
    }
}

/// What became of the answer at this place.
fn told(
    ctx: &Context<'_>,
    index: usize,
    result: PersonsResult,
    person_id: ID,
) -> RespondForPersonPayload {
    let (rsvp, refusals) = match result {
        Ok(row) => (Some(Rsvp(row)), Vec::new()),
        Err(refusals) => (None, refusals),
    };
    let error = |refusal: Refusal| {
        let speech = ctx.request().speech;
        if let Refusal::Input(InputError { path, rule }) = refusal {
            let path = placed(index, path);
            return UserError::new(&Refusal::Input(InputError { path, rule }), speech);
        }
        let mut error = UserError::new(&refusal, speech);
        let path = error.path_mut();
        *path = placed(index, std::mem::take(path));
        error
    };
    RespondForPersonPayload {
        person_id,
        rsvp,
        user_errors: refusals.into_iter().map(error).collect(),
    }
}

/// Where a field of one answer lies in the whole input.
fn placed(index: usize, mut path: Vec<String>) -> Vec<String> {
    match path.first().map(String::as_str) {
        Some("eventId" | "via" | "idempotencyKey") => return path,
        Some("onBehalfOf") => path = vec!["personId".to_owned()],
        _ => {}
    }
    let mut whole = vec!["people".to_owned(), index.to_string()];
    whole.append(&mut path);
    whole
}
