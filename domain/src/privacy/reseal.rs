//! Seals anew, with the current master key, what an earlier one sealed.
//!
//! In batches of their own transactions, each found by the key that sealed it: stopping it at any
//! moment loses nothing, and the next run goes on where it stopped. Servers may run meanwhile, as long
//! as all of them know both keys.

use mulin_entities::signing_key;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::sealed_store::{self as store, Resealed, SealedTable};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::tx::{CommandResult, Tx};

/// Rows that one transaction takes.
const BATCH: u64 = 500;

/// Names of master keys that something is sealed by and that are not configured: nobody can read it,
/// until they are.
pub async fn missing_keys(core: &Core) -> Result<Vec<String>> {
    let mut missing = store::keys_in_use(core).await?;
    missing.retain(|key| !core.keyring().knows(key));
    missing.sort_unstable();
    missing.dedup();
    Ok(missing)
}

/// How many values are sealed by an earlier key. Codes to sign in with are left out: see
/// [`codes_until`].
pub async fn outstanding(core: &Core) -> Result<u64> {
    let mut count = store::older_signing_keys(core).await?;
    for table in store::sealed_tables() {
        for key in core.keyring().key_ids().skip(1) {
            count += store::sealed_by(core, &table, key).await?;
        }
    }
    Ok(count)
}

/// Until when codes count that an earlier key sealed; none if there are none. They are not sealed
/// anew, because they last for minutes.
pub async fn codes_until(core: &Core) -> Result<Option<Instant>> {
    store::codes_until(core).await
}

/// Seals everything anew that an earlier key sealed. `report` is told after each batch how many that
/// were.
pub async fn reseal(core: &Core, report: &(dyn Fn(u64) + Sync)) -> Result<()> {
    report(reseal_signing_keys(core).await?);
    let earlier: Vec<String> = core
        .keyring()
        .key_ids()
        .skip(1)
        .map(str::to_owned)
        .collect();
    for table in store::sealed_tables() {
        for key in &earlier {
            let mut after = Uuid::nil();
            while let Some(batch) = batch(core, table, key.clone(), after).await? {
                report(batch.rows);
                after = batch.last;
            }
        }
    }
    Ok(())
}

/// What one transaction sealed anew.
struct Batch {
    rows: u64,
    last: Uuid,
}

impl CommandResult for Option<Batch> {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

async fn batch(core: &Core, table: SealedTable, key: String, after: Uuid) -> Result<Option<Batch>> {
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let old = store::lock_sealed(tx, &table, &key, after, BATCH).await?;
            let Some(last) = old.last().map(|row| row.id) else {
                return Ok(None);
            };
            let rows = old.len() as u64;
            let (keyring, entropy) = (tx.core().keyring(), tx.core().entropy());
            let mut fresh = Vec::with_capacity(old.len());
            for row in old {
                let context = table.context(row.id);
                let plain = keyring.open(&key, &context, &row.sealed)?;
                let address = String::from_utf8_lossy(&plain);
                fresh.push(Resealed {
                    id: row.id,
                    sealed: keyring.seal(entropy, &context, &plain),
                    lookup: table.has_lookup.then(|| keyring.lookup(&address)),
                });
            }
            store::save_sealed(tx, &table, fresh).await?;
            Ok(Some(Batch { rows, last }))
        })
    })
    .await
}

/// There are few.
async fn reseal_signing_keys(core: &Core) -> Result<u64> {
    struct Count(u64);
    impl CommandResult for Count {
        fn result_id(&self) -> Option<Uuid> {
            None
        }
    }
    let done = core.transact(&Actor::System, |tx: &mut Tx| {
        Box::pin(async move {
            let rows = signing_key::Entity::find()
                .order_by_asc(signing_key::Column::Kid)
                .lock_exclusive()
                .all(tx.db())
                .await?;
            let (keyring, entropy) = (tx.core().keyring(), tx.core().entropy());
            let mut count = 0;
            for row in rows
                .into_iter()
                .filter(|row| row.key_id != keyring.key_id())
            {
                let context = row.kid.as_bytes();
                let plain = keyring.open(&row.key_id, context, &row.sealed_private_key)?;
                let sealed = keyring.seal(entropy, context, &plain);
                store::save_signing_key(tx, &row.kid, sealed).await?;
                count += 1;
            }
            Ok(Count(count))
        })
    });
    Ok(done.await?.0)
}
