//! 10,000 residents answer at once, against pgbench with the bare two-statement transaction: all of
//! them one event of 1,000 seats, or each one of 1,000 events of 5 seats.

pub mod stage;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;
use mulin::graphql::id::encode;
use mulin_domain::Core;
use mulin_entities::EventId;
use serde_json::{Value, json};

use crate::client::{self, Answer};
use crate::database::{self, Resident};
use crate::load::{self, Round, Target, Until};
use crate::pgbench::Pgbench;
use crate::report;
use stage::{Events, Stage};

/// On how many events the rush is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One.
    Hot,
    /// A thousand.
    Spread,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Self::Hot => "hot-rsvp",
            Self::Spread => "spread-rsvp",
        }
    }

    fn goal(self) -> f64 {
        match self {
            Self::Hot => 3.0,
            Self::Spread => 0.8,
        }
    }

    fn events(self, args: &RushArgs) -> usize {
        match self {
            Self::Hot => 1,
            Self::Spread => args.residents / 10,
        }
    }

    fn seats(self, args: &RushArgs) -> i32 {
        args.seats.unwrap_or(match self {
            Self::Hot => 1_000,
            Self::Spread => 5,
        })
    }
}

const BARE: &str = include_str!("rush/bare.sql");
const MUTATION: &str = "mutation Answer($input: RespondToEventInput!) { \
    respondToEvent(input: $input) { rsvp { id state } userErrors { code } } }";

/// Flags of `mulin-bench hot-rsvp` and `spread-rsvp`.
#[derive(Debug, Args)]
pub struct RushArgs {
    /// Where the product listens
    #[arg(long)]
    mulin: SocketAddr,
    /// The program pgbench
    #[arg(long, default_value = "pgbench")]
    pgbench: PathBuf,
    /// Rounds of each
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Residents who answer
    #[arg(long, default_value_t = 10_000)]
    residents: usize,
    /// Seats of each event [hot-rsvp: 1000, spread-rsvp: 5]
    #[arg(long)]
    seats: Option<i32>,
    /// Connections to the product
    #[arg(long, default_value_t = 512)]
    connections: usize,
    /// Clients of pgbench
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Warms up on events of their own, measures on fresh ones, verifies every one of them, tells.
pub async fn run(shape: Shape, args: RushArgs) -> Result<ExitCode> {
    client::ready(args.mulin, "/readyz").await?;
    let core = database::open().await?;
    let residents = database::residents(&core, args.residents).await?;
    let (events, seats) = (shape.events(&args), shape.seats(&args));
    ensure!(
        events > 0 && args.residents.is_multiple_of(events),
        "{} residents cannot share {events} events",
        args.residents
    );
    let stage = Stage::set(&core, &residents, seats).await?;
    let pgbench = Pgbench::new(&args.pgbench, BARE, args.clients, args.residents)?;

    bare(&pgbench, &stage.events(&core, events).await?)?;
    rush(&args, &core, &stage, &residents, events).await?;
    report::say("round      pgbench/s      mulin/s     p50 ms     p99 ms    ratio")?;
    let mut rounds: Vec<(f64, Round)> = Vec::new();
    for number in 1..=args.rounds {
        stage.checkpoint(&core).await?;
        let fresh = stage.events(&core, events).await?;
        let above = bare(&pgbench, &fresh)?;
        stage
            .verify(&core, &fresh, args.residents)
            .await
            .context("pgbench")?;
        stage.checkpoint(&core).await?;
        let own = rush(&args, &core, &stage, &residents, events).await?;
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
        "name": shape.name(), "figure": ratio, "goal": shape.goal(), "unit": "times pgbench",
        "pgbench_per_second": above, "mulin_per_second": own,
        "rounds": rounds.iter()
            .map(|(pgbench, mulin)| json!({ "pgbench_per_second": pgbench, "mulin": mulin }))
            .collect::<Vec<_>>(),
        "residents": args.residents, "events": events, "seats": seats,
        "connections": args.connections, "pgbench_clients": args.clients,
        "postgresql": database::version(&core).await?, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    report::verdict(shape.name(), ratio, "x pgbench", shape.goal())
}

/// Everybody answers one event by pgbench, and takes them in turn; gives the answers a second.
fn bare(pgbench: &Pgbench, events: &Events) -> Result<f64> {
    pgbench.run(&[
        ("events", events.ids.len().to_string()),
        ("prefix", events.prefix.clone()),
    ])
}

/// Everybody answers one of so many fresh events through GraphQL.
async fn rush(
    args: &RushArgs,
    core: &Core,
    stage: &Stage,
    residents: &[Resident],
    events: usize,
) -> Result<Round> {
    let events = stage.events(core, events).await?;
    let target = Arc::new(Target {
        address: args.mulin,
        requests: residents
            .iter()
            .zip(events.ids.iter().cycle())
            .map(|(who, event)| {
                client::post(args.mulin, "/graphql", &who.token, &body(who, *event))
            })
            .collect(),
        check: Box::new(check),
    });
    let round = load::run(&target, args.connections, Until::AllSent).await?;
    stage
        .verify(core, &events, residents.len())
        .await
        .context("mulin")?;
    Ok(round)
}

fn body(who: &Resident, event: EventId) -> String {
    let input = json!({ "eventId": *encode(who.city, event), "status": "GOING" });
    json!({ "query": MUTATION, "variables": { "input": input } }).to_string()
}

/// That it was taken and refused by nobody; the table tells the rest.
fn check(_: usize, answer: &Answer<'_>) -> Result<()> {
    let text = || String::from_utf8_lossy(answer.body);
    ensure!(answer.status == 200, "status {}: {}", answer.status, text());
    let value: Value = serde_json::from_slice(answer.body)?;
    let outcome = &value["data"]["respondToEvent"];
    let state = outcome["rsvp"]["state"].as_str();
    ensure!(
        value.get("errors").is_none()
            && outcome["userErrors"] == json!([])
            && matches!(state, Some("GOING" | "WAITLISTED")),
        "refused: {}",
        text()
    );
    Ok(())
}
