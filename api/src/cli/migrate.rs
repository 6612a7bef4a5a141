//! `mulin migrate`

use clap::{Args, Subcommand};

use super::output;
use crate::app::migrate;
use crate::config::Config;

/// Flags of `mulin migrate`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mulin migrate status
  mulin migrate up
  mulin migrate down --steps 2      undo the last two; their data is lost

Needs no master key.")]
pub struct MigrateArgs {
    /// Which way.
    #[command(subcommand)]
    pub command: MigrateCommand,
}

/// Which way to migrate.
#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Apply what is not applied yet
    Up {
        /// Apply at most this many [default: all]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        steps: Option<u32>,
    },
    /// Undo what was applied last, and lose its data
    Down {
        /// How many to undo
        #[arg(
            long,
            value_name = "N",
            default_value_t = 1,
            value_parser = clap::value_parser!(u32).range(1..)
        )]
        steps: u32,
    },
    /// List migrations, applied and not
    Status,
}

pub(super) async fn run(args: MigrateArgs, config: Config) -> anyhow::Result<()> {
    match args.command {
        MigrateCommand::Up { steps } => migrate::up(&config, steps).await?,
        MigrateCommand::Down { steps } => migrate::down(&config, steps).await?,
        MigrateCommand::Status => {}
    }
    for step in migrate::status(&config).await? {
        let mark = if step.applied { "applied" } else { "pending" };
        output::print(&format!("{mark}  {}\n", step.name))?;
    }
    Ok(())
}
