//! Messages that were taken side by side are settled by one transaction: a commit for each would cost
//! more than sending it. Who settles waits for that commit, so that no more messages are under way
//! than there are places.

use std::collections::HashSet;
use std::sync::Arc;

use mulin_entities::{Channel, DeliveryId};
use sea_orm::{ConnectionTrait, DbErr, Value};
use tokio::sync::oneshot;

use super::outgoing::{About, Outgoing};
use super::settle::Taken;
use crate::actor::Actor;
use crate::core::Core;
use crate::dialect;
use crate::error::{Error, Result};
use crate::lanes::Lanes;
use crate::tx::Tx;

/// Messages that one transaction settles at most.
const TOGETHER: usize = 256;
/// Messages that may wait: as many as all senders of a process can hold.
const WAITING: usize = 100_000;

/// A message that was taken, under its fence.
#[derive(Clone, Debug)]
struct Sent {
    id: DeliveryId,
    generation: i32,
    taken: Taken,
}

struct Waiting {
    sent: Sent,
    reply: oneshot::Sender<Result<bool>>,
}

/// Whether nothing but its own row says that a message was taken: it carried no other, leaves no code
/// behind, and cost nothing that is to be counted.
pub(super) fn is_plain(message: &Outgoing, taken: &Taken) -> bool {
    message.channel == Channel::Email
        && message.carries.is_empty()
        && !message.is_bundled
        && !matches!(message.about, About::SignInCode(_))
        && taken.parts <= 0
        && taken.cost_micros <= 0
}

/// Notes that a plain message was taken. Answers whether its lease held; if not, nothing is noted.
pub(super) async fn sent(core: &Core, message: &Outgoing, taken: Taken) -> Result<bool> {
    let (reply, replied) = oneshot::channel();
    let waiting = Waiting {
        sent: Sent {
            id: message.id,
            generation: message.generation,
            taken,
        },
        reply,
    };
    let serving = core.clone();
    let serve = move |batch| serve(serving.clone(), batch);
    let lanes = core.kept(|_| Lanes::<Waiting>::new(1, WAITING, TOGETHER));
    if lanes.join(0, waiting, serve).is_err() {
        return Err(Error::internal("more messages than places are under way"));
    }
    replied
        .await
        .unwrap_or_else(|_| Err(Error::internal("a batch of messages was lost")))
}

async fn serve(core: Core, batch: Vec<Waiting>) {
    let all: Arc<[Sent]> = batch.iter().map(|one| one.sent.clone()).collect();
    let noted = core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move { Ok(Held(note(tx, &all).await?)) })
        })
        .await;
    match noted {
        Ok(Held(held)) => {
            for one in batch {
                // Who went away has no use for it.
                let _ = one.reply.send(Ok(held.contains(&one.sent.id)));
            }
        }
        Err(Error::Unavailable(error)) => {
            let told = error.to_string();
            for one in batch {
                let away = DbErr::Custom(told.clone());
                let _ = one.reply.send(Err(Error::Unavailable(away)));
            }
        }
        Err(error) => {
            tracing::error!(%error, "messages were taken, and that could not be noted");
            for one in batch {
                let told = Error::internal("a batch of messages failed");
                let _ = one.reply.send(Err(told));
            }
        }
    }
}

/// Those whose lease held.
struct Held(HashSet<DeliveryId>);

impl crate::tx::CommandResult for Held {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

async fn note(tx: &Tx, all: &[Sent]) -> Result<HashSet<DeliveryId>> {
    let rows = dialect::padded(all.iter());
    let places = dialect::places(rows.len(), "(?, ?, ?, ?)");
    // Locked in the order of their keys, as by whoever withdraws several.
    let lock = dialect::for_update_of(tx.db(), "delivery");
    let text = format!(
        "WITH taken (id, generation, provider, provider_ref) AS (VALUES {places}),
            held AS MATERIALIZED (
                SELECT delivery.id, taken.provider, taken.provider_ref
                FROM taken JOIN delivery
                    ON delivery.id = taken.id AND delivery.generation = taken.generation
                WHERE delivery.settled_at IS NULL ORDER BY delivery.id{lock})
         UPDATE delivery SET state = 'SENT', last_error = NULL, settled_at = ?,
            provider = held.provider, provider_ref = held.provider_ref, parts = 0, cost_micros = 0
         FROM held WHERE delivery.id = held.id
         RETURNING delivery.id"
    );
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 4 + 1);
    for one in rows {
        values.extend([
            one.id.into(),
            one.generation.into(),
            one.taken.provider.clone().into(),
            one.taken.provider_ref.clone().into(),
        ]);
    }
    values.push(tx.now().into());
    let statement = dialect::sql(tx.db(), &text, values);
    let rows = tx.db().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}
