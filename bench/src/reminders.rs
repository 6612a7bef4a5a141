//! Everybody who comes to an event is reminded at the same moment: from planned messages to the sink,
//! against graphile-worker with nodemailer on the same PostgreSQL and sink, and against a sender that
//! does nothing but send.

mod bare;
mod letter;
mod peer;
mod sink;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chrono::TimeDelta;
use clap::Args;
use mulin_domain::Core;
use serde_json::json;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::process::Process;
use crate::stage::Stage;
use crate::{database, report};
use letter::Letter;
use peer::Peer;
use sink::Sink;

/// At least so many times as fast as the peer.
const GOAL: f64 = 4.0;
/// The longest a round may take to reach the sink.
const PATIENCE: Duration = Duration::from_secs(600);

/// Flags of `mulin-bench reminders`.
#[derive(Debug, Args)]
pub struct RemindersArgs {
    /// The program mulin
    #[arg(long)]
    mulin: PathBuf,
    /// Where the sink listens
    #[arg(long)]
    sink: SocketAddr,
    /// The file to which the sink writes its counts
    #[arg(long)]
    counts: PathBuf,
    /// The folder of the peer
    #[arg(long)]
    peer: PathBuf,
    /// A folder for logs
    #[arg(long)]
    folder: PathBuf,
    /// Rounds of each
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Reminders a round
    #[arg(long, default_value_t = 100_000)]
    reminders: u64,
    /// Connections to the sink
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Seconds for planning the messages before they are due
    #[arg(long, default_value_t = 60)]
    lead: u64,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// One round of the product.
struct Round {
    rate: f64,
    /// Seconds from the time they were due to the last at the sink.
    drain: f64,
}

/// Measures in turn, verifies every round, tells.
pub async fn run(args: RemindersArgs) -> Result<ExitCode> {
    let core = database::open().await?;
    let stage = Stage::set(&core).await?;
    let sink = Sink::new(args.sink, &args.counts);
    let letter = sample(&args, &core, &stage).await?;
    let bytes = letter.source.len();
    report::say(&format!("{} reminders of {bytes} bytes", args.reminders))?;
    let peer = Peer::install(&args, &letter, &core).await?;

    report::say("round       bare/s       peer/s      mulin/s    drain s    ratio")?;
    let mut rounds: Vec<(f64, f64, Round)> = Vec::new();
    for number in 1..=args.rounds {
        let bare = bare::run(args.sink, args.connections, args.reminders, &letter.source).await?;
        let peers = peer.round(&core, &sink, args.reminders, bytes).await?;
        let own = round(&args, &core, &stage, &sink).await?;
        report::say(&format!(
            "{number:>5} {bare:>12.0} {peers:>12.0} {:>12.0} {:>10.1} {:>8.2}",
            own.rate,
            own.drain,
            own.rate / peers
        ))?;
        rounds.push((bare, peers, own));
    }
    let bare = report::median(rounds.iter().map(|(bare, ..)| *bare));
    let peers = report::median(rounds.iter().map(|(_, peer, _)| *peer));
    let own = report::median(rounds.iter().map(|(_, _, own)| own.rate));
    let ratio = own / peers;
    report::say(&format!(
        "median {bare:>11.0} {peers:>12.0} {own:>12.0} {ratio:>19.2}"
    ))?;
    let results = json!({
        "name": "reminders", "figure": ratio, "goal": GOAL, "unit": "times the peer",
        "bare_per_second": bare, "peer_per_second": peers, "mulin_per_second": own,
        "rounds": rounds.iter().map(|(bare, peer, own)| json!({
            "bare_per_second": bare, "peer_per_second": peer,
            "mulin_per_second": own.rate, "mulin_drain_seconds": own.drain,
        })).collect::<Vec<_>>(),
        "reminders": args.reminders, "bytes": bytes, "connections": args.connections,
        "lost": 0, "doubled": 0,
        "postgresql": database::version(&core).await?, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    report::verdict("reminders", ratio, "x graphile-worker + nodemailer", GOAL)
}

/// The product's worker, which sends to the sink, or into the outbox in that folder.
fn worker(args: &RemindersArgs, outbox: Option<&Path>) -> Result<Process> {
    let mut command = Command::new(&args.mulin);
    command.arg("worker");
    // Whatever the hour at which this runs.
    command
        .env("MULIN_REMINDERS__QUIET_FROM", "00:00")
        .env("MULIN_REMINDERS__QUIET_UNTIL", "00:00")
        .env("MULIN_LOG__FORMAT", "json")
        // As many at once as the peer fetches.
        .env("MULIN_WORKER__BATCH", "500");
    match outbox {
        Some(folder) => command.env("MULIN_DATA_DIR", folder),
        None => command
            .env("MULIN_SMTP__URL", format!("smtp://{}", args.sink))
            .env("MULIN_SMTP__MAX_CONNECTIONS", args.connections.to_string()),
    };
    Process::start(&mut command, &args.folder.join("worker.log"))
}

/// What the product writes to one guest.
async fn sample(args: &RemindersArgs, core: &Core, stage: &Stage) -> Result<Letter> {
    let folder = args.folder.join("sample");
    std::fs::create_dir_all(&folder)?;
    let one = stage.event(core, 1, TimeDelta::seconds(2)).await?;
    let worker = worker(args, Some(&folder))?;
    let deadline = Instant::now() + PATIENCE;
    let file = loop {
        let files = std::fs::read_dir(folder.join("outbox"))
            .into_iter()
            .flatten();
        let mut letters = files
            .filter_map(|file| Some(file.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|it| it == "eml"));
        if let Some(path) = letters.next() {
            break path;
        }
        if Instant::now() > deadline {
            bail!("no e-mail comes to the outbox");
        }
        sleep(Duration::from_millis(200)).await;
    };
    worker.stop().await?;
    stage.verify(core, one.event, 1).await?;
    Letter::read(&std::fs::read_to_string(file)?)
}

async fn round(args: &RemindersArgs, core: &Core, stage: &Stage, sink: &Sink) -> Result<Round> {
    let lead = TimeDelta::seconds(args.lead.cast_signed());
    let reminding = stage.event(core, args.reminders, lead).await?;
    let worker = worker(args, None)?;
    while !stage.is_expanded(core, reminding.event).await? {
        ensure!(
            core.now() < reminding.due,
            "the messages were not planned in {} s; give more with --lead",
            args.lead
        );
        sleep(Duration::from_millis(500)).await;
    }
    let before = sink.taken()?;
    if let Ok(wait) = (reminding.due - core.now()).to_std() {
        sleep(wait).await;
    }
    let drain = reach(sink, before + args.reminders, Instant::now()).await?;
    worker.stop().await?;
    let taken = sink.taken()? - before;
    ensure!(
        taken == args.reminders,
        "the sink took {taken} of {} messages",
        args.reminders
    );
    stage.verify(core, reminding.event, args.reminders).await?;
    Ok(Round {
        rate: args.reminders as f64 / drain,
        drain,
    })
}

/// Waits until the sink has taken so many; answers the seconds since the start.
async fn reach(sink: &Sink, count: u64, start: Instant) -> Result<f64> {
    loop {
        let taken = sink.taken().context("the sink")?;
        if taken >= count {
            return Ok(start.elapsed().as_secs_f64());
        }
        ensure!(
            start.elapsed() < PATIENCE,
            "the sink still lacks {} messages",
            count - taken
        );
        sleep(Duration::from_millis(20)).await;
    }
}
