//! 10,000 wait at one stall, from which eight call at once, against pgbench with the bare transaction of
//! the same ordered claim.

mod stage;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;
use mulin::graphql::id::encode;
use mulin_domain::Core;
use serde_json::{Value, json};

use crate::client::{self, Answer};
use crate::load::{self, Round, Target, Until};
use crate::pgbench::Pgbench;
use crate::{database, report};
use stage::{Queue, Stage};

const NAME: &str = "queue";
const GOAL: f64 = 0.8;
const BARE: &str = include_str!("queue/bare.sql");
const MUTATION: &str = "mutation Call($input: CallNextInput!) { \
    callNext(input: $input) { ticket { id number } userErrors { code } } }";

/// Flags of `mulin-bench queue`.
#[derive(Debug, Args)]
pub struct QueueArgs {
    /// Where the product listens
    #[arg(long)]
    mulin: SocketAddr,
    /// The program pgbench
    #[arg(long, default_value = "pgbench")]
    pgbench: PathBuf,
    /// Rounds of each
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many wait, and are called
    #[arg(long, default_value_t = 10_000)]
    tickets: usize,
    /// How many call at once, of either side
    #[arg(long, default_value_t = 8)]
    stations: usize,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Warms up on queues of their own, measures on fresh ones, verifies every one of them, tells.
pub async fn run(args: QueueArgs) -> Result<ExitCode> {
    client::ready(args.mulin, "/readyz").await?;
    let core = database::open().await?;
    let stage = Stage::set(&core, args.tickets).await?;
    let pgbench = Pgbench::new(&args.pgbench, BARE, args.stations, args.tickets)?;

    bare(&pgbench, &core, &stage).await?;
    own(&args, &core, &stage).await?;
    report::say("round      pgbench/s      mulin/s     p50 ms     p99 ms    ratio")?;
    let mut rounds: Vec<(f64, Round)> = Vec::new();
    for number in 1..=args.rounds {
        let above = bare(&pgbench, &core, &stage).await?;
        let own = own(&args, &core, &stage).await?;
        report::say(&format!(
            "{number:>5} {above:>14.0} {:>12.0} {:>10.1} {:>10.1} {:>8.2}",
            own.rate,
            own.p50_ms,
            own.p99_ms,
            own.rate / above
        ))?;
        rounds.push((above, own));
    }
    let above = report::median(rounds.iter().map(|(above, _)| *above));
    let own = report::median(rounds.iter().map(|(_, own)| own.rate));
    let ratio = own / above;
    report::say(&format!("median {above:>13.0} {own:>12.0} {ratio:>30.2}"))?;
    let results = json!({
        "name": NAME, "figure": ratio, "goal": GOAL, "unit": "times pgbench",
        "pgbench_per_second": above, "mulin_per_second": own,
        "rounds": rounds.iter()
            .map(|(pgbench, mulin)| json!({ "pgbench_per_second": pgbench, "mulin": mulin }))
            .collect::<Vec<_>>(),
        "tickets": args.tickets, "calling_at_once": args.stations,
        "postgresql": database::version(&core).await?, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    report::verdict(NAME, ratio, "x pgbench", GOAL)
}

/// Calls everybody of a fresh queue by pgbench; gives the calls a second.
async fn bare(pgbench: &Pgbench, core: &Core, stage: &Stage) -> Result<f64> {
    let queue = stage.queue(core).await?;
    let rate = pgbench.run(&[
        ("service", queue.service.to_string()),
        ("day", queue.day.to_string()),
        ("prefix", queue.prefix.clone()),
        ("by", stage.caller.0.to_string()),
    ])?;
    stage.verify(core, &queue).await.context("pgbench")?;
    Ok(rate)
}

/// Calls everybody of a fresh queue through GraphQL.
async fn own(args: &QueueArgs, core: &Core, stage: &Stage) -> Result<Round> {
    let queue = stage.queue(core).await?;
    let target = Arc::new(Target {
        address: args.mulin,
        requests: requests(args.mulin, stage, &queue),
        check: Box::new(check),
    });
    let round = load::run(&target, args.stations, Until::AllSent).await?;
    stage.verify(core, &queue).await.context("mulin")?;
    Ok(round)
}

fn requests(address: SocketAddr, stage: &Stage, queue: &Queue) -> Vec<Vec<u8>> {
    let request = |station| {
        let input = json!({ "stationId": *encode(stage.city, station) });
        let body = json!({ "query": MUTATION, "variables": { "input": input } }).to_string();
        client::post(address, "/graphql", &stage.token, &body)
    };
    queue.stations.iter().copied().map(request).collect()
}

/// That somebody was called; the table tells who.
fn check(_: usize, answer: &Answer<'_>) -> Result<()> {
    let text = || String::from_utf8_lossy(answer.body);
    ensure!(answer.status == 200, "status {}: {}", answer.status, text());
    let value: Value = serde_json::from_slice(answer.body)?;
    let outcome = &value["data"]["callNext"];
    ensure!(
        value.get("errors").is_none()
            && outcome["userErrors"] == json!([])
            && outcome["ticket"]["number"].is_string(),
        "nobody was called: {}",
        text()
    );
    Ok(())
}
