//! The calendar of an area with 10,000 events, from its first byte to its last, against the same bytes
//! from memory.

pub mod bare;
mod fetch;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use clap::Args;
use mulin::graphql::id::encode;
use mulin_domain::Core;
use mulin_entities::AreaId;
use sea_orm::sqlx;
use serde::Serialize;
use serde_json::json;
use tokio::process::Command;

use self::fetch::{Fetched, fetch};
use crate::process::Process;
use crate::{client, database, report};

const NAME: &str = "calendar-feed";
/// Milliseconds from the first byte to the last.
const GOAL: f64 = 200.0;
/// A little later than calendars begin, so that none leaves while this runs.
const BEGIN: TimeDelta = TimeDelta::days(89);

/// Flags of `mulin-bench calendar-feed`.
#[derive(Debug, Args)]
pub struct CalendarFeedArgs {
    /// Where the product listens
    #[arg(long)]
    mulin: SocketAddr,
    /// A folder for the calendar and a log
    #[arg(long)]
    folder: PathBuf,
    /// Rounds of each
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Readings a round
    #[arg(long, default_value_t = 20)]
    readings: usize,
    /// Events in the calendar
    #[arg(long, default_value_t = 10_000)]
    events: usize,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Medians of a round, in milliseconds.
#[derive(Clone, Copy, Serialize)]
struct Round {
    /// From the request to the first byte.
    first_byte_ms: f64,
    /// From the first byte to the last.
    transfer_ms: f64,
    /// The slowest of these.
    slowest_ms: f64,
}

/// Puts the calendar together, verifies, warms up, measures, tells.
pub async fn run(args: CalendarFeedArgs) -> Result<ExitCode> {
    let core = database::open().await?;
    client::ready(args.mulin, "/readyz").await?;
    let area = show_only(&core, args.events).await?;
    let version = database::version(&core).await?;
    core.db().clone().close().await?;

    let path = format!("/calendar/areas/{}.ics", *encode(area, area));
    let whole = fetch(args.mulin, &path, None).await?;
    verify(&whole, args.events)?;
    let file = args.folder.join("calendar.ics");
    std::fs::write(&file, &whole.body)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("calendar-bare").arg("--file").arg(&file);
    let mut process = Process::start(&mut command, &args.folder.join("bare.log"))?;
    let bare: SocketAddr = process.tells("listening on").await?.parse()?;
    let same = fetch(bare, &path, None).await?;
    ensure!(same.body == whole.body, "the bare answer is another");
    report::say(&format!(
        "{} events verified, {} bytes",
        args.events,
        whole.body.len()
    ))?;

    let read = async |address| round(address, &path, whole.body.len(), args.readings).await;
    // Both are warm before they are timed.
    read(bare).await?;
    read(args.mulin).await?;
    report::say("round    bare ms    mulin: first byte ms    to the last ms    slowest ms")?;
    let mut rounds: Vec<(Round, Round)> = Vec::new();
    for number in 1..=args.rounds {
        let (above, own) = (read(bare).await?, read(args.mulin).await?);
        report::say(&format!(
            "{number:>5} {:>10.2} {:>23.1} {:>17.1} {:>13.1}",
            above.transfer_ms, own.first_byte_ms, own.transfer_ms, own.slowest_ms
        ))?;
        rounds.push((above, own));
    }
    let unchanged = unchanged(args.mulin, &path, &whole, args.readings).await?;
    process.stop().await?;

    let above = report::median(rounds.iter().map(|(above, _)| above.transfer_ms));
    let own = report::median(rounds.iter().map(|(_, own)| own.transfer_ms));
    let first = report::median(rounds.iter().map(|(_, own)| own.first_byte_ms));
    let ratio = own / above;
    report::say(&format!(
        "median {above:>9.2} {first:>23.1} {own:>17.1}; {ratio:.1} x bare; unchanged {unchanged:.1} ms"
    ))?;
    let results = json!({
        "name": NAME, "figure": own, "goal": GOAL, "unit": "ms from the first byte to the last",
        "times_bare": ratio, "bare_ms": above, "first_byte_ms": first, "unchanged_ms": unchanged,
        "events": args.events, "bytes": whole.body.len(), "readings_a_round": args.readings,
        "rounds": rounds.iter()
            .map(|(bare, mulin)| json!({ "bare": bare, "mulin": mulin }))
            .collect::<Vec<_>>(),
        "postgresql": version, "machine": report::machine(),
    });
    report::write(args.out.as_deref(), &results)?;
    report::verdict_at_most(NAME, own, "ms from the first byte to the last", GOAL)
}

/// Leaves so many events in the public calendar of the city, and answers the city: all others are for its
/// residents from now on.
async fn show_only(core: &Core, events: usize) -> Result<AreaId> {
    let resident = database::residents(core, 1).await?.pop();
    let city = resident.context("nobody lives there")?.city;
    let pool = database::pool(core);
    sqlx::query(
        "UPDATE event SET visibility = 'AUDIENCE' WHERE id NOT IN (
            SELECT event.id FROM event_area JOIN event ON event.id = event_area.event_id
            WHERE event_area.area_id = $1 AND event_area.starts_at >= $2
                AND event.state = 'PUBLISHED' AND event.visibility = 'PUBLIC'
            ORDER BY event_area.starts_at, event.id LIMIT $3)",
    )
    .bind(city.0)
    .bind(core.now() - BEGIN)
    .bind(i64::try_from(events)?)
    .execute(pool)
    .await?;
    sqlx::query("VACUUM ANALYZE event").execute(pool).await?;
    Ok(city)
}

/// It is a whole calendar with so many events.
fn verify(whole: &Fetched, events: usize) -> Result<()> {
    ensure!(whole.status == 200, "status {}", whole.status);
    let text = std::str::from_utf8(&whole.body).context("the calendar is no text")?;
    let is_whole =
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("\r\nEND:VCALENDAR\r\n");
    ensure!(is_whole, "the calendar is cut off");
    let found = text.matches("\r\nBEGIN:VEVENT\r\n").count();
    ensure!(found == events, "{found} events, not {events}");
    Ok(())
}

async fn round(address: SocketAddr, path: &str, length: usize, readings: usize) -> Result<Round> {
    let (mut first, mut transfers) = (Vec::new(), Vec::new());
    for _ in 0..readings {
        let fetched = fetch(address, path, None).await?;
        let found = fetched.body.len();
        ensure!(
            fetched.status == 200 && found == length,
            "{found} bytes with status {}, not {length}",
            fetched.status
        );
        first.push(fetched.first_byte_ms);
        transfers.push(fetched.transfer_ms);
    }
    Ok(Round {
        first_byte_ms: report::median(first),
        slowest_ms: transfers.iter().copied().fold(0.0, f64::max),
        transfer_ms: report::median(transfers),
    })
}

/// Median milliseconds until somebody who has the calendar hears that it is as it was.
async fn unchanged(
    address: SocketAddr,
    path: &str,
    whole: &Fetched,
    readings: usize,
) -> Result<f64> {
    let tag = whole.tag.as_deref().context("the calendar has no ETag")?;
    let mut times = Vec::new();
    for _ in 0..readings {
        let fetched = fetch(address, path, Some(tag)).await?;
        ensure!(fetched.status == 304, "status {}, not 304", fetched.status);
        times.push(fetched.first_byte_ms);
    }
    Ok(report::median(times))
}
