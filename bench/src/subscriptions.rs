//! 10,000 sockets watch the seats of one event, to which somebody answers each second: how long after
//! an answer everybody knows, and what a socket costs the server in memory.

pub mod listeners;
mod socket;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use mulin::graphql::id::encode;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::{self, Connection};
use crate::database;
use crate::report;
use crate::rush::stage::Stage;
use listeners::{Arrivals, now_us};

const NAME: &str = "subscriptions";
const GOAL_MS: f64 = 250.0;
const GOAL_KIB: f64 = 30.0;
const SEATS: i32 = 1_000_000;
const MUTATION: &str = "mutation Answer($input: RespondToEventInput!) { \
    respondToEvent(input: $input) { event { seats { taken } } userErrors { code } } }";

/// Flags of `mulin-bench subscriptions`.
#[derive(Debug, Args)]
pub struct SubscriptionsArgs {
    /// Where the product listens
    #[arg(long)]
    mulin: SocketAddr,
    /// Its process
    #[arg(long)]
    pid: u32,
    /// Sockets, over all load processes
    #[arg(long, default_value_t = 10_000)]
    sockets: usize,
    /// Load processes; a process may open only so many files
    #[arg(long, default_value_t = 2)]
    processes: usize,
    /// Rounds, which share the sockets
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Answers a round, one a second
    #[arg(long, default_value_t = 10)]
    seconds: usize,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// One load process.
struct Load {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

/// Opens the sockets, weighs the server, answers, and asks everybody when they knew.
pub async fn run(args: SubscriptionsArgs) -> Result<ExitCode> {
    client::ready(args.mulin, "/readyz").await?;
    let core = database::open().await?;
    let answers = args.rounds * args.seconds;
    let residents = database::residents(&core, answers + 1).await?;
    let stage = Stage::set(&core, &residents, SEATS).await?;
    let event = stage.event(&core).await?;
    let event = encode(residents[0].city, event).0;

    // A few sockets first, so that what the first ones cost is not put down to all.
    let warm = Load::start(&args, &event, 20).await?;
    warm.stop().await?;
    sleep(Duration::from_secs(1)).await;
    let before = memory_kib(args.pid)?;
    let mut loads = Vec::new();
    for number in 0..args.processes {
        let share = args.sockets / args.processes;
        let rest = usize::from(number < args.sockets % args.processes);
        loads.push(Load::start(&args, &event, share + rest).await?);
    }
    let after = memory_kib(args.pid)?;

    let mut sent = Vec::with_capacity(answers);
    let mut connection = Connection::open(args.mulin).await?;
    let begin = Instant::now() + Duration::from_secs(1);
    for (number, who) in (0u32..).zip(residents.iter().take(answers)) {
        sleep_until(begin + Duration::from_secs(1) * number).await;
        let input = json!({ "eventId": event, "status": "GOING" });
        let body = json!({ "query": MUTATION, "variables": { "input": input } }).to_string();
        let request = client::post(args.mulin, "/graphql", &who.token, &body);
        // The commit comes a little later: what is measured is more than what is promised.
        sent.push(now_us());
        let answer = connection.exchange(&request).await?;
        let value: Value = serde_json::from_slice(answer.body)?;
        let taken = value["data"]["respondToEvent"]["event"]["seats"]["taken"].as_u64();
        ensure!(taken == Some(u64::from(number) + 1), "refused: {value}");
    }
    sleep(Duration::from_secs(2)).await;
    let full = memory_kib(args.pid)?.max(after);
    let mut arrivals = Arrivals::default();
    for load in loads {
        arrivals.add(load.stop().await?);
    }

    report::say("round    answers    states     p50 ms     p99 ms     max ms")?;
    let mut rounds = Vec::new();
    for (number, sent) in sent.chunks(args.seconds).enumerate() {
        let first = number * args.seconds + 1;
        let round = told(&arrivals, first, sent, args.sockets)?;
        report::say(&format!(
            "{:>5} {:>10} {:>9} {:>10.1} {:>10.1} {:>10.1}",
            number + 1,
            sent.len(),
            round.states,
            round.p50_ms,
            round.p99_ms,
            round.max_ms
        ))?;
        rounds.push(round);
    }
    let p99 = report::median(rounds.iter().map(|round| round.p99_ms));
    let kib = full.saturating_sub(before) as f64 / args.sockets as f64;
    report::say(&format!(
        "memory: {before} KiB before, {after} KiB with {} sockets, {full} KiB at most: {kib:.1} KiB a socket",
        args.sockets
    ))?;
    let results = json!({
        "name": NAME, "figure": p99, "goal": GOAL_MS, "unit": "ms from sending an answer to a client (p99)",
        "kib_a_socket": kib, "goal_kib_a_socket": GOAL_KIB,
        "memory_kib": { "before": before, "connected": after, "most": full },
        "rounds": rounds.iter().map(Told::json).collect::<Vec<_>>(),
        "sockets": args.sockets, "load_processes": args.processes, "answers": answers,
        "postgresql": database::version(&core).await?, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    let reached = p99 < GOAL_MS && kib < GOAL_KIB;
    let word = if reached { "ok" } else { "short" };
    report::say(&format!(
        "{NAME}: {p99:.0} ms p99, {kib:.1} KiB a socket (goal {GOAL_MS} ms, {GOAL_KIB} KiB) {word}"
    ))?;
    Ok(ExitCode::from(u8::from(!reached)))
}

/// When the clients knew of the answers of a round.
struct Told {
    states: usize,
    p50_ms: f64,
    p99_ms: f64,
    max_ms: f64,
}

impl Told {
    fn json(&self) -> Value {
        json!({ "states": self.states, "p50_ms": self.p50_ms, "p99_ms": self.p99_ms,
            "max_ms": self.max_ms })
    }
}

/// Every client must have heard of every answer.
fn told(arrivals: &Arrivals, first: usize, sent: &[u64], sockets: usize) -> Result<Told> {
    let mut took: Vec<f64> = Vec::new();
    for (taken, sent) in (first..).zip(sent) {
        let heard = arrivals.of(taken);
        ensure!(
            heard.len() == sockets,
            "{} of {sockets} clients heard of answer {taken}",
            heard.len()
        );
        took.extend(
            heard
                .iter()
                .map(|at| at.saturating_sub(*sent) as f64 / 1_000.0),
        );
    }
    took.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let index = (took.len() as f64 * share) as usize;
        took.get(index.min(took.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    Ok(Told {
        states: took.len(),
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        max_ms: at(1.0),
    })
}

impl Load {
    /// Starts a load process and waits until all its sockets watch.
    async fn start(args: &SubscriptionsArgs, event: &str, sockets: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["listeners", "--mulin", &args.mulin.to_string()])
            .args(["--event", event, "--sockets", &sockets.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().context("no way in")?;
        let output = child.stdout.take().context("no way out")?;
        let mut load = Self {
            child,
            input,
            output: BufReader::new(output).lines(),
        };
        let line = load.output.next_line().await?;
        ensure!(line.as_deref() == Some("ready"), "a load process failed");
        Ok(load)
    }

    /// Ends it; answers when what arrived there.
    async fn stop(mut self) -> Result<Arrivals> {
        self.input.write_all(b"stop\n").await?;
        let line = self.output.next_line().await?;
        let arrivals = serde_json::from_str(&line.context("a load process told nothing")?)?;
        self.child.wait().await?;
        Ok(arrivals)
    }
}

/// The resident memory of a process.
fn memory_kib(pid: u32) -> Result<u64> {
    let path = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let text = line.context("no VmRSS")?.trim().trim_end_matches(" kB");
    Ok(text.trim().parse()?)
}
