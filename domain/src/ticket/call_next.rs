//! A station calls the next ticket.
//!
//! Stations that call while others do are served together: one transaction takes the locks that a single
//! call takes, in the same order, and gives each their own ticket or refusal, so that a queue makes more
//! calls a second than there are commits.

use std::sync::Arc;
use std::time::Duration;

use mulin_entities::{StationId, stall, stall_service, station, ticket};
use serde::Serialize;
use tokio::sync::oneshot;
use tracing::{Instrument, Span};
use uuid::Uuid;

use super::calls;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::view::EventView;
use crate::idempotency::is_key;
use crate::input::{Faults, IdInput, Rule};
use crate::lanes::Lanes;
use crate::tx::CommandResult;

/// Calls that one transaction makes at most.
const TOGETHER: usize = 64;
/// Calls that may wait in one lane: some seconds' work.
const WAITING: usize = 1_000;
/// Stations that were answered together may call together again: so long a batch waits for them.
const BREATH: Duration = Duration::from_micros(1_500);

/// Who calls.
#[derive(Clone, Debug, Serialize)]
pub struct CallNext {
    /// The station.
    pub station_id: IdInput<StationId>,
}

/// Who was called.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The station.
    pub station: station::Model,
    /// The ticket; none if nobody waits.
    pub ticket: Option<ticket::Model>,
    /// The station's event.
    pub event: Arc<EventView>,
    /// The station's stall.
    pub stall: stall::Model,
    /// What the ticket is for.
    pub service: Option<stall_service::Model>,
}

impl CommandResult for Called {
    fn result_id(&self) -> Option<Uuid> {
        self.ticket.as_ref().map(|ticket| ticket.id.0)
    }
}

/// A call that can be made with others.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Who calls.
    pub actor: Actor,
    /// To which station.
    pub station_id: StationId,
    /// The client's key.
    pub key: Option<String>,
}

/// Somebody who waits for their call to be made.
struct Caller {
    asked: Asked,
    reply: oneshot::Sender<Result<Called>>,
    /// The request's, for what is logged about it.
    span: Span,
}

type Callers = Lanes<Caller>;

fn callers() -> Callers {
    // One lane: stations of one stall want the same queue, and two batches would wait for each other.
    Lanes::new(1, WAITING, TOGETHER).with_breath(BREATH)
}

/// Calls who is next of what the station serves, and tells those behind them that it is nearly their
/// turn. A station calls one at a time. The same key again answers the same ticket, also where the
/// station was cut off before it heard the answer.
///
/// Errors: `Throttled` where too many wait.
pub async fn call_next(
    core: &Core,
    actor: &Actor,
    input: CallNext,
    key: Option<String>,
) -> Result<Called> {
    actor.person()?;
    let mut faults = Faults::default();
    let station_id = faults.id("stationId", "Station", input.station_id);
    if !key.as_deref().is_none_or(is_key) {
        let expected = "1 to 128 visible ASCII characters, for example a UUID";
        faults.add("idempotencyKey", Rule::Format { expected });
    }
    faults.finish()?;
    let station_id = station_id.ok_or_else(|| Error::not_found("stationId"))?;
    let (reply, replied) = oneshot::channel();
    let caller = Caller {
        asked: Asked {
            actor: actor.clone(),
            station_id,
            key,
        },
        reply,
        span: Span::current(),
    };
    let serving = core.clone();
    let serve = move |batch| serve(serving.clone(), batch);
    let lane = station_id.0.as_u128();
    if core.kept(|_| callers()).join(lane, caller, serve).is_err() {
        return Err(Error::Throttled);
    }
    replied
        .await
        .unwrap_or_else(|_| Err(Error::internal("a batch of calls was lost")))
}

/// Makes a batch of calls and replies to each. Where it fails as a whole, each is made by itself.
async fn serve(core: Core, mut batch: Vec<Caller>) {
    let asked: Vec<Asked> = batch.iter().map(|caller| caller.asked.clone()).collect();
    let span = tracing::info_span!(parent: None, "calls", calls = asked.len());
    match make(&core, asked).instrument(span.clone()).await {
        Ok(verdicts) => {
            for (caller, verdict) in batch.into_iter().zip(verdicts) {
                caller.tell(verdict);
            }
        }
        Err(error) if batch.len() == 1 => {
            if let Some(caller) = batch.pop() {
                caller.tell(Err(error));
            }
        }
        Err(error) => {
            span.in_scope(|| tracing::error!(%error, "calls failed; they are made one by one"));
            for caller in batch {
                let asked = vec![caller.asked.clone()];
                let made = make(&core, asked).instrument(caller.span.clone()).await;
                let verdict = made.and_then(|mut verdicts| {
                    let lost = || Err(Error::internal("a call has no outcome"));
                    verdicts.pop().unwrap_or_else(lost)
                });
                caller.tell(verdict);
            }
        }
    }
}

async fn make(core: &Core, asked: Vec<Asked>) -> Result<Vec<Result<Called>>> {
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move { calls::make_all(tx, &asked).await })
    })
    .await
}

impl Caller {
    fn tell(self, verdict: Result<Called>) {
        // Who went away has no use for it.
        let _ = self.reply.send(verdict);
    }
}
