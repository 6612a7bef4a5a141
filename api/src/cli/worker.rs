//! `mulin worker`

use clap::Args;

use super::ModeArgs;
use crate::app;
use crate::config::Config;
use crate::metrics::{self, Metrics};

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
    if !app::run::prepare_patiently(&config, &core, &shutdown).await? {
        return Ok(());
    }
    tracing::info!("working; stop with SIGTERM or Ctrl-C");
    let metrics = Metrics::new(core, Some(worker.rounds()));
    let telling = metrics::serve(config.metrics.listen, metrics, shutdown.clone());
    let telling = async {
        let told = telling.await;
        if told.is_err() {
            shutdown.cancel();
        }
        told
    };
    let ((), told) = tokio::join!(worker.run(shutdown.clone()), telling);
    told
}
