//! What many runs come to together.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use super::results;
use crate::report;

/// Flags of `mulin-bench chaos-summary`.
#[derive(Debug, Args)]
pub struct SummaryArgs {
    /// The file to which runs were added
    file: PathBuf,
    /// Runs that must be there
    #[arg(long)]
    runs: usize,
}

/// Tells one line.
pub fn run(args: &SummaryArgs) -> Result<ExitCode> {
    let all = results::read(&args.file)?;
    let runs = all["runs"].as_array().context("a file of results")?;
    let sum = |name: &str| {
        runs.iter()
            .filter_map(|run| run[name].as_u64())
            .sum::<u64>()
    };
    let sent = |channel: &str| {
        let of = runs.iter().filter_map(|run| run["sent"][channel].as_u64());
        of.sum::<u64>()
    };
    let late = runs
        .iter()
        .filter_map(|run| run["worst_lateness_seconds"].as_f64())
        .fold(0.0, f64::max);
    let good = runs.len() == args.runs && runs.iter().all(|run| run["good"] == Value::Bool(true));
    report::say(&format!(
        "chaos-delivery: {} of {} runs: sent {} (SMS {}), lost {}, duplicates {} (<= {}), wrongly sent \
         {}, latest {late:.1} s {}",
        runs.len(),
        args.runs,
        sent("email") + sent("sms"),
        sent("sms"),
        sum("lost"),
        sum("duplicates"),
        sum("in_flight"),
        sum("wrong"),
        if good { "ok" } else { "short" }
    ))?;
    Ok(ExitCode::from(u8::from(!good)))
}
