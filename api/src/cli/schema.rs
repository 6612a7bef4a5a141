//! `mulin schema`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::output;

/// Flags of `mulin schema`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mulin schema > schema.graphql
  mulin schema --check schema.graphql      exit code 1 when the file is stale

Reads no configuration.")]
pub struct SchemaArgs {
    /// Print nothing; fail when this file differs from the schema
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

pub(super) async fn run(args: SchemaArgs) -> anyhow::Result<()> {
    let sdl = crate::graphql::sdl();
    let Some(file) = args.check else {
        return Ok(output::print(&sdl)?);
    };
    let written = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    if written != sdl {
        let line = written
            .lines()
            .zip(sdl.lines())
            .take_while(|(old, new)| old == new)
            .count()
            + 1;
        bail!(
            "{} is stale from line {line} on; write it anew: mulin schema > {}",
            file.display(),
            file.display()
        );
    }
    Ok(())
}
