//! One rule of one event reminds a tenth of a crowd, and then the crowd: what listing them takes, and
//! whether the worker's memory grows with them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use clap::Args;
use mulin_domain::Core;
use serde_json::json;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::process::Process;
use crate::stage::Stage;
use crate::{database, report};

/// The memory may grow by so much, with ten times the recipients.
const GOAL: f64 = 1.3;
/// Recipients are listed at once, and are due long after.
const LEAD: TimeDelta = TimeDelta::hours(12);
/// The longest a list may take.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// Flags of `mulin-bench expansion`.
#[derive(Debug, Args)]
pub struct ExpansionArgs {
    /// The program mulin
    #[arg(long)]
    mulin: PathBuf,
    /// A folder for logs
    #[arg(long)]
    folder: PathBuf,
    /// Recipients of the rule
    #[arg(long, default_value_t = 1_000_000)]
    recipients: u64,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A list of recipients.
struct Listed {
    recipients: u64,
    seconds: f64,
    /// The most memory that the worker ever held, in MiB.
    peak: f64,
}

/// Lists both crowds, each by a worker of its own, and tells.
pub async fn run(args: ExpansionArgs) -> Result<ExitCode> {
    let core = database::open().await?;
    let stage = Stage::set(&core).await?;
    report::say("recipients      seconds    a second     peak MiB")?;
    let mut all = Vec::new();
    for recipients in [args.recipients / 10, args.recipients] {
        let listed = list(&args, &core, &stage, recipients).await?;
        report::say(&format!(
            "{:>10} {:>12.1} {:>11.0} {:>12.1}",
            listed.recipients,
            listed.seconds,
            listed.recipients as f64 / listed.seconds,
            listed.peak
        ))?;
        all.push(listed);
    }
    let growth = all[1].peak / all[0].peak;
    let results = json!({
        "name": "expansion", "figure": growth, "goal": GOAL,
        "unit": "times the memory, with ten times the recipients",
        "lists": all.iter().map(|listed| json!({
            "recipients": listed.recipients, "seconds": listed.seconds,
            "peak_mebibytes": listed.peak,
        })).collect::<Vec<_>>(),
        "postgresql": database::version(&core).await?, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    report::verdict_at_most("expansion", growth, "x the memory of a tenth", GOAL)
}

async fn list(args: &ExpansionArgs, core: &Core, stage: &Stage, recipients: u64) -> Result<Listed> {
    let reminding = stage.event(core, recipients, LEAD).await?;
    let mut command = Command::new(&args.mulin);
    // Whatever the hour at which this runs, nobody is told the evening before.
    command
        .arg("worker")
        .env("MULIN_DATA_DIR", &args.folder)
        .env("MULIN_REMINDERS__QUIET_FROM", "00:00")
        .env("MULIN_REMINDERS__QUIET_UNTIL", "00:00");
    let start = Instant::now();
    let worker = Process::start(&mut command, &args.folder.join("worker.log"))?;
    while !stage.is_expanded(core, reminding.event).await? {
        ensure!(start.elapsed() < PATIENCE, "the list takes too long");
        sleep(Duration::from_millis(500)).await;
    }
    let seconds = start.elapsed().as_secs_f64();
    let peak = peak(&worker)?;
    worker.stop().await?;
    stage
        .verify_planned(core, reminding.event, recipients)
        .await?;
    Ok(Listed {
        recipients,
        seconds,
        peak,
    })
}

/// The most that a program has ever held in memory, in MiB, as Linux tells it.
fn peak(worker: &Process) -> Result<f64> {
    let id = worker.id().context("the worker has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|rest| rest.split_whitespace().next());
    let kibibytes: f64 = kibibytes.context("no VmHWM")?.parse()?;
    Ok(kibibytes / 1_024.0)
}
