//! The master key, and whether it is the one that the database was sealed with.

use anyhow::{Context, bail};
use mulin_domain::clock::{Entropy, SystemEntropy};
use mulin_domain::db::{Db, DbOptions};
use mulin_domain::privacy::reseal;
use mulin_domain::{Core, Error, signing_keys};
use mulin_entities::signing_key;
use sea_orm::EntityTrait;

use super::{db_options, sqlite_file};
use crate::config::{Config, Mode, load_or_create_master_key};

/// The configured key, or the one of the data folder, which is made at the first start. A lost one
/// is not replaced: what it sealed would be lost with it.
pub async fn load(config: &Config, mode: Mode) -> anyhow::Result<[u8; 32]> {
    let file = config.data_dir.join("secret.key");
    let configured =
        config.secrets.master_key.is_some() || config.secrets.master_key_file.is_some();
    if !configured && !file.exists() && holds_sealed_data(config).await {
        bail!(
            "{} is missing, and the database holds data that was sealed with it. Put the file \
             back from a backup, or configure secrets.master_key",
            file.display()
        );
    }
    let entropy = SystemEntropy;
    Ok(load_or_create_master_key(config, mode, &mut |bytes| {
        entropy.fill(bytes)
    })?)
}

/// Fails if something is sealed by a key that is not configured: rather that than to sign everybody
/// out, to miss people when somebody looks for their address, or to seal with two keys unawares.
pub async fn verify(core: &Core) -> anyhow::Result<()> {
    let missing = reseal::missing_keys(core).await?;
    if !missing.is_empty() {
        bail!(
            "the database holds data sealed by {}, and this server knows only {}. Configure the key \
             it was sealed with (secrets.master_key, or secret.key in the data folder); while the \
             key is being changed, the old one as well (secrets.previous_master_keys)",
            missing.join(", "),
            core.keyring().key_ids().collect::<Vec<_>>().join(", "),
        );
    }
    match signing_keys::current(core).await {
        Ok(_) => Ok(()),
        Err(Error::Internal(cause)) => Err(anyhow::anyhow!(cause)).context(
            "the master key is not the one this database was sealed with; configure that one \
             (secrets.master_key, or secret.key in the data folder)",
        ),
        Err(error) => Err(error.into()),
    }
}

/// Only of a SQLite file that is there; a database that has no such table has sealed nothing yet.
async fn holds_sealed_data(config: &Config) -> bool {
    if !sqlite_file(config).is_some_and(|file| file.exists()) {
        return false;
    }
    let options = DbOptions {
        max_connections: 1,
        ..db_options(config)
    };
    let Ok(db) = Db::connect(&options).await else {
        return false;
    };
    let sealed = signing_key::Entity::find().one(db.reader()).await;
    let _ = db.close().await;
    matches!(sealed, Ok(Some(_)))
}
