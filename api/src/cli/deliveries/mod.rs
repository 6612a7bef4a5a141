//! `mulin deliveries`

mod explain;
mod list;
mod retry;

use chrono::{DateTime, TimeDelta, Utc};
use clap::{ArgGroup, Args, Subcommand};
use mulin_domain::Core;
use mulin_domain::delivery::search::Search;
use mulin_entities::{Channel, DeliveryId, DeliveryState, EventId};
use sea_orm::ActiveEnum;

use super::ModeArgs;
use super::ids::id;
use crate::app;
use crate::config::{Config, IsoDuration};

/// Flags of `mulin deliveries`.
#[derive(Debug, Args)]
#[command(after_help = "\
Messages are told by their keys: who gets them and where they go is not shown.

Examples:
  mulin deliveries list --state failed --state bounced --since P1D
  mulin deliveries list --event event_AZt2… --json
  mulin deliveries explain 0198f0c2-…
  mulin deliveries retry --event event_AZt2…
  mulin deliveries retry 0198f0c2-… 0198f0c3-… --yes")]
pub struct DeliveriesArgs {
    /// As for the `mulin serve` beside it.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: DeliveriesCommand,
}

/// What an operator does about messages.
#[derive(Debug, Subcommand)]
pub enum DeliveriesCommand {
    /// List messages, the newest first
    List(ListArgs),
    /// Try messages again that failed or came back
    Retry(RetryArgs),
    /// Tell the life of one message in plain words
    Explain(ExplainArgs),
}

/// Which messages.
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// Only in this state; may be given several times
    #[arg(long, value_parser = state)]
    pub state: Vec<DeliveryState>,
    /// Only about this event
    #[arg(long, value_name = "ID", value_parser = id::<EventId>)]
    pub event: Option<EventId>,
    /// Only by this channel: email, sms or call
    #[arg(long, value_parser = channel)]
    pub channel: Option<Channel>,
    /// Only those planned since a time (RFC 3339), or in the last so long (ISO 8601 duration)
    #[arg(long, value_name = "WHEN", value_parser = since)]
    pub since: Option<Since>,
}

/// Flags of `mulin deliveries list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Most to list
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub limit: u64,
    /// Print JSON, one message a line
    #[arg(long)]
    pub json: bool,
}

/// Flags of `mulin deliveries retry`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).multiple(true)
    .args(["ids", "state", "event", "channel", "since"])))]
#[command(after_help = "\
Only what failed or came back is tried again, and only if it still holds: doing it twice sends nothing
twice.

Exit codes:
  0  all of them are tried again, or there was nothing to do
  1  some were refused; each is told with the reason
  2  wrong usage")]
pub struct RetryArgs {
    /// These
    #[arg(value_name = "ID", value_parser = id::<DeliveryId>,
        conflicts_with_all = ["state", "event", "channel", "since"])]
    pub ids: Vec<DeliveryId>,
    /// Which.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Do not ask first
    #[arg(long)]
    pub yes: bool,
}

/// Flags of `mulin deliveries explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Which
    #[arg(value_name = "ID", value_parser = id::<DeliveryId>)]
    pub id: DeliveryId,
}

/// A time, or a time before now.
#[derive(Debug, Clone, Copy)]
pub enum Since {
    /// Since this time.
    At(DateTime<Utc>),
    /// In the last so long.
    Last(TimeDelta),
}

impl FilterArgs {
    fn search(&self, core: &Core, limit: u64) -> Search {
        Search {
            states: self.state.clone(),
            event: self.event,
            channel: self.channel,
            since: self.since.map(|since| match since {
                Since::At(at) => at,
                Since::Last(span) => core.now() - span,
            }),
            limit,
        }
    }
}

fn state(text: &str) -> Result<DeliveryState, String> {
    DeliveryState::try_from_value(&text.to_uppercase()).map_err(|_| {
        let names: Vec<String> = <DeliveryState as sea_orm::Iterable>::iter()
            .map(|state| state.as_str().to_lowercase())
            .collect();
        format!("expected one of {}", names.join(", "))
    })
}

fn channel(text: &str) -> Result<Channel, &'static str> {
    Channel::try_from_value(&text.to_uppercase()).map_err(|_| "expected email, sms or call")
}

fn since(text: &str) -> Result<Since, &'static str> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Since::At(at.to_utc()));
    }
    let span: Result<IsoDuration, ()> = text.parse();
    span.map(|span| Since::Last(span.delta())).map_err(
        |()| "expected a time such as 2026-11-21T08:00:00+08:00, or a duration such as P1D",
    )
}

pub(super) async fn run(args: DeliveriesArgs, config: Config) -> anyhow::Result<()> {
    let core = app::open(&config, args.mode.mode()).await?;
    match args.command {
        DeliveriesCommand::List(args) => list::run(&core, &args).await,
        DeliveriesCommand::Retry(args) => retry::run(&core, args).await,
        DeliveriesCommand::Explain(args) => explain::run(&core, args.id).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_channels_and_times_are_read_in_any_case() {
        assert_eq!(state("Failed"), Ok(DeliveryState::Failed));
        assert!(state("lost").unwrap_err().contains("superseded"));
        assert_eq!(channel("sms"), Ok(Channel::Sms));
        assert!(matches!(since("P1D"), Ok(Since::Last(span)) if span == TimeDelta::days(1)));
        assert!(matches!(
            since("2026-11-21T08:00:00+08:00"),
            Ok(Since::At(_))
        ));
        assert!(since("yesterday").is_err());
    }
}
