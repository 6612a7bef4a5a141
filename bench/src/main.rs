//! Load generators and ceilings; `bench/run` starts what they need. See `bench/README.md`.

mod calendar_feed;
mod chaos;
mod client;
mod database;
mod expansion;
mod feed;
mod load;
mod pgbench;
mod process;
mod queue;
mod reminders;
mod report;
mod rush;
mod stage;
mod subscriptions;
mod tables;

use std::io::{Write, stderr};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The same allocator as the product's, so that the ceiling has no handicap.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(name = "mulin-bench", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure the feed against its ceiling
    Feed(feed::FeedArgs),
    /// Measure a rush on one event against pgbench
    HotRsvp(rush::RushArgs),
    /// Measure a rush on a thousand events against pgbench
    SpreadRsvp(rush::RushArgs),
    /// Measure how soon 10,000 sockets know of an answer, and what they weigh
    Subscriptions(subscriptions::SubscriptionsArgs),
    /// Measure how soon everybody is reminded, against graphile-worker and nodemailer
    Reminders(reminders::RemindersArgs),
    /// List a million recipients of one reminder, and see that it takes no more memory
    Expansion(expansion::ExpansionArgs),
    /// Measure the calendar of an area with 10,000 events against the same bytes from memory
    CalendarFeed(calendar_feed::CalendarFeedArgs),
    /// Arrange who sits where at a banquet of 5,000 guests
    Tables(tables::TablesArgs),
    /// Measure how fast a stall calls 10,000 who wait, against pgbench
    Queue(queue::QueueArgs),
    /// Let everything go wrong while guests are reminded, and count at the mail server
    ChaosDelivery(chaos::ChaosArgs),
    /// Tell what many of those runs come to
    #[command(hide = true)]
    ChaosSummary(chaos::summary::SummaryArgs),
    /// Hold a part of those sockets
    #[command(hide = true)]
    Listeners(subscriptions::listeners::ListenersArgs),
    /// Serve the ceiling of the feed
    Ceiling(feed::ceiling::CeilingArgs),
    /// Serve a calendar from memory
    #[command(hide = true)]
    CalendarBare(calendar_feed::bare::BareArgs),
}

/// Exit status: 0 the goal is reached, 1 it is not, 2 nothing could be measured.
fn main() -> ExitCode {
    run(Cli::parse()).unwrap_or_else(|error| {
        // Without a standard error there is nobody to tell.
        let _ = writeln!(stderr(), "mulin-bench: {error:#}");
        ExitCode::from(2)
    })
}

fn run(cli: Cli) -> Result<ExitCode> {
    // The ceiling gets all cores, as the product does; a load generator shares one thread, so that
    // it takes as little from them as it can.
    let mut runtime = match cli.command {
        Command::Ceiling(_) | Command::CalendarBare(_) => {
            tokio::runtime::Builder::new_multi_thread()
        }
        Command::Feed(_)
        | Command::HotRsvp(_)
        | Command::SpreadRsvp(_)
        | Command::Subscriptions(_)
        | Command::Reminders(_)
        | Command::Expansion(_)
        | Command::CalendarFeed(_)
        | Command::Tables(_)
        | Command::Queue(_)
        | Command::ChaosDelivery(_)
        | Command::ChaosSummary(_)
        | Command::Listeners(_) => tokio::runtime::Builder::new_current_thread(),
    };
    runtime.enable_all().build()?.block_on(async {
        match cli.command {
            Command::Feed(args) => feed::run(args).await,
            Command::HotRsvp(args) => rush::run(rush::Shape::Hot, args).await,
            Command::SpreadRsvp(args) => rush::run(rush::Shape::Spread, args).await,
            Command::Subscriptions(args) => subscriptions::run(args).await,
            Command::Expansion(args) => expansion::run(args).await,
            Command::CalendarFeed(args) => calendar_feed::run(args).await,
            Command::CalendarBare(args) => calendar_feed::bare::serve(args).await,
            Command::Reminders(args) => reminders::run(args).await,
            Command::Tables(args) => tables::run(&args),
            Command::Queue(args) => queue::run(args).await,
            Command::ChaosDelivery(args) => chaos::run(args).await,
            Command::ChaosSummary(args) => chaos::summary::run(&args),
            Command::Listeners(args) => subscriptions::listeners::run(args).await,
            Command::Ceiling(args) => feed::ceiling::serve(args).await,
        }
    })
}
