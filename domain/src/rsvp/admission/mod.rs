//! A rush is admitted in batches: those who answer for themselves while others are being admitted are
//! admitted together, in order of arrival, by one transaction; each gets their own result or refusal.
//!
//! The database still decides: the batch holds the locks that a single answer holds, in the same
//! order, so that any number of processes may admit people to one event.

mod batch;
mod rooms;
mod store;

use std::sync::Arc;

use mulin_entities::{EventId, Via, rsvp};
use sea_orm::{DbBackend, DbErr};
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

use super::answering::Said;
use super::respond::{RespondToEvent, respond_alone};
use crate::actor::{Actor, PersonActor};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::is_key;
use crate::input::Faults;
use crate::lanes::Lanes;
use crate::person::Acting;
use crate::person::acting::Guest;

/// Answers that one transaction admits at most.
const TOGETHER: usize = 256;
/// Answers that may wait in one lane: some seconds' work.
const WAITING: usize = 5_000;
/// Transactions at once on PostgreSQL: while one waits for its commit, another decides. All answers to
/// one event take the same lane, so that two batches never wait for each other's seats.
const LANES: usize = 2;

/// Those who wait to be admitted.
type Admission = Lanes<Waiting>;

/// The queues of a process.
fn queues(backend: DbBackend) -> Admission {
    let lanes = match backend {
        DbBackend::Postgres => LANES,
        _ => 1,
    };
    Lanes::new(lanes, WAITING, TOGETHER)
}

/// An answer that can be admitted with others: a signed-in person's own, by the app, without a fault.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    actor: Actor,
    own: Guest,
    event_id: EventId,
    input: RespondToEvent,
    key: Option<String>,
}

/// Somebody who waits for their answer to be admitted.
#[derive(Debug)]
struct Waiting {
    asked: Asked,
    reply: oneshot::Sender<Result<rsvp::Model>>,
    /// The request's, for what is logged about it.
    span: Span,
}

impl Asked {
    /// Takes what can be admitted with others, and gives back all else.
    pub(super) fn plain(
        actor: &Actor,
        input: RespondToEvent,
        key: Option<String>,
    ) -> std::result::Result<Self, Box<(RespondToEvent, Option<String>)>> {
        let Some((own, event_id)) = actor.signed_in().and_then(|own| plain(own, &input)) else {
            return Err(Box::new((input, key)));
        };
        if !key.as_deref().is_none_or(is_key) {
            return Err(Box::new((input, key)));
        }
        Ok(Self {
            actor: actor.clone(),
            own,
            event_id,
            input,
            key,
        })
    }

    fn said(&self) -> Said {
        self.input.said(&mut Faults::default()).0
    }
}

/// Who answers what, if it is plain.
fn plain(own: &PersonActor, input: &RespondToEvent) -> Option<(Guest, EventId)> {
    // Whoever adds a field decides here whether an answer with it is plain.
    let RespondToEvent {
        event_id,
        acting: Acting { on_behalf_of, via },
        answer: _,
        party,
        note: _,
        when_full: _,
        answers: None,
    } = input
    else {
        return None;
    };
    let event_id = *event_id.as_ref().ok()?;
    let for_oneself = on_behalf_of.is_none() && *via == Via::App;
    // Who names somebody, or does not come themselves, is looked at more closely.
    let alone = (party.as_ref()).is_none_or(|it| it.respondent_comes && it.member_ids.is_none());
    let mut faults = Faults::default();
    input.said(&mut faults);
    (for_oneself && alone && faults.is_empty()).then(|| (Guest::oneself(own, *via), event_id))
}

/// Waits for the answer to be admitted. Who stops waiting is admitted all the same.
///
/// Errors: those of a single answer; `Throttled` where too many wait.
pub(super) async fn admit(core: &Core, asked: Asked) -> Result<rsvp::Model> {
    let (reply, replied) = oneshot::channel();
    let lane = asked.event_id.0.as_u128();
    let waiting = Waiting {
        asked,
        reply,
        span: Span::current(),
    };
    let serving = core.clone();
    let serve = move |batch| serve(serving.clone(), batch);
    if core.kept(queues).join(lane, waiting, serve).is_err() {
        return Err(Error::Throttled);
    }
    replied
        .await
        .unwrap_or_else(|_| Err(Error::internal("a batch of answers was lost")))
}

/// Waits until everybody who answered in this process has been admitted or refused.
pub async fn drained(core: &Core) {
    core.kept(queues).drained().await;
}

/// Admits a batch and replies to each.
async fn serve(core: Core, batch: Vec<Waiting>) {
    let span = tracing::info_span!(parent: None, "admission", answers = batch.len());
    let asked: Arc<[Asked]> = batch.iter().map(|waiting| waiting.asked.clone()).collect();
    let body = asked.clone();
    let verdicts = core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move { batch::admit_all(tx, &body).await })
        })
        .instrument(span.clone())
        .await;
    match verdicts {
        Ok(verdicts) => {
            span.in_scope(|| tracing::debug!(answers = batch.len(), "admitted together"));
            for (waiting, verdict) in batch.into_iter().zip(verdicts) {
                match verdict {
                    batch::Verdict::Done(result) => waiting.tell(*result),
                    batch::Verdict::Alone => {
                        let (core, aside) = (core.clone(), core.kept(queues).aside());
                        tokio::spawn(async move {
                            waiting.alone(&core).await;
                            drop(aside);
                        });
                    }
                }
            }
        }
        Err(Error::Unavailable(error)) => {
            for waiting in batch {
                waiting.tell(Err(Error::Unavailable(DbErr::Custom(error.to_string()))));
            }
        }
        Err(error) => {
            span.in_scope(|| {
                tracing::error!(%error, "a batch of answers failed; they are admitted one by one");
            });
            for waiting in batch {
                waiting.alone(&core).await;
            }
        }
    }
}

impl Waiting {
    async fn alone(self, core: &Core) {
        let Asked {
            actor, input, key, ..
        } = self.asked.clone();
        let result = respond_alone(core, &actor, input, key)
            .instrument(self.span.clone())
            .await;
        self.tell(result);
    }

    fn tell(self, result: Result<rsvp::Model>) {
        // Who went away has no use for it.
        let _ = self.reply.send(result);
    }
}
