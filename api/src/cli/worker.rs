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
    let core = app::open(&config, args.mode.mode()).await?;
    let worker = app::run::worker(&config, &core)?;
    tracing::info!("working; stop with SIGTERM or Ctrl-C");
    app::run::plan_housekeeping(&core).await?;
    worker.run(app::run::shutdown_signal()?).await;
    Ok(())
}
