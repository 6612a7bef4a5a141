//! `mulin worker`

use clap::Args;

use super::ModeArgs;
use crate::app;
use crate::config::Config;

/// Flags of `mulin worker`.
#[derive(Debug, Args)]
#[command(after_help = "\
Does due work whatever worker.enabled says. Run as many as needed: they share the work.

Example:
  mulin serve --no-worker &
  mulin worker")]
pub struct WorkerArgs {
    /// As for the `mulin serve` beside it.
    #[command(flatten)]
    pub mode: ModeArgs,
}

pub(super) async fn run(args: WorkerArgs, config: Config) -> anyhow::Result<()> {
    let shutdown = app::run::shutdown_signal()?;
    let core = app::core(&config, args.mode.mode()).await?;
    let worker = app::run::worker(&config, &core)?;
    if !app::run::migrate_patiently(&config, &shutdown).await? {
        return Ok(());
    }
    app::master_key::verify(&core).await?;
    tracing::info!("working; stop with SIGTERM or Ctrl-C");
    app::run::plan_housekeeping(&core).await?;
    worker.run(shutdown).await;
    Ok(())
}
