//! Takes what somebody answers to the questions of an event, as a part of their answer to it.

use mulin_entities::{EventId, QuestionId, RsvpId, RsvpState, event, rsvp};

use super::rules::{AnswerInput, Question, Value};
use super::{answer_rules, store};
use crate::error::Result;
use crate::event as events;
use crate::input::Faults;
use crate::tx::Tx;

/// What becomes of the answers to an event's questions.
#[derive(Debug)]
pub enum Taken {
    /// They stay.
    AsBefore,
    /// These take the place of those before.
    Anew {
        /// The version of the form that they answer.
        version: i32,
        /// All of them.
        answers: Vec<(QuestionId, Value)>,
    },
}

impl Taken {
    /// Whether anything is to be written.
    pub fn changes(&self) -> bool {
        matches!(self, Self::Anew { .. })
    }

    /// The version that is answered then.
    pub fn version(&self, before: i32) -> i32 {
        match self {
            Self::AsBefore => before,
            Self::Anew { version, .. } => *version,
        }
    }

    /// Writes them beside the answer to the event.
    pub async fn write(&self, tx: &Tx, rsvp: RsvpId) -> Result<()> {
        match self {
            Self::AsBefore => Ok(()),
            Self::Anew { answers, .. } => store::replace(tx, rsvp, answers).await,
        }
    }
}

type Form = Vec<(QuestionId, Question)>;

async fn form(tx: &Tx, event: &event::Model) -> Result<Form> {
    let rows = store::form(tx.db(), event.id, event.form_version).await?;
    let asked = rows.iter().map(|row| (row.id, Question::from(row)));
    Ok(asked.collect())
}

/// Checks the answers, and that none is missing of who comes. Left out, they are as before: what was
/// answered to an older form counts for the current one where it asks the same. An event without
/// questions costs no statement, nor does who has answered the current form before. The caller holds
/// the lock of the event's seats, which whoever changes the form takes.
pub async fn take(
    tx: &Tx,
    event: &event::Model,
    old: Option<&rsvp::Model>,
    comes: bool,
    given: Option<&[AnswerInput]>,
) -> Result<Taken> {
    let version = event.form_version;
    let is_current = old.is_some_and(|old| old.form_version == version);
    // Who has, or waits for, seats was asked when they said so.
    let was_asked = is_current && old.is_some_and(|old| may_have_seats(old.state));
    let nothing_new = match given {
        None => version == 0 || !comes || was_asked,
        Some(given) => version == 0 && given.is_empty(),
    };
    if nothing_new {
        return Ok(Taken::AsBefore);
    }
    let form = form(tx, event).await?;
    let before = match old {
        Some(old) if old.form_version > 0 => store::answers(tx.db(), [old.id]).await?,
        _ => Vec::new(),
    };
    let mut faults = Faults::default();
    let answers = match given {
        Some(given) => answer_rules::answers(&mut faults, &form, given),
        None => {
            let before: Vec<(Question, Value)> = before
                .iter()
                .map(|one| (Question::from(&one.question), one.value.clone()))
                .collect();
            answer_rules::carried(&before, &form)
        }
    };
    if comes {
        answer_rules::must_be_complete(&mut faults, &form, &answers);
    }
    faults.finish()?;
    let same = is_current
        && before.len() == answers.len()
        && before
            .iter()
            .all(|one| answers.contains(&(one.question.id, one.value.clone())));
    if same {
        return Ok(Taken::AsBefore);
    }
    Ok(Taken::Anew { version, answers })
}

/// Notes the faults of given answers beside others that were found before the event was locked, so
/// that all are told at once. Of an event that the actor does not see nothing is told.
pub async fn add_faults(
    tx: &Tx,
    faults: &mut Faults,
    event: EventId,
    comes: bool,
    given: Option<&[AnswerInput]>,
) -> Result<()> {
    let Some(given) = given else {
        return Ok(());
    };
    let event = events::store::event(tx.db(), event).await?;
    let seen = event.filter(|event| events::policy::may_see(tx.actor(), event));
    if let Some(event) = seen {
        let form = form(tx, &event).await?;
        let answers = answer_rules::answers(faults, &form, given);
        if comes {
            answer_rules::must_be_complete(faults, &form, &answers);
        }
    }
    Ok(())
}

fn may_have_seats(state: RsvpState) -> bool {
    use RsvpState::{Going, Offered, Requested, Waitlisted};
    matches!(state, Going | Waitlisted | Offered | Requested)
}
