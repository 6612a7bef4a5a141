//! 20 upcoming events of a neighbourhood, with venue, seats, the viewer's answer and 5 attendees
//! each, against the same JSON from one statement of SQL.

pub mod ceiling;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use mulin::graphql::id::encode;
use serde_json::{Value, json};

use crate::client::{self, Answer, Connection};
use crate::database::{self, Resident};
use crate::load::{self, Round, Target, Until};
use crate::report;

const NAME: &str = "feed";
const GOAL: f64 = 0.75;
const QUERY: &str = include_str!("feed/query.graphql");
/// How far the lengths of the two answers may be apart.
const MAX_DIFFERENCE: f64 = 0.05;

/// Flags of `mulin-bench feed`.
#[derive(Debug, Args)]
pub struct FeedArgs {
    /// Where the product listens
    #[arg(long)]
    mulin: SocketAddr,
    /// Where the ceiling listens
    #[arg(long)]
    ceiling: SocketAddr,
    /// Rounds of each
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds a round
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Connections
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Residents who ask in turn, each with a token
    #[arg(long, default_value_t = 1_000)]
    residents: usize,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Verifies, warms up, measures, tells.
pub async fn run(args: FeedArgs) -> Result<ExitCode> {
    let core = database::open().await?;
    client::ready(args.mulin, "/readyz").await?;
    client::ready(args.ceiling, "/readyz").await?;
    let residents = database::residents(&core, args.residents).await?;
    let version = database::version(&core).await?;
    core.db().clone().close().await?;

    let requests = |path: &str, address, body: &dyn Fn(&Resident) -> Value| -> Vec<Vec<u8>> {
        let request =
            |who: &Resident| client::post(address, path, &who.token, &body(who).to_string());
        residents.iter().map(request).collect()
    };
    let area = |who: &Resident| json!({ "area": *encode(who.city, who.community) });
    let mulin = requests(
        "/graphql",
        args.mulin,
        &|who| json!({ "query": QUERY, "variables": area(who) }),
    );
    let ceiling = requests("/feed", args.ceiling, &area);
    let (mulin_lengths, ceiling_lengths) = verify(&args, &mulin, &ceiling).await?;
    let bytes = |lengths: &[usize]| lengths.iter().sum::<usize>() / lengths.len();
    let (mulin_bytes, ceiling_bytes) = (bytes(&mulin_lengths), bytes(&ceiling_lengths));
    report::say(&format!(
        "{} residents verified: the same answers, {mulin_bytes} and {ceiling_bytes} bytes",
        residents.len()
    ))?;
    let mulin = target(args.mulin, mulin, mulin_lengths);
    let ceiling = target(args.ceiling, ceiling, ceiling_lengths);

    let span = Until::Elapsed(Duration::from_secs(args.seconds));
    let warm_up = Until::Elapsed(Duration::from_secs(args.seconds.div_ceil(3)));
    for target in [&ceiling, &mulin] {
        load::run(target, args.connections, warm_up).await?;
    }
    report::say("round      ceiling/s     p99 ms      mulin/s     p99 ms    ratio")?;
    let mut rounds: Vec<(Round, Round)> = Vec::new();
    for number in 1..=args.rounds {
        let above = load::run(&ceiling, args.connections, span).await?;
        let own = load::run(&mulin, args.connections, span).await?;
        report::say(&format!(
            "{number:>5} {:>14.0} {:>10.1} {:>12.0} {:>10.1} {:>8.2}",
            above.rate,
            above.p99_ms,
            own.rate,
            own.p99_ms,
            own.rate / above.rate
        ))?;
        rounds.push((above, own));
    }
    let above = report::median(rounds.iter().map(|(above, _)| above.rate));
    let own = report::median(rounds.iter().map(|(_, own)| own.rate));
    let ratio = own / above;
    report::say(&format!("median {above:>13.0} {own:>23.0} {ratio:>19.2}"))?;
    let results = json!({
        "name": NAME, "figure": ratio, "goal": GOAL, "unit": "times the ceiling",
        "ceiling_per_second": above, "mulin_per_second": own,
        "bytes": { "ceiling": ceiling_bytes, "mulin": mulin_bytes },
        "rounds": rounds.iter()
            .map(|(ceiling, mulin)| json!({ "ceiling": ceiling, "mulin": mulin }))
            .collect::<Vec<_>>(),
        "connections": args.connections, "residents": args.residents,
        "seconds_a_round": args.seconds,
        "postgresql": version, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    report::verdict(NAME, ratio, "x ceiling", GOAL)
}

fn target(address: SocketAddr, requests: Vec<Vec<u8>>, lengths: Vec<usize>) -> Arc<Target> {
    let check = move |number: usize, answer: &Answer<'_>| {
        ensure!(answer.status == 200, "status {}", answer.status);
        let (length, wanted) = (answer.body.len(), lengths[number]);
        ensure!(
            length == wanted,
            "an answer of {length} bytes, not {wanted}"
        );
        Ok(())
    };
    Arc::new(Target {
        address,
        requests,
        check: Box::new(check),
    })
}

/// Asks everything once: the answers must be the same, without errors, nearly as long, and full
/// enough to be worth measuring. Gives the lengths.
async fn verify(
    args: &FeedArgs,
    mulin: &[Vec<u8>],
    ceiling: &[Vec<u8>],
) -> Result<(Vec<usize>, Vec<usize>)> {
    let mut to_mulin = Connection::open(args.mulin).await?;
    let mut to_ceiling = Connection::open(args.ceiling).await?;
    let (mut lengths, mut found) = ((Vec::new(), Vec::new()), Found::default());
    for (own, above) in mulin.iter().zip(ceiling) {
        let (own_length, own) = answer(&mut to_mulin, own).await.context("mulin")?;
        let (above_length, above) = answer(&mut to_ceiling, above)
            .await
            .context("the ceiling")?;
        ensure!(own == above, "different answers:\n{own}\n{above}");
        #[expect(clippy::cast_precision_loss, reason = "some kilobytes")]
        let share = own_length as f64 / above_length as f64;
        ensure!(
            (share - 1.0).abs() <= MAX_DIFFERENCE,
            "{own_length} bytes and {above_length} are too far apart"
        );
        found.count(&own);
        lengths.0.push(own_length);
        lengths.1.push(above_length);
    }
    found.must_be_full(mulin.len())?;
    Ok(lengths)
}

async fn answer(connection: &mut Connection, request: &[u8]) -> Result<(usize, Value)> {
    let answer = connection.exchange(request).await?;
    let text = String::from_utf8_lossy(answer.body);
    ensure!(answer.status == 200, "status {}: {text}", answer.status);
    let value: Value = serde_json::from_slice(answer.body)?;
    ensure!(value.get("errors").is_none(), "errors: {text}");
    Ok((answer.body.len(), value))
}

/// What all the answers held together.
#[derive(Default)]
struct Found {
    events: usize,
    venues: usize,
    answered: usize,
    attendees: usize,
}

impl Found {
    fn count(&mut self, answer: &Value) {
        let edges = answer["data"]["events"]["edges"].as_array();
        for node in edges.into_iter().flatten().map(|edge| &edge["node"]) {
            self.events += 1;
            self.venues += usize::from(!node["venue"].is_null());
            self.answered += usize::from(!node["viewerRsvp"].is_null());
            self.attendees += node["attendees"].as_array().map_or(0, Vec::len);
        }
    }

    fn must_be_full(&self, feeds: usize) -> Result<()> {
        let Self {
            events,
            venues,
            answered,
            attendees,
        } = self;
        report::say(&format!(
            "{feeds} feeds: {events} events, {venues} venues, {answered} own answers, \
             {attendees} attendees"
        ))?;
        ensure!(*events == 20 * feeds, "not every feed has 20 events");
        ensure!(*venues * 10 > *events * 9, "too few events have a venue");
        ensure!(*answered > 0, "nobody has answered");
        ensure!(*attendees > events * 4, "too few attendees");
        Ok(())
    }
}
