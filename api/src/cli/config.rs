//! `mulin config`

use clap::Args;

use super::{ServeArgs, output};
use crate::config::{Loaded, render};

/// Flags of `mulin config`: those of `mulin serve`, so that it shows what that would use.
#[derive(Debug, Args)]
#[command(after_help = "\
Takes the flags of `mulin serve` and shows what that would use. Secrets are hidden. The output is
TOML; exit code 2 and a list of faults tell that something is wrong.

Examples:
  mulin config
  mulin config --dev --listen 127.0.0.1:9000
  MULIN_LOG__FILTER=debug mulin config | grep filter")]
pub struct ConfigArgs {
    /// As for `mulin serve`.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// Prints what is in force.
pub(super) fn run(loaded: &Loaded) -> anyhow::Result<()> {
    Ok(output::print(&render(loaded))?)
}
