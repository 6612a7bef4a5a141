//! `mulin seed`

use clap::Args;

use super::ModeArgs;

/// Flags of `mulin seed`.
#[derive(Debug, Args)]
#[command(after_help = "\
Everybody and everything in it is made up.

Examples:
  mulin seed
  mulin seed --residents 320000 --events 4000 --rsvps 600000")]
pub struct SeedArgs {
    /// As for the `mulin serve` that made the master key.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub residents: u32,
    /// How many events
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub events: u32,
    /// How many answers to events
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub rsvps: u32,
}

pub(super) async fn run(args: SeedArgs, config: crate::config::Config) -> anyhow::Result<()> {
    let core = crate::app::open(&config, args.mode.mode()).await?;
    let plan = crate::seed::LoadPlan {
        residents: args.residents,
        events: args.events,
        rsvps: args.rsvps,
        seed: 1,
        contacts: false,
    };
    plan.check()?;
    crate::seed::load(&core, plan, &|_| ()).await?;
    Ok(())
}
