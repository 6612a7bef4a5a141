//! graphile-worker with nodemailer.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use mulin_domain::Core;
use sea_orm::sqlx;
use tokio::process::Command;
use tokio::time::Instant;

use super::letter::Letter;
use super::sink::Sink;
use super::{RemindersArgs, reach};
use crate::database::pool;
use crate::process::Process;

/// The peer, ready to run.
pub struct Peer {
    folder: PathBuf,
    letter: PathBuf,
    log: PathBuf,
    connections: usize,
}

impl Peer {
    /// Installs it at its pinned version, and its tables beside ours.
    pub async fn install(args: &RemindersArgs, letter: &Letter, core: &Core) -> Result<Self> {
        let peer = Self {
            folder: args.peer.clone(),
            letter: args.folder.join("letter.json"),
            log: args.folder.join("peer.log"),
            connections: args.connections,
        };
        std::fs::write(&peer.letter, serde_json::to_vec(letter)?)?;
        let installed = Command::new("npm")
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(&peer.folder)
            .status()
            .await
            .context("npm")?;
        ensure!(installed.success(), "npm cannot install the peer");
        let tables = Command::new(peer.folder.join("node_modules/.bin/graphile-worker"))
            .args(["--schema-only", "--connection"])
            .arg(std::env::var("DATABASE_URL").context("DATABASE_URL")?)
            .output()
            .await?;
        ensure!(
            tables.status.success(),
            "the peer cannot make its tables: {}",
            String::from_utf8_lossy(&tables.stderr)
        );
        sqlx::query("SELECT graphile_worker.add_job('nothing', run_at => 'infinity')")
            .execute(pool(core))
            .await?;
        Ok(peer)
    }

    /// Sends so many; answers how many a second, from the commit of the jobs to the last at the sink.
    pub async fn round(&self, core: &Core, sink: &Sink, count: u64, bytes: usize) -> Result<f64> {
        let mut command = Command::new("node");
        command
            .arg("worker.mjs")
            .arg(sink.address.ip().to_string())
            .arg(sink.address.port().to_string())
            .arg(self.connections.to_string())
            .arg(&self.letter)
            .env("NO_LOG_SUCCESS", "1")
            .current_dir(&self.folder);
        let mut worker = Process::start(&mut command, &self.log)?;
        worker.tells("ready").await?;
        let before = sink.taken()?;
        sqlx::query(
            "SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
                SELECT ('remind', json_build_object('id', gen_random_uuid(), 'name', name,
                    'address', 'guest' || row_number() OVER () || '@example.org'),
                    NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec
                FROM person WHERE state = 'ACTIVE' ORDER BY id LIMIT $1))",
        )
        .bind(i64::try_from(count)?)
        .execute(pool(core))
        .await
        .context("the peer's jobs")?;
        let seconds = reach(sink, before + count, Instant::now()).await?;
        let theirs: usize = worker.tells("bytes").await?.parse()?;
        worker.stop().await?;
        let off = theirs.abs_diff(bytes) as f64 / bytes as f64;
        ensure!(
            off <= 0.05,
            "the peer's e-mail has {theirs} bytes, ours {bytes}"
        );
        Ok(count as f64 / seconds)
    }
}
