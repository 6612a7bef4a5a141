//! Takes a text that somebody wrote.

use chrono::{SubsecRound, TimeDelta};
use mulin_entities::{EventId, InboundMeaning, InboundOutcome, InboundTextId, inbound_text};

use super::answer::{ANSWERED_WITHIN, Question, give, is_outdated};
use super::store::{self, Told};
use super::{help, opt};
use crate::actor::Actor;
use crate::clock::{CLOCKS_APART, Instant};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::Faults;
use crate::person::rules::phone_number;
use crate::rsvp::Answer;
use crate::text_words::Meaning;
use crate::tx::{CommandResult, Tx};

/// A text that somebody wrote. Number and words are read, and not kept.
#[derive(Clone)]
pub struct InboundText {
    /// By whom it came.
    pub provider: String,
    /// Its name there, by which it is taken once.
    pub reference: String,
    /// The number it came from, in any spelling.
    pub from: String,
    /// The words.
    pub text: String,
    /// When it was written; now if the provider does not tell, or tells what cannot be.
    pub at: Option<Instant>,
}

/// Providers hold a text back for some days at most, while a telephone or their callback is out of
/// reach.
const HELD_BACK: TimeDelta = TimeDelta::days(7);

impl std::fmt::Debug for InboundText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InboundText")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// What.
    pub outcome: InboundOutcome,
    /// Whether it had come before.
    pub again: bool,
}

/// Takes a text, once: one that comes again does nothing again. Numbers that nobody has are no matter
/// of ours, and get no reply.
///
/// Errors: `Unavailable` and internal ones; the provider is then to hand it over again.
pub async fn receive(core: &Core, text: InboundText) -> Result<Received> {
    let meaning = core
        .settings()
        .text_words
        .meaning(&text.provider, &text.text);
    let number = number(&text.from);
    let begun = core
        .transact(&Actor::System, {
            let number = number.clone();
            move |tx| Box::pin(async move { begin(tx, text, number, meaning).await })
        })
        .await?;
    let (written, answer, question) = match begun {
        Begun::Ended(received) => return Ok(received),
        Begun::Open {
            written,
            answer,
            question,
        } => (written, answer, question),
    };
    // In a transaction of its own, as any answer is.
    let outcome = match question {
        Question::One { person, event } if is_outdated(core, written, person, event).await? => {
            InboundOutcome::Superseded
        }
        Question::One { person, event } => give(core, written.id, person, event, answer).await?,
        Question::Several { .. } => InboundOutcome::Ambiguous,
        Question::None => InboundOutcome::NoQuestion,
    };
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            end(tx, written, number, outcome, question.event()).await?;
            Ok(Received {
                outcome,
                again: false,
            })
        })
    })
    .await
}

/// A number as E.164; none if it is none, as of a service.
fn number(from: &str) -> Option<String> {
    let read = |text: &str| phone_number(&mut Faults::default(), "from", Some(text));
    let is_figures = !from.is_empty() && from.bytes().all(|byte| byte.is_ascii_digit());
    // Some leave the plus out.
    read(from).or_else(|| is_figures.then(|| read(&format!("+{from}"))).flatten())
}

/// A text that was written down, and its times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) id: InboundTextId,
    /// When somebody wrote it.
    pub(super) at: Instant,
    /// When it first came.
    pub(super) received_at: Instant,
}

/// When a text was written. A time to come would outrank whatever is said meanwhile, and one of long
/// ago would answer and refuse nothing any more: both are a clock or a zone that is wrong, and the time
/// at which the text came is nearer to the truth.
fn written_at(told: Option<Instant>, now: Instant) -> Instant {
    told.map(|at| at.trunc_subsecs(6))
        .filter(|at| *at <= now && now - *at <= HELD_BACK)
        .unwrap_or(now)
}

/// What the first transaction found.
enum Begun {
    /// All is done.
    Ended(Received),
    /// An answer is to be given.
    Open {
        written: Written,
        answer: Answer,
        question: Question,
    },
}

impl CommandResult for Begun {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

impl CommandResult for Received {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

async fn begin(
    tx: &mut Tx,
    text: InboundText,
    number: Option<String>,
    meaning: Meaning,
) -> Result<Begun> {
    let lookup = number.as_deref();
    let row = inbound_text::Model {
        id: tx.new_id(),
        provider: text.provider,
        provider_ref: text.reference,
        lookup: lookup.map(|number| tx.core().keyring().lookup(number)),
        meaning: stored(meaning),
        outcome: None,
        event_id: None,
        at: written_at(text.at, tx.now()),
        received_at: tx.now(),
    };
    let row = store::note(tx, row).await?;
    let row = row.ok_or_else(|| Error::internal("a text was not written down"))?;
    if let Some(outcome) = row.outcome {
        return Ok(Begun::Ended(Received {
            outcome,
            again: true,
        }));
    }
    let (people, told) = asked(tx, number.as_deref(), row.at).await?;
    let outcome = match meaning {
        _ if people.is_empty() => InboundOutcome::Nobody,
        Meaning::OptOut => {
            opt::out(tx, &people, row.at).await?;
            InboundOutcome::OptedOut
        }
        Meaning::OptIn => {
            opt::back_in(tx, &people, row.at).await?;
            InboundOutcome::OptedIn
        }
        Meaning::Yes | Meaning::No => {
            return Ok(Begun::Open {
                written: Written {
                    id: row.id,
                    at: row.at,
                    received_at: row.received_at,
                },
                answer: if meaning == Meaning::Yes {
                    Answer::Going
                } else {
                    Answer::Declined
                },
                question: Question::of(&told),
            });
        }
        Meaning::Unclear => {
            help::reply(tx, &people).await?;
            help::call(tx, &told).await?;
            InboundOutcome::Unclear
        }
    };
    let event = told.first().map(|told| told.event_id);
    store::finish(tx, row.id, outcome, event).await?;
    Ok(Begun::Ended(Received {
        outcome,
        again: false,
    }))
}

async fn end(
    tx: &mut Tx,
    written: Written,
    number: Option<String>,
    outcome: InboundOutcome,
    event: Option<EventId>,
) -> Result<()> {
    let is_known = matches!(
        outcome,
        InboundOutcome::Answered | InboundOutcome::Superseded
    );
    if !is_known {
        let (people, told) = asked(tx, number.as_deref(), written.at).await?;
        help::reply(tx, &people).await?;
        help::call(tx, &told).await?;
    }
    store::finish(tx, written.id, outcome, event).await
}

/// Who has the number, and who of them had last been written to about which event when somebody wrote.
async fn asked(
    tx: &Tx,
    number: Option<&str>,
    at: Instant,
) -> Result<(Vec<mulin_entities::person::Model>, Vec<Told>)> {
    let Some(number) = number else {
        return Ok((Vec::new(), Vec::new()));
    };
    let people = store::with_number(tx.core(), tx.db(), number).await?;
    let between = (at - ANSWERED_WITHIN, at + CLOCKS_APART);
    let told = store::last_told(tx.db(), &people, between).await?;
    Ok((people, told))
}

fn stored(meaning: Meaning) -> InboundMeaning {
    match meaning {
        Meaning::OptOut => InboundMeaning::OptOut,
        Meaning::OptIn => InboundMeaning::OptIn,
        Meaning::Yes => InboundMeaning::Yes,
        Meaning::No => InboundMeaning::No,
        Meaning::Unclear => InboundMeaning::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_cannot_be_are_those_of_receipt() {
        let now: Instant = "2027-02-20T12:00:00Z".parse().unwrap();
        let before = |seconds| now - TimeDelta::seconds(seconds);
        let week = 7 * 24 * 3_600;
        for (told, expected) in [
            (None, now),
            (Some(now), now),
            (Some(before(1)), before(1)),
            (Some(before(week)), before(week)),
            (Some(before(week + 1)), now),
            (Some(before(-1)), now),
            (Some(Instant::UNIX_EPOCH), now),
        ] {
            assert_eq!(written_at(told, now), expected, "{told:?}");
        }
    }

    #[test]
    fn numbers_come_in_many_spellings() {
        for from in [
            "+8613812345678",
            "8613812345678",
            "13812345678",
            "008613812345678",
        ] {
            assert_eq!(number(from).as_deref(), Some("+8613812345678"), "{from}");
        }
        assert_eq!(number("4915112345678").as_deref(), Some("+4915112345678"));
        for none in ["", "10086", "BANK", "+"] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
