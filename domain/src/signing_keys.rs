//! The keys that sign access tokens: Ed25519 (RFC 8032), in the database so that all nodes agree,
//! sealed by the master key.
//!
//! One key signs. When another takes its place, it goes on to verify what it has signed until it
//! retires, so that nobody is signed out.

use chrono::TimeDelta;
use ed25519_dalek::SigningKey as Ed25519;
use mulin_entities::signing_key;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::tx::Tx;

/// A key to sign with.
pub struct SigningKey {
    /// Key id, in the header of every token.
    pub kid: String,
    /// The key.
    pub key: Ed25519,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// A key to verify with.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    /// Key id.
    pub kid: String,
    /// Ed25519 public key, 32 bytes.
    pub public_key: Vec<u8>,
    /// Until when its tokens count; none for a key that signs.
    pub retires_at: Option<Instant>,
}

impl VerifyingKey {
    /// Whether its tokens count at this time.
    pub fn counts(&self, now: Instant) -> bool {
        self.retires_at.is_none_or(|retires_at| retires_at > now)
    }
}

/// The newest key that is not to retire, made if there is none. Two nodes that start at once may each
/// make one: both count.
///
/// Fails if the key was sealed by another master key: rather that than to sign everybody out in
/// silence.
pub async fn current(core: &Core) -> Result<SigningKey> {
    if let Some(row) = newest(core).await? {
        return open(core, &row);
    }
    core.transact(&Actor::System, |tx| {
        Box::pin(async move { insert(tx).await })
    })
    .await?;
    let row = newest(core)
        .await?
        .ok_or_else(|| Error::internal("a new signing key is missing"))?;
    open(core, &row)
}

/// Makes a new key to sign with, and lets the older ones retire after `overlap`, which must be as long
/// as the longest-lived token that any of them has signed. One that was to retire later retires then
/// too, so that a short overlap also ends what a stolen key has signed.
///
/// Returns the id of the new key.
pub async fn rotate(core: &Core, overlap: TimeDelta) -> Result<String> {
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let retires_at = tx.now() + overlap;
            let column = signing_key::Column::RetiresAt;
            signing_key::Entity::update_many()
                .col_expr(column, Expr::value(retires_at))
                .filter(
                    Condition::any()
                        .add(column.is_null())
                        .add(column.gt(retires_at)),
                )
                .exec(tx.db())
                .await?;
            insert(tx).await
        })
    })
    .await?;
    Ok(current(core).await?.kid)
}

/// Deletes the keys that have retired, and tells how many: nothing that they signed counts any more.
pub async fn forget_retired(tx: &Tx) -> Result<u64> {
    let deleted = signing_key::Entity::delete_many()
        .filter(signing_key::Column::RetiresAt.lte(tx.now()))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}

/// A new key, which signs from now on.
async fn insert(tx: &Tx) -> Result<()> {
    let (entropy, keyring) = (tx.core().entropy(), tx.core().keyring());
    let mut seed = [0; 32];
    entropy.fill(&mut seed);
    let kid = crate::id::new_uuid(tx.now(), entropy).simple().to_string();
    let row = signing_key::ActiveModel {
        public_key: Set(Ed25519::from_bytes(&seed)
            .verifying_key()
            .to_bytes()
            .to_vec()),
        sealed_private_key: Set(keyring.seal(entropy, kid.as_bytes(), &seed)),
        key_id: Set(keyring.key_id().to_owned()),
        created_at: Set(tx.now()),
        retires_at: Set(None),
        kid: Set(kid),
    };
    signing_key::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// All keys whose tokens count now, the newest first.
pub async fn verifying(core: &Core) -> Result<Vec<VerifyingKey>> {
    let column = signing_key::Column::RetiresAt;
    let rows = signing_key::Entity::find()
        .filter(
            Condition::any()
                .add(column.is_null())
                .add(column.gt(core.now())),
        )
        .order_by_desc(signing_key::Column::CreatedAt)
        .order_by_desc(signing_key::Column::Kid)
        .all(core.db().reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| VerifyingKey {
            kid: row.kid,
            public_key: row.public_key,
            retires_at: row.retires_at,
        })
        .collect())
}

async fn newest(core: &Core) -> Result<Option<signing_key::Model>> {
    Ok(signing_key::Entity::find()
        .filter(signing_key::Column::RetiresAt.is_null())
        .order_by_desc(signing_key::Column::CreatedAt)
        .order_by_desc(signing_key::Column::Kid)
        .one(core.db().reader())
        .await?)
}

fn open(core: &Core, row: &signing_key::Model) -> Result<SigningKey> {
    let seed = core
        .keyring()
        .open(&row.key_id, row.kid.as_bytes(), &row.sealed_private_key)?;
    let seed: [u8; 32] = seed
        .try_into()
        .map_err(|_| Error::internal("a signing key is not 32 bytes long"))?;
    Ok(SigningKey {
        kid: row.kid.clone(),
        key: Ed25519::from_bytes(&seed),
    })
}
