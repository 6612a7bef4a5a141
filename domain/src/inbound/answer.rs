//! An answer to the last message about an event that a telephone got.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::{EventId, InboundOutcome, InboundTextId, PersonId, Via};

use super::receive::Written;
use super::store::Told;
use crate::actor::{Actor, LinkActor};
use crate::clock::CLOCKS_APART;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::person::Acting;
use crate::rsvp::{self, Answer, RespondToEvent, WhenFull, respond_to_event};

/// How long after a message its answer is one to it.
pub(super) const ANSWERED_WITHIN: TimeDelta = TimeDelta::days(14);

/// What a yes or a no is about.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// No message asked anything.
    None,
    /// One person was asked about one event.
    One { person: PersonId, event: EventId },
    /// Several people who share the telephone were asked: nobody knows who answers.
    Several { event: EventId },
}

impl Question {
    pub(super) fn of(told: &[Told]) -> Self {
        match told {
            [] => Self::None,
            [one] => Self::One {
                person: one.person_id,
                event: one.event_id,
            },
            [first, ..] => Self::Several {
                event: first.event_id,
            },
        }
    }

    /// About which event.
    pub(super) fn event(&self) -> Option<EventId> {
        match self {
            Self::None => None,
            Self::One { event, .. } | Self::Several { event } => Some(*event),
        }
    }
}

/// Whether the person had answered otherwise between the writing of a text and its coming: then that is
/// their last word. What was answered since it came may be the text's own answer.
pub(super) async fn is_outdated(
    core: &Core,
    written: Written,
    person: PersonId,
    event: EventId,
) -> Result<bool> {
    let known = rsvp::store::of_person(core.db().reader(), event, person).await?;
    Ok(known.is_some_and(|known| {
        known.answered_at > written.at + CLOCKS_APART && known.answered_at < written.received_at
    }))
}

/// Answers as the person, who may do no more by it than by a personal link. The text's own key makes
/// it one answer, however often the text comes.
pub(super) async fn give(
    core: &Core,
    text: InboundTextId,
    person: PersonId,
    event: EventId,
    answer: Answer,
) -> Result<InboundOutcome> {
    let actor = Actor::Link(Arc::new(LinkActor::by_text(person, event)));
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: Acting {
            on_behalf_of: None,
            via: Via::Sms,
        },
        answer,
        party: None,
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    let key = format!("text:{}", text.0.simple());
    match respond_to_event(core, &actor, input, Some(key)).await {
        Ok(_) => Ok(InboundOutcome::Answered),
        // The answer came too late, the event asks questions, the party is too large.
        Err(Error::Refused(_) | Error::Unauthenticated | Error::Forbidden) => {
            Ok(InboundOutcome::Refused)
        }
        Err(error) => Err(error),
    }
}
