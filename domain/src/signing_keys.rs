//! The keys that sign access tokens: Ed25519 (RFC 8032), in the database so that all nodes agree,
//! sealed by the master key.

use ed25519_dalek::SigningKey as Ed25519;
use mulin_entities::signing_key;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};

use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};

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
    /// Ed25519 public key.
    pub public_key: Vec<u8>,
}

/// The newest key, made if there is none. Two nodes that start at once may each make one: both count.
///
/// Fails if the key was sealed by another master key: rather that than to sign everybody out in
/// silence.
pub async fn current(core: &Core) -> Result<SigningKey> {
    if let Some(row) = newest(core).await? {
        return open(core, &row);
    }
    core.transact(&Actor::System, |tx| {
        Box::pin(async move {
            let entropy = tx.core().entropy();
            let mut seed = [0; 32];
            entropy.fill(&mut seed);
            let kid = tx
                .new_id::<mulin_entities::DueWorkId>()
                .0
                .simple()
                .to_string();
            let keyring = tx.core().keyring();
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
        })
    })
    .await?;
    let row = newest(core)
        .await?
        .ok_or_else(|| Error::internal("a new signing key is missing"))?;
    open(core, &row)
}

/// All keys whose tokens count.
pub async fn verifying(core: &Core) -> Result<Vec<VerifyingKey>> {
    let rows = signing_key::Entity::find().all(core.db().reader()).await?;
    Ok(rows
        .into_iter()
        .map(|row| VerifyingKey {
            kid: row.kid,
            public_key: row.public_key,
        })
        .collect())
}

async fn newest(core: &Core) -> Result<Option<signing_key::Model>> {
    Ok(signing_key::Entity::find()
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
