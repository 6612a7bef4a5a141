//! Brings the schema up and down, one node at a time.

use std::fs::File;

use anyhow::Context;
use mulin_domain::db::{Db, DbOptions};
use mulin_migration::{Migrations, Migrator};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::{create_folders, db_options, sqlite_file};
use crate::config::Config;

/// Any number that no other program takes a lock of in our database: "mulin" in ASCII.
const LOCK: i64 = 0x006d_756c_696e;

/// One migration and whether it is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name, in order.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// Applies what is missing, or so many steps of it.
pub async fn up(config: &Config, steps: Option<u32>) -> anyhow::Result<()> {
    locked(config, async |db| {
        let pending = async || Ok::<_, DbErr>(Migrator::get_pending_migrations(db).await?.len());
        let before = pending().await?;
        Migrator::up(db, steps).await?;
        let applied = before - pending().await?;
        if applied > 0 {
            tracing::info!(applied, "the schema was brought up");
        }
        Ok(())
    })
    .await
}

/// Takes back the last so many steps, and the data in their tables with them.
pub async fn down(config: &Config, steps: u32) -> anyhow::Result<()> {
    locked(
        config,
        async |db| Ok(Migrator::down(db, Some(steps)).await?),
    )
    .await
}

/// What is applied and what is not.
pub async fn status(config: &Config) -> anyhow::Result<Vec<Step>> {
    locked(config, async |db| {
        let files = Migrator::get_migration_with_status(db).await?;
        let applied = |status| status == mulin_migration::MigrationStatus::Applied;
        Ok(files
            .iter()
            .map(|file| Step {
                name: file.name().to_owned(),
                applied: applied(file.status()),
            })
            .collect())
    })
    .await
}

/// Runs `work` on a single connection of its own, without a time limit for its statements, while no
/// other node does the same: by a lock of the session on PostgreSQL, of a file beside the database
/// on SQLite.
async fn locked<T>(
    config: &Config,
    work: impl AsyncFnOnce(&DatabaseConnection) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    create_folders(config)?;
    let options = DbOptions {
        max_connections: 1,
        statement_timeout: std::time::Duration::from_secs(24 * 3600),
        ..db_options(config)
    };
    let db = Db::connect(&options).await?;
    let file_lock = match sqlite_file(config) {
        Some(path) => Some(lock_file(path).await?),
        None => None,
    };
    if file_lock.is_none() {
        let lock = format!("SELECT pg_advisory_lock({LOCK})");
        db.writer()
            .execute_unprepared(&lock)
            .await
            .context("the database does not answer")?;
    }
    let outcome = work(db.writer()).await;
    // Closing the session gives its lock back.
    let closed = db.close().await;
    let result = outcome?;
    closed?;
    Ok(result)
}

async fn lock_file(database: std::path::PathBuf) -> anyhow::Result<File> {
    let path = database.with_extension("migrate.lock");
    tokio::task::spawn_blocking(move || {
        let file =
            File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
        file.lock()
            .with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(file)
    })
    .await?
}
