//! `respondToEvent`

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::rsvp;
use mulin_entities::EventId;

use super::types::{Rsvp, Via};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::event::types::Event;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::person::acting::acting;
use crate::graphql::question::types::QuestionAnswerInput;
use crate::graphql::user_error::UserError;

/// What a client may answer.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::rsvp::Answer")]
pub enum RsvpAnswer {
    /// Comes.
    Going,
    /// Perhaps.
    Maybe,
    /// Does not come.
    Declined,
}

/// What to do when the event is full.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::rsvp::WhenFull")]
pub enum WhenFull {
    /// Join the waitlist.
    Waitlist,
    /// Refuse, with EVENT_FULL.
    Refuse,
}

/// Who comes; 1 to 20 in all, or as few as the event allows.
#[derive(InputObject)]
pub struct PartyInput {
    /// Adults, the respondent among them.
    #[graphql(default = 1)]
    pub adults: i32,
    /// Children.
    #[graphql(default = 0)]
    pub children: i32,
}

impl From<PartyInput> for rsvp::Party {
    fn from(party: PartyInput) -> Self {
        Self {
            adults: party.adults,
            children: party.children,
        }
    }
}

/// An answer.
#[derive(InputObject)]
pub struct RespondToEventInput {
    /// To which event.
    pub event_id: ID,
    /// Whose answer; the caller's if left out. For a person whom the caller may act for: of the
    /// household, or, while they agree, of the unit that the caller looks after.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// What.
    pub status: RsvpAnswer,
    /// For whom; as in the answer before if left out, or one adult. Seats are given to a whole
    /// party or not at all.
    pub party: Option<PartyInput>,
    /// A word to the organiser, up to 500 characters; empty to remove it, as before if left out.
    pub note: Option<String>,
    /// What to do when the event is full.
    #[graphql(default_with = "WhenFull::Waitlist")]
    pub when_full: WhenFull,
    /// All answers to the event's questions, in place of those before; as before if left out, then also
    /// for a newer form where it asks the same. Who is GOING must have answered what is required.
    pub answers: Option<Vec<QuestionAnswerInput>>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `respondToEvent`.
#[derive(SimpleObject)]
pub struct RespondToEventPayload {
    /// The answer as it stands now; null if refused.
    pub rsvp: Option<Rsvp>,
    /// The event with its seats as they are now; null if there is none that the caller may see.
    pub event: Option<Event>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RespondToEventMutation;

#[Object]
impl RespondToEventMutation {
    /// Answers an event for oneself and one's party, or for somebody one may act for, or changes the
    /// answer. GOING on a full event
    /// joins the waitlist. A party that grows keeps its old answer if there is no room.
    async fn respond_to_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RespondToEventInput,
    ) -> Result<RespondToEventPayload> {
        let event_id = decode::<EventId>(&input.event_id);
        let command = rsvp::RespondToEvent {
            event_id: event_id.clone(),
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            answer: input.status.into(),
            party: input.party.map(Into::into),
            note: input.note,
            when_full: input.when_full.into(),
            answers: (input.answers).map(|answers| answers.into_iter().map(Into::into).collect()),
        };
        let answer =
            rsvp::respond_to_event(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        // Asked for only if it is wanted: the rush of a popular event answers without it.
        let event = match event_id {
            Ok(id) if ctx.look_ahead().field("event").exists() => load(ctx, id).await?,
            _ => None,
        };
        Ok(RespondToEventPayload {
            rsvp: row.map(Rsvp),
            event: event.map(Event::new),
            user_errors,
        })
    }
}
