//! Who asks, looked up for each request; those who come at the same moment by one statement.

use mulin_entities::{PersonId, SessionId};
use sea_orm::{DbBackend, DbErr};
use tokio::sync::oneshot;

use super::store::{self, Shown};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::lanes::Lanes;

/// People that one statement looks up at most.
const TOGETHER: usize = 128;
/// Requests that may wait in one lane.
const WAITING: usize = 20_000;
/// Statements at once on PostgreSQL.
const LANES: usize = 2;

/// Those who wait to be looked up.
type Lookups = Lanes<Waiting>;

/// Somebody who waits to be looked up.
#[derive(Debug)]
struct Waiting {
    shown: Shown,
    reply: oneshot::Sender<Result<Option<Actor>>>,
}

/// The queues of a process.
fn queues(backend: DbBackend) -> Lookups {
    let lanes = match backend {
        DbBackend::Postgres => LANES,
        _ => 1,
    };
    Lanes::new(lanes, WAITING, TOGETHER)
}

/// As [`store::actor`], as of a moment after the call.
///
/// Errors: `Throttled` where too many wait.
pub async fn actor(core: &Core, id: PersonId, session: Option<SessionId>) -> Result<Option<Actor>> {
    let (reply, replied) = oneshot::channel();
    let waiting = Waiting {
        shown: (id, session),
        reply,
    };
    let serving = core.clone();
    let serve = move |batch| serve(serving.clone(), batch);
    if core
        .kept(queues)
        .join(id.0.as_u128(), waiting, serve)
        .is_err()
    {
        return Err(Error::Throttled);
    }
    let lost = |_| Err(Error::internal("a look-up was lost"));
    replied.await.unwrap_or_else(lost)
}

async fn serve(core: Core, batch: Vec<Waiting>) {
    let shown: Vec<Shown> = batch.iter().map(|waiting| waiting.shown).collect();
    let found = store::actors(core.db().reader(), &shown, core.now()).await;
    let fail = |error: &Error| match error {
        Error::Unavailable(error) => Error::Unavailable(DbErr::Custom(error.to_string())),
        other => Error::internal(other.to_string()),
    };
    match found {
        Ok(actors) => {
            for (waiting, actor) in batch.into_iter().zip(actors) {
                // Who went away has no use for it.
                let _ = waiting.reply.send(Ok(actor));
            }
        }
        Err(error) => {
            for waiting in batch {
                let _ = waiting.reply.send(Err(fail(&error)));
            }
        }
    }
}
